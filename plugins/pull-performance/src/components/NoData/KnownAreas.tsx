import { makeStyles } from '@material-ui/core/styles';
import { ScorecardAreas } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { AreaRow } from '../AreaRow';

/** The areas that need no pull. */
const LAYER_AREAS = ['imageSize', 'layerReuse'] as const;

const useStyles = makeStyles(
  theme => ({
    note: {
      margin: 0,
      padding: '0 16px 14px',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformanceKnownAreas' },
);

/** What is graded before the first pull. */
export function KnownAreas(props: { areas: ScorecardAreas }) {
  const { areas } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const known = LAYER_AREAS.filter(id => areas[id].grade !== 'unknown');
  if (known.length === 0) {
    return null;
  }
  return (
    <>
      <div role="table" aria-label={t('noData.knownAreas')}>
        {known.map(id => (
          <AreaRow key={id} id={id} area={areas[id]} />
        ))}
      </div>
      <p className={classes.note}>{t('noData.knownBefore')}</p>
    </>
  );
}
