import { makeStyles } from '@material-ui/core/styles';
import { formatSeconds } from 'backstage-plugin-pull-performance-common';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { axisTicks } from '../../scorecard/axis';
import { lastDayWithP95 } from '../../scorecard/days';
import { spreadLabels } from '../../scorecard/spreadLabels';
import { pullColors } from '../../theme';
import { AXIS_WIDTH, ChartHalf, MARGIN } from './chartParts';

const HEIGHT = 180;
const LABEL_HEIGHT = 15;
/** This much at the top is only for the words of the shaded days: no line and no other label gets there. */
const STRIP_HEIGHT = 18;
const PLOT = { ...MARGIN, top: STRIP_HEIGHT + 2 };

const useStyles = makeStyles(
  theme => ({
    root: { position: 'relative' },
    label: {
      position: 'absolute',
      right: 0,
      width: MARGIN.right - 6,
      fontSize: 12,
      fontWeight: 700,
      lineHeight: `${LABEL_HEIGHT}px`,
      whiteSpace: 'nowrap',
      transform: 'translateY(-50%)',
    },
    target: { fontWeight: 400, color: pullColors(theme).secondText },
    selected: {
      position: 'absolute',
      top: 0,
      paddingLeft: 4,
      fontSize: 10.5,
      lineHeight: `${STRIP_HEIGHT}px`,
      whiteSpace: 'nowrap',
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformanceWaitLines' },
);

/** p95 solid, p50 dashed, the target dashed and thin; each named at its end. */
export function WaitLines(props: ChartHalf & { targetSeconds?: number }) {
  const { days, selectedFrom, date, onPoint, theme, colors } = props;
  const { targetSeconds } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const last = lastDayWithP95(days);
  const ticks = axisTicks(
    Math.max(
      targetSeconds ?? 0,
      ...days.map(day => Math.max(day.p95Seconds ?? 0, day.p50Seconds ?? 0)),
    ),
  );
  const top = ticks[ticks.length - 1];
  const middleOf = (seconds: number) =>
    PLOT.top + (1 - seconds / top) * (HEIGHT - PLOT.top - PLOT.bottom);
  const labels = [
    { key: 'p95' as const, seconds: last?.p95Seconds },
    { key: 'p50' as const, seconds: last?.p50Seconds },
    { key: 'target' as const, seconds: targetSeconds },
  ].flatMap(({ key, seconds }) =>
    seconds === undefined ? [] : [{ key, seconds, middle: middleOf(seconds) }],
  );
  const placed = spreadLabels(labels, {
    from: STRIP_HEIGHT,
    to: HEIGHT,
    labelHeight: LABEL_HEIGHT,
  });
  const daysUnshaded = days.findIndex(day => day.date === selectedFrom);
  const tick = { fontSize: 11, fill: colors.secondText };
  return (
    <div className={classes.root}>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          data={days}
          margin={PLOT}
          accessibilityLayer={false}
          onMouseMove={({ activeLabel }) =>
            onPoint(activeLabel === undefined ? undefined : String(activeLabel))
          }
        >
          <ReferenceArea
            x1={selectedFrom}
            x2={days[days.length - 1].date}
            fill={colors.band}
            fillOpacity={1}
          />
          <CartesianGrid vertical={false} stroke={colors.grid} />
          <XAxis dataKey="date" scale="band" hide />
          <YAxis
            width={AXIS_WIDTH}
            domain={[0, top]}
            ticks={ticks}
            tick={tick}
            tickFormatter={(value: number) =>
              value === 0 ? '0 s' : `${value}`
            }
            axisLine={false}
            tickLine={false}
          />
          {targetSeconds !== undefined && (
            <ReferenceLine
              y={targetSeconds}
              stroke={colors.rule}
              strokeDasharray="4 3"
            />
          )}
          {date && <ReferenceLine x={date} stroke={colors.rule} />}
          <Line
            dataKey="p95Seconds"
            stroke={theme.palette.primary.main}
            strokeWidth={2.2}
            dot={{ r: 2.1, fill: theme.palette.primary.main }}
            activeDot={false}
            connectNulls={false}
            isAnimationActive={false}
          />
          <Line
            dataKey="p50Seconds"
            stroke={colors.phase.download}
            strokeWidth={2}
            strokeDasharray="6 3"
            dot={{ r: 1.6, fill: colors.phase.download, strokeDasharray: '0' }}
            activeDot={false}
            connectNulls={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
      <span
        className={classes.selected}
        style={{
          left: `calc(${AXIS_WIDTH}px + (100% - ${
            AXIS_WIDTH + PLOT.right
          }px) * ${daysUnshaded / days.length})`,
        }}
      >
        {t('tab.time.selected')}
      </span>
      {placed.map(label => (
        <span
          key={label.key}
          className={`${classes.label} ${
            label.key === 'target' ? classes.target : ''
          }`}
          style={{ top: label.middle }}
        >
          {t(`tab.time.${label.key}`, { value: formatSeconds(label.seconds) })}
        </span>
      ))}
    </div>
  );
}
