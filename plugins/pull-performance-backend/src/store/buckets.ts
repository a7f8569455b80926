import { TimeWindow } from './PullStore';
import { Resolution } from './rows';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Half-open range of rollup buckets. */
export interface BucketRange {
  resolution: Resolution;
  from: number;
  to: number;
}

/** The hour and the day whose rollups hold a time. */
export function bucketsOf(
  timeMs: number,
): { resolution: Resolution; bucket: number }[] {
  return [
    { resolution: 'h', bucket: Math.floor(timeMs / HOUR_MS) },
    { resolution: 'd', bucket: Math.floor(timeMs / DAY_MS) },
  ];
}

/**
 * The fewest rollups that cover a window, each pull once: whole UTC days from
 * daily rows, the hours at the edges from hourly ones. Begun hours count whole.
 */
export function bucketRanges(
  window: TimeWindow,
  step?: 'hour' | 'day',
): BucketRange[] {
  const fromHour = Math.floor(window.fromMs / HOUR_MS);
  const toHour = Math.ceil(window.toMs / HOUR_MS);
  const fromDay = Math.ceil(fromHour / 24);
  const toDay = Math.floor(toHour / 24);
  const ranges: BucketRange[] =
    step === 'hour' || fromDay >= toDay
      ? [{ resolution: 'h', from: fromHour, to: toHour }]
      : [
          { resolution: 'h', from: fromHour, to: fromDay * 24 },
          { resolution: 'd', from: fromDay, to: toDay },
          { resolution: 'h', from: toDay * 24, to: toHour },
        ];
  return ranges.filter(({ from, to }) => from < to);
}

/** Start of the time step that a bucket lies in, epoch milliseconds. */
export function stepStartMs(
  resolution: Resolution,
  bucket: number,
  step: 'hour' | 'day',
): number {
  const startMs = bucket * (resolution === 'h' ? HOUR_MS : DAY_MS);
  return step === 'day' ? Math.floor(startMs / DAY_MS) * DAY_MS : startMs;
}
