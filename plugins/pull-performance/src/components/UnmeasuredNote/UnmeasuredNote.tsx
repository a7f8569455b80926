import { makeStyles } from '@material-ui/core/styles';
import { ScorecardAreas } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { unknownAreas } from '../../scorecard/areas';
import { Section } from '../Section';

const useStyles = makeStyles(
  { list: { margin: 0, paddingLeft: 18, fontSize: 13 } },
  { name: 'PullPerformanceUnmeasured' },
);

/** The areas that have no figures, each with its reason and what to do. */
export function UnmeasuredNote(props: { areas: ScorecardAreas }) {
  const { areas } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const missing = unknownAreas(areas);
  if (missing.length === 0) {
    return null;
  }
  // Two areas may lack the same thing, which is said once.
  const reasons = new Map(
    missing.map(id => {
      const { reason, evidence } = areas[id];
      return [sentences(reason?.what ?? evidence), areas[id]];
    }),
  );
  return (
    <Section
      title={t('tab.unmeasured.title')}
      finding={
        missing.some(id => id !== 'pullTime')
          ? t('tab.unmeasured.text')
          : undefined
      }
    >
      <ul className={classes.list}>
        {[...reasons].map(([what, { reason }]) => (
          <li key={what}>
            <b>{what}</b> {sentences(reason?.why, reason?.next)}
          </li>
        ))}
      </ul>
    </Section>
  );
}
