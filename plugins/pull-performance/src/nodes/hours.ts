import { HourOfDay, NodePool } from 'backstage-plugin-pull-performance-common';

/** One hour of the day of a pool, in which something was pulled. */
export interface HourCell {
  /** 0 to 23. */
  hour: number;
  pullingSeconds: number;
  observedSeconds: number;
  /** Of the observed time; absent when nothing was observed. */
  throttledShare?: number;
}

const HOURS = 24;

/** The 24 hours of a day; one in which nothing was pulled is undefined. */
export function hoursOfDay(hours: HourOfDay[]): (HourCell | undefined)[] {
  const cells = new Array<HourCell | undefined>(HOURS).fill(undefined);
  for (const item of hours) {
    const { hour, pullingSeconds, observedSeconds, throttledSeconds } = item;
    if (pullingSeconds > 0 && hour in cells) {
      cells[hour] = {
        hour,
        pullingSeconds,
        observedSeconds,
        throttledShare:
          observedSeconds > 0
            ? Math.min(1, throttledSeconds / observedSeconds)
            : undefined,
      };
    }
  }
  return cells;
}

/** An hour of the day as `08:00`; the end of the last is `24:00`. */
export function clockHour(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** The hour of the day in which most of the time was throttled, in seconds: a short one says little. */
export function mostThrottledHour(
  pools: NodePool[],
): { pool: NodePool; cell: HourCell } | undefined {
  return pools
    .flatMap(pool =>
      hoursOfDay(pool.hours).flatMap(cell => (cell ? [{ pool, cell }] : [])),
    )
    .filter(({ cell }) => throttledIn(cell) > 0)
    .sort((one, other) => throttledIn(other.cell) - throttledIn(one.cell))[0];
}

/** Seconds in which the disk was throttled. */
function throttledIn({ throttledShare, observedSeconds }: HourCell) {
  return (throttledShare ?? 0) * observedSeconds;
}
