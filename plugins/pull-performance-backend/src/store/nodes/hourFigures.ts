import { DiskState } from 'backstage-plugin-pull-performance-common';
import { knownMinutes } from './hourMinutes';
import { decodePullTimes, pullingStretches } from './pullTimes';
import { NodeHourRow } from './rows';

const MINUTE_SECONDS = 60;

type Derived = Pick<
  NodeHourRow,
  | 'pulling_seconds'
  | 'observed_seconds'
  | 'busy_seconds'
  | 'throttled_seconds'
  | 'iops_seconds'
  | 'bandwidth_seconds'
  | 'queue_depth_seconds'
  | 'io_pressure_seconds'
  | 'sampled_seconds'
>;

const throttledColumns: Partial<Record<DiskState, keyof Derived>> = {
  iops: 'iops_seconds',
  bandwidth: 'bandwidth_seconds',
  queueDepth: 'queue_depth_seconds',
  ioPressure: 'io_pressure_seconds',
};

/** In how many seconds of an hour pulls ran, and in what state the disk was meanwhile. */
export function hourFigures(
  row: Pick<NodeHourRow, 'minutes' | 'pull_times'>,
): Derived {
  const stretches = pullingStretches(decodePullTimes(row.pull_times));
  const figures: Derived = {
    pulling_seconds: stretches.reduce(
      (sum, { from, to }) => sum + to - from,
      0,
    ),
    observed_seconds: 0,
    busy_seconds: 0,
    throttled_seconds: 0,
    iops_seconds: 0,
    bandwidth_seconds: 0,
    queue_depth_seconds: 0,
    io_pressure_seconds: 0,
    sampled_seconds: 0,
  };
  for (const [minute, state] of knownMinutes(row.minutes)) {
    const begin = minute * MINUTE_SECONDS;
    const end = begin + MINUTE_SECONDS;
    let seconds = 0;
    for (const { from, to } of stretches) {
      seconds += Math.max(0, Math.min(to, end) - Math.max(from, begin));
    }
    figures.sampled_seconds += MINUTE_SECONDS;
    figures.observed_seconds += seconds;
    if (state === 'busy') figures.busy_seconds += seconds;
    const throttled = throttledColumns[state];
    if (throttled) {
      figures.throttled_seconds += seconds;
      figures[throttled] += seconds;
    }
  }
  return figures;
}
