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
        {missing.map(id => {
          const { reason, evidence } = areas[id];
          return (
            <li key={id}>
              <b>{sentences(reason?.what ?? evidence)}</b>{' '}
              {sentences(reason?.why, reason?.next)}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
