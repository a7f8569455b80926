import { makeStyles } from '@material-ui/core/styles';
import {
  formatCount,
  formatSeconds,
  formatShare,
} from 'backstage-plugin-pull-performance-common';
import { useContainerWidth } from '../../hooks/useContainerWidth';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { axisTicks } from '../../scorecard/axis';
import { ClusterSplit } from '../../scorecard/split';
import { joinClasses, pullColors } from '../../theme';
import { Confidence } from '../Confidence';
import { Legend } from '../Legend';
import { PhaseBar } from '../PhaseBar';
import { TICK_GAP, tickLabelPlace } from './tickLabelPlace';

/** A little more than a character of the p95 is wide, in pixels. */
const CHARACTER_WIDTH = 7.5;
const LABEL_HEIGHT = 16;

const useStyles = makeStyles(
  theme => {
    const { secondText, border } = pullColors(theme);
    return {
      cluster: {
        padding: '9px 0 10px',
        borderTop: `1px solid ${border}`,
        '&:first-of-type': { marginTop: 10 },
      },
      head: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'baseline',
        columnGap: 12,
        marginBottom: 5,
        fontSize: 13,
      },
      name: { margin: 0, fontSize: 14, fontWeight: 700 },
      confidence: { marginLeft: 'auto' },
      bar: { position: 'relative' },
      p95: {
        position: 'absolute',
        top: -3,
        bottom: -3,
        width: 0,
        borderLeft: `2px solid ${theme.palette.text.primary}`,
        '& span': {
          position: 'absolute',
          top: 7,
          lineHeight: `${LABEL_HEIGHT}px`,
          fontSize: 12,
          fontWeight: 700,
          whiteSpace: 'nowrap',
        },
      },
      right: { '& span': { left: TICK_GAP - 2 } },
      left: { '& span': { right: TICK_GAP } },
      // The bar makes room for what stands above it, and the tick reaches up to it.
      below: { paddingTop: LABEL_HEIGHT },
      above: { top: 0, '& span': { top: 0 } },
      second: { margin: '4px 0 0', fontSize: 12, color: secondText },
      axis: {
        position: 'relative',
        height: 16,
        fontSize: 11,
        color: secondText,
        '& span': {
          position: 'absolute',
          whiteSpace: 'nowrap',
          transform: 'translateX(-50%)',
        },
        '& span:first-child': { transform: 'none' },
        '& span:last-child': { transform: 'translateX(-100%)' },
      },
    };
  },
  { name: 'PullPerformanceWhereBars' },
);

/** One bar per cluster on one axis: the average wait in its parts, p95 as a tick. */
export function WhereBars(props: { splits: ClusterSplit[] }) {
  const { splits } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const ticks = axisTicks(
    Math.max(...splits.map(s => Math.max(s.averageSeconds, s.p95Seconds ?? 0))),
  );
  const scaleSeconds = ticks[ticks.length - 1];
  return (
    <>
      <Legend
        items={[
          { mark: 'queue', text: t('tab.where.queue') },
          { mark: 'notSplit', text: t('tab.where.notSplit') },
          { mark: 'p95', text: t('tab.where.p95') },
        ]}
      />
      {splits.map(split => (
        <ClusterBar
          key={split.cluster}
          split={split}
          scaleSeconds={scaleSeconds}
        />
      ))}
      <div className={classes.axis} aria-hidden>
        {ticks.map(tick => (
          <span key={tick} style={{ left: `${(tick / scaleSeconds) * 100}%` }}>
            {tick} s
          </span>
        ))}
      </div>
      <p className={classes.second}>
        {t('tab.where.notePulls')} {t('tab.where.noteSplit')}
      </p>
    </>
  );
}

function ClusterBar(props: { split: ClusterSplit; scaleSeconds: number }) {
  const { split, scaleSeconds } = props;
  const { cluster, averageSeconds, queueSeconds, restSeconds, p95Seconds } =
    split;
  const classes = useStyles();
  const t = usePullTranslation();
  const average = formatSeconds(averageSeconds);
  const queue =
    queueSeconds === undefined
      ? t('tab.where.unknownQueue')
      : formatSeconds(queueSeconds);
  const [ref, width] = useContainerWidth();
  const p95 = p95Seconds === undefined ? undefined : formatSeconds(p95Seconds);
  const position = (p95Seconds ?? 0) / scaleSeconds;
  const place = tickLabelPlace({
    tick: position * (width ?? 0),
    barEnd: (averageSeconds / scaleSeconds) * (width ?? 0),
    labelWidth: (p95?.length ?? 0) * CHARACTER_WIDTH,
    width,
  });
  return (
    <div className={classes.cluster}>
      <div className={classes.head}>
        <h3 className={classes.name}>{cluster}</h3>
        <span>{t('tab.where.average', { value: average })}</span>
        <span className={classes.confidence}>
          <Confidence level={split.confidence} />
        </span>
      </div>
      <div
        ref={ref}
        className={joinClasses(
          classes.bar,
          p95 !== undefined && place.above && classes.below,
        )}
      >
        <PhaseBar
          height={26}
          scaleSeconds={scaleSeconds}
          parts={[
            { phase: 'queue', seconds: queueSeconds ?? 0, label: queue },
            {
              phase: 'notSplit',
              seconds: restSeconds,
              label: formatSeconds(restSeconds),
            },
          ]}
          label={t('tab.where.bar', {
            cluster,
            queue,
            average,
            rest: formatSeconds(restSeconds),
            p95: p95 ?? t('tab.where.noP95'),
          })}
        />
        {p95 !== undefined && (
          <div
            aria-hidden
            className={joinClasses(
              classes.p95,
              classes[place.side],
              place.above && classes.above,
            )}
            style={{ left: `${position * 100}%` }}
          >
            <span>{p95}</span>
          </div>
        )}
      </div>
      <p className={classes.second}>
        {t('tab.where.detail', {
          pulls: t('count.pulls', {
            count: split.count,
            formatted: formatCount(split.count),
          }),
          split:
            split.queueShare === undefined
              ? t('tab.where.sharesUnknown')
              : t('tab.where.shares', {
                  queue: formatShare(split.queueShare),
                  rest: formatShare(1 - split.queueShare),
                }),
        })}
      </p>
    </div>
  );
}
