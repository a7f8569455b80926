import { TimeWindow } from './PullStore';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A half-open range of UTC days or hours, counted since the epoch. */
export interface BucketRange {
  from: number;
  to: number;
}

/** What is read to answer for a window. */
export interface WindowParts {
  /** Days that are read whole; none when absent. */
  days?: BucketRange;
  /** Hours that are read one by one. */
  hours: BucketRange[];
}

/**
 * The fewest rollups that cover a window, each pull once: whole UTC days as
 * such, the edges from their hours. Begun hours count whole.
 */
export function windowParts(
  window: TimeWindow,
  step?: 'hour' | 'day',
): WindowParts {
  const from = Math.floor(window.fromMs / HOUR_MS);
  const to = Math.ceil(window.toMs / HOUR_MS);
  const days = { from: Math.ceil(from / 24), to: Math.floor(to / 24) };
  if (step === 'hour' || days.from >= days.to) {
    return { hours: [{ from, to }] };
  }
  const edges = [
    { from, to: days.from * 24 },
    { from: days.to * 24, to },
  ];
  return { days, hours: edges.filter(edge => edge.from < edge.to) };
}

/** The days in which hours lie. */
export function daysOfHours({ from, to }: BucketRange): BucketRange {
  return { from: Math.floor(from / 24), to: Math.ceil(to / 24) };
}

/**
 * See PullStore.answeredWindow.
 *
 * @param options - `hoursFromMs`: start of the first day whose hours are kept
 */
export function answeredWindow(
  { fromMs, toMs }: TimeWindow,
  options: { hoursFromMs: number; step?: 'hour' | 'day' },
): TimeWindow {
  const { hoursFromMs, step } = options;
  if (step === 'hour') {
    return {
      fromMs: Math.max(fromMs, hoursFromMs),
      toMs: Math.max(toMs, hoursFromMs),
    };
  }
  return {
    fromMs:
      Math.floor(fromMs / HOUR_MS) * HOUR_MS < hoursFromMs
        ? Math.floor(fromMs / DAY_MS) * DAY_MS
        : fromMs,
    toMs: toMs < hoursFromMs ? Math.ceil(toMs / DAY_MS) * DAY_MS : toMs,
  };
}
