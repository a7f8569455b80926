import { formatDay } from 'backstage-plugin-pull-performance-common';
import {
  Bar,
  ComposedChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { axisTicks } from '../../scorecard/axis';
import { AXIS_WIDTH, ChartHalf, labelledDays, MARGIN } from './chartParts';

const HEIGHT = 120;

/** Pulls per day: bytes to download below, dark; bytes already there above, light. */
export function OutcomeBars(props: ChartHalf) {
  const { days, selectedFrom, date, onPoint, colors } = props;
  const ticks = axisTicks(
    Math.max(
      ...days.map(
        ({ cold = 0, warm = 0, cached = 0, failed = 0 }) =>
          cold + warm + cached + failed,
      ),
    ),
  ).filter(Number.isInteger);
  const tick = { fontSize: 11, fill: colors.secondText };
  const bar = { stackId: 'outcome', isAnimationActive: false };
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <ComposedChart
        data={days}
        margin={MARGIN}
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
        <XAxis
          dataKey="date"
          scale="band"
          ticks={labelledDays(days)}
          // Drops a day whose words would touch the next one's.
          interval="preserveEnd"
          minTickGap={6}
          tick={tick}
          tickFormatter={formatDay}
          tickLine={false}
          stroke={colors.rule}
        />
        <YAxis
          width={AXIS_WIDTH}
          domain={[0, ticks[ticks.length - 1]]}
          ticks={ticks}
          tick={tick}
          axisLine={false}
          tickLine={false}
        />
        {date && <ReferenceLine x={date} stroke={colors.rule} />}
        <Bar {...bar} dataKey="cold" fill={colors.cold} />
        <Bar {...bar} dataKey="warm" fill={colors.warm} />
        <Bar
          {...bar}
          dataKey="cached"
          fill={colors.cached}
          stroke={colors.cachedOutline}
        />
        <Bar {...bar} dataKey="failed" fill={colors.failed} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
