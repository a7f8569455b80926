import { makeStyles, useTheme } from '@material-ui/core/styles';
import {
  formatDay,
  formatSeconds,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { Day } from '../../scorecard/days';
import { spreadLabels } from '../../scorecard/spreadLabels';
import { pullColors } from '../../theme';
import { Point, segments } from './segments';

const LABEL_WIDTH = 74;
const AXIS_HEIGHT = 14;
const LABEL_HEIGHT = 13;

const useStyles = makeStyles(
  {
    root: {
      display: 'block',
      width: '100%',
      fontVariantNumeric: 'tabular-nums',
    },
  },
  { name: 'PullPerformanceSparkline' },
);

/**
 * The daily p95 as a line from 0, the last days shaded and the target dashed.
 * Days without a p95 are gaps.
 */
export function Sparkline(props: {
  days: Day[];
  /** So many days at the end are shaded. */
  lastDays: number;
  targetSeconds: number;
  width: number;
  height: number;
}) {
  const { days, lastDays, targetSeconds, width, height } = props;
  const classes = useStyles();
  const theme = useTheme();
  const colors = pullColors(theme);
  const t = usePullTranslation();
  const points = days.flatMap<Point>((day, index) =>
    day.p95Seconds === undefined ? [] : [{ index, seconds: day.p95Seconds }],
  );
  const last = points[points.length - 1];
  const top = Math.max(targetSeconds, ...points.map(p => p.seconds)) * 1.12;
  const right = width - LABEL_WIDTH;
  const bottom = height - AXIS_HEIGHT;
  const x = (index: number) =>
    4 + (index * (right - 8)) / Math.max(1, days.length - 1);
  const y = (seconds: number) => bottom - (seconds / top) * (bottom - 4);
  const shadeFrom = x(days.length - lastDays - 0.5);
  const targetY = y(targetSeconds);
  const labels = spreadLabels(
    [
      ...(last ? [{ seconds: last.seconds, isTarget: false }] : []),
      { seconds: targetSeconds, isTarget: true },
    ].map(label => ({ ...label, middle: y(label.seconds) })),
    { from: 0, to: height, labelHeight: LABEL_HEIGHT },
  );
  const small = { fontSize: 10.5, fill: colors.secondText };
  const bold = {
    fontSize: 12,
    fontWeight: 700,
    fill: theme.palette.text.primary,
  };
  return (
    <svg
      className={classes.root}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={useLabel(days, points, targetSeconds)}
    >
      <rect
        x={shadeFrom}
        y={0}
        width={right - shadeFrom}
        height={bottom}
        fill={colors.band}
      />
      <line
        x1={2}
        x2={right}
        y1={targetY}
        y2={targetY}
        stroke={colors.rule}
        strokeDasharray="3 3"
      />
      {segments(points, days.length - lastDays).map(segment => (
        <path
          key={segment.points[0].index}
          d={segment.points
            .map((p, i) => `${i ? 'L' : 'M'}${x(p.index)} ${y(p.seconds)}`)
            .join('')}
          fill="none"
          stroke={segment.recent ? theme.palette.primary.main : colors.rule}
          strokeWidth={segment.recent ? 2.2 : 1.5}
          strokeLinecap="round"
        />
      ))}
      {points
        .filter(point => point !== last)
        .map(point => (
          <circle
            key={point.index}
            cx={x(point.index)}
            cy={y(point.seconds)}
            r={1.6}
            fill={
              point.index >= days.length - lastDays
                ? theme.palette.primary.main
                : colors.rule
            }
          />
        ))}
      {last && (
        <circle
          cx={x(last.index)}
          cy={y(last.seconds)}
          r={3.2}
          fill={theme.palette.primary.main}
        />
      )}
      {labels.map(({ isTarget, seconds, middle }) => (
        <text
          key={String(isTarget)}
          x={right + 4}
          y={middle + 4}
          style={isTarget ? small : bold}
        >
          {isTarget
            ? t('card.sparklineTarget', { value: formatSeconds(seconds) })
            : formatSeconds(seconds)}
        </text>
      ))}
      <text x={2} y={height - 2} style={small}>
        {formatDay(days[0].date)}
      </text>
      <text x={right} y={height - 2} textAnchor="end" style={small}>
        {t('window.days', { days: String(lastDays) })}
      </text>
    </svg>
  );
}

function useLabel(days: Day[], points: Point[], targetSeconds: number) {
  const t = usePullTranslation();
  if (points.length === 0) {
    return t('card.sparklineFailed');
  }
  const first = points[0];
  const last = points[points.length - 1];
  const missing = days.length - points.length;
  const dayOf = (point: Point) => formatDay(days[point.index].date);
  const common = {
    days: String(days.length),
    last: formatSeconds(last.seconds),
    lastDay: dayOf(last),
    gaps: missing > 0 ? t('card.sparklineGaps', { count: missing }) : '',
    target: formatSeconds(targetSeconds),
  };
  return points.length === 1
    ? t('card.sparklineOne', common)
    : t('card.sparkline', {
        ...common,
        first: formatSeconds(first.seconds),
        firstDay: dayOf(first),
      });
}
