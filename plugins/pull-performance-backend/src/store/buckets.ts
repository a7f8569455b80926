import { TimeWindow } from './PullStore';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** UTC days since the epoch that one row joins when they are over. */
export const DAYS_PER_SPAN = 8;

/** A half-open range of UTC days or hours, counted since the epoch. */
export interface BucketRange {
  from: number;
  to: number;
}

/** What is read to answer for a window. */
export interface WindowParts {
  /** Joined days, counted in spans of eight days since the epoch; none when absent. */
  spans?: BucketRange;
  /** Days that are read whole. */
  days: BucketRange[];
  /** Hours that are read one by one. */
  hours: BucketRange[];
}

/**
 * The fewest rollups that cover a window, each pull once: days that are joined as
 * such, other whole UTC days as such, the edges from their hours. Begun hours count whole.
 *
 * @param options - `joinedBefore`: the first span whose days are not joined
 */
export function windowParts(
  window: TimeWindow,
  options: { step?: 'hour' | 'day'; joinedBefore: number },
): WindowParts {
  const { step, joinedBefore } = options;
  const from = Math.floor(window.fromMs / HOUR_MS);
  const to = Math.ceil(window.toMs / HOUR_MS);
  const days = { from: Math.ceil(from / 24), to: Math.floor(to / 24) };
  if (step === 'hour' || days.from >= days.to) {
    return { days: [], hours: [{ from, to }] };
  }
  const edges = [
    { from, to: days.from * 24 },
    { from: days.to * 24, to },
  ];
  const hours = edges.filter(isSome);
  const spans = {
    from: Math.ceil(days.from / DAYS_PER_SPAN),
    to: Math.min(Math.floor(days.to / DAYS_PER_SPAN), joinedBefore),
  };
  if (step === 'day' || !isSome(spans)) {
    return { days: [days], hours };
  }
  const rest = [
    { from: days.from, to: spans.from * DAYS_PER_SPAN },
    { from: spans.to * DAYS_PER_SPAN, to: days.to },
  ];
  return { spans, days: rest.filter(isSome), hours };
}

function isSome({ from, to }: BucketRange): boolean {
  return from < to;
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
