import { makeStyles } from '@material-ui/core/styles';
import { Fix } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { FactList } from '../DiskDetails';
import { ConditionList } from './ConditionList';
import { HowWords } from './HowWords';

const useStyles = makeStyles(
  { risks: { '&&': { paddingLeft: 16, listStyle: 'disc' } } },
  { name: 'PullPerformanceFixDetails' },
);

/** What must be so, how it is done, what can go wrong and how to take it back. */
export function FixDetails(props: { fix: Fix; narrow: boolean }) {
  const { conditions, how, risks, undo } = props.fix;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <FactList
      stacked={props.narrow}
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
            <ul className={classes.risks}>
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
