import { makeStyles } from '@material-ui/core/styles';
import {
  ClusterScore,
  formatCount,
  formatHours,
  formatSeconds,
  formatShare,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { NO_VALUE, secondsCell } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { DataTable } from '../DataTable';
import { Section } from '../Section';

const useStyles = makeStyles(
  theme => ({
    second: {
      margin: '8px 0 0',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformanceStarts' },
);

/** How long pods took to get ready, and how much of that was waiting for images. */
export function StartsSection(props: { scorecard: Scorecard }) {
  const { allClusters, clusters } = props.scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  const rows = clusters.filter(
    ({ starts, imageWaitSeconds }) => starts > 0 || imageWaitSeconds,
  );
  return (
    <Section
      title={t('tab.starts.title')}
      finding={<Finding scorecard={props.scorecard} />}
    >
      {rows.length > 0 && (
        <>
          <DataTable
            label={t('tab.starts.title')}
            columns={[
              { title: t('tab.starts.columns.cluster'), kind: 'name' },
              { title: t('tab.starts.columns.starts'), kind: 'number' },
              { title: t('tab.starts.columns.p50'), kind: 'number' },
              { title: t('tab.starts.columns.p95'), kind: 'number' },
              { title: t('tab.starts.columns.imageShare'), kind: 'number' },
              { title: t('tab.starts.columns.imageWait'), kind: 'number' },
            ]}
            rows={[
              ...rows.map(row => cellsOf(row.cluster, row)),
              ...(allClusters && rows.length > 1
                ? [cellsOf(t('tab.starts.all'), allClusters)]
                : []),
            ]}
          />
          <p className={classes.second}>{t('tab.starts.note')}</p>
        </>
      )}
    </Section>
  );
}

function cellsOf(name: string, score: ClusterScore) {
  const { starts, timeToReadySeconds, imageShare, imageWaitSeconds } = score;
  return {
    key: name,
    cells: [
      name,
      formatCount(starts),
      secondsCell(timeToReadySeconds?.p50),
      secondsCell(timeToReadySeconds?.p95),
      imageShare === undefined ? NO_VALUE : formatShare(imageShare),
      imageWaitSeconds === undefined
        ? NO_VALUE
        : formatSeconds(imageWaitSeconds),
    ],
  };
}

function Finding(props: { scorecard: Scorecard }) {
  const { allClusters, hoursLostPerWeek } = props.scorecard;
  const t = usePullTranslation();
  if (hoursLostPerWeek === undefined) {
    return <>{t('tab.starts.empty')}</>;
  }
  const hours = formatHours(hoursLostPerWeek);
  return (
    <>
      {allClusters?.imageShare === undefined
        ? t('tab.starts.findingHours', { hours })
        : t('tab.starts.finding', {
            hours,
            share: formatShare(allClusters.imageShare),
          })}
    </>
  );
}
