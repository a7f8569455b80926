import { makeStyles } from '@material-ui/core/styles';
import {
  formatCount,
  formatHours,
  formatSeconds,
  formatShare,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { clusterSplits } from '../../scorecard/split';
import { pullColors } from '../../theme';
import { Legend } from '../Legend';
import { PhaseBar } from '../PhaseBar';
import { BestFix } from './BestFix';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: {
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr)',
        gap: 9,
        padding: '11px 16px 13px',
        borderTop: `1px solid ${colors.border}`,
        backgroundColor: colors.soft,
        fontSize: 13,
      },
      second: { color: colors.secondText },
      bar: { margin: '6px 0 5px' },
      facts: {
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 14,
        rowGap: 2,
        margin: 0,
        padding: 0,
        listStyle: 'none',
        fontSize: 12,
      },
      // The colour of failures is too weak on the soft area of the dark theme.
      failed: { fontWeight: 700 },
    };
  },
  { name: 'PullPerformanceCardFooter' },
);

/** The largest known cause, what it costs, and the best fix. */
export function CardFooter(props: { scorecard: Scorecard; narrow: boolean }) {
  const classes = useStyles();
  return (
    <footer className={classes.root}>
      <CauseBar scorecard={props.scorecard} />
      <Facts scorecard={props.scorecard} />
      <BestFix scorecard={props.scorecard} narrow={props.narrow} />
    </footer>
  );
}

function CauseBar(props: { scorecard: Scorecard }) {
  const { cause, clusters } = props.scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  const split = clusterSplits(clusters).find(
    ({ cluster }) => cluster === cause?.cluster,
  );
  if (!cause || !split || split.queueShare === undefined) {
    return null;
  }
  const { queueShare, queueSeconds = 0, restSeconds, averageSeconds } = split;
  return (
    <div>
      <div>
        <b>
          {cause.part === 'queue'
            ? t('card.causeQueue', { share: formatShare(cause.share) })
            : t('card.causeRest', { share: formatShare(cause.share) })}
        </b>{' '}
        <span className={classes.second}>
          {t('card.causeCluster', { cluster: cause.cluster })}
        </span>
      </div>
      <div className={classes.bar}>
        <PhaseBar
          height={8}
          parts={[
            { phase: 'queue', seconds: queueSeconds },
            { phase: 'notSplit', seconds: restSeconds },
          ]}
          label={t('card.causeLabel', {
            cluster: split.cluster,
            average: formatSeconds(averageSeconds),
            queue: formatShare(queueShare),
            rest: formatShare(1 - queueShare),
          })}
        />
      </div>
      <Legend
        items={[
          {
            mark: 'queue',
            text: t('card.legendQueue', { share: formatShare(queueShare) }),
          },
          {
            mark: 'notSplit',
            text: t('card.legendRest', { share: formatShare(1 - queueShare) }),
          },
        ]}
      />
    </div>
  );
}

function Facts(props: { scorecard: Scorecard }) {
  const { hoursLostPerWeek, presentShare, allClusters } = props.scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  const failed = allClusters?.counts.failed ?? 0;
  return (
    <ul className={classes.facts}>
      {hoursLostPerWeek !== undefined && (
        <li>{t('card.hoursLost', { hours: formatHours(hoursLostPerWeek) })}</li>
      )}
      {presentShare !== undefined && (
        <li>{t('card.presentShare', { share: formatShare(presentShare) })}</li>
      )}
      {failed > 0 && (
        <li className={classes.failed}>
          {t('card.failed', { count: failed, formatted: formatCount(failed) })}
        </li>
      )}
    </ul>
  );
}
