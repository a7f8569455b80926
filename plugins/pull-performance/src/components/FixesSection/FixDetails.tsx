import { Fix } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { FactList } from '../DiskDetails';
import { ConditionList } from './ConditionList';
import { HowWords } from './HowWords';

/** What must be so, how it is done, what can go wrong and how to take it back. */
export function FixDetails(props: { fix: Fix }) {
  const { conditions, how, risks, undo } = props.fix;
  const t = usePullTranslation();
  return (
    <FactList
      facts={[
        { name: t('fixes.how'), text: how && <HowWords text={how} /> },
        {
          name: t('fixes.conditions'),
          text: conditions.length > 0 && (
            <ConditionList conditions={conditions} />
          ),
        },
        {
          name: t('fixes.risks'),
          text: risks.length > 0 && (
            <ul>
              {risks.map(risk => (
                <li key={risk}>{sentences(risk)}</li>
              ))}
            </ul>
          ),
        },
        { name: t('fixes.undo'), text: sentences(undo) },
      ]}
    />
  );
}
