import { fewestPullsOfWindow } from './confidence';

const hourMs = 60 * 60 * 1000;
const longestWidenedMs = 30 * 24 * hourMs;

/**
 * Where the window of the pull time area begins. A window with fewer than 20
 * pulls reaches back, day by day, until it holds 20, at most over 30 days.
 *
 * @param options - `days` are UTC days with their pulls that brought bytes and
 * have a known wait; those before the window are used, in any order.
 * @public
 */
export function widenPullTimeWindow(options: {
  fromMs: number;
  toMs: number;
  /** Such pulls inside the window. */
  pulls: number;
  days: readonly { startMs: number; pulls: number }[];
}): { fromMs: number; widened: boolean } {
  const { fromMs } = options;
  const earliestMs = earliestPullTimeMs(options);
  if (options.pulls >= fewestPullsOfWindow || fromMs <= earliestMs) {
    return { fromMs, widened: false };
  }
  const earlier = options.days
    .filter(day => day.startMs < fromMs)
    .sort((one, other) => other.startMs - one.startMs);
  let { pulls } = options;
  for (const day of earlier) {
    pulls += day.pulls;
    if (pulls >= fewestPullsOfWindow) {
      // The day in which the 30 days began counts from their first hour only.
      return { fromMs: Math.max(day.startMs, earliestMs), widened: true };
    }
  }
  return { fromMs: earliestMs, widened: true };
}

/**
 * The earliest time that a widened window may begin at: 30 days before its
 * end, at a full UTC hour. Later than a window that is longer than that.
 *
 * @public
 */
export function earliestPullTimeMs(options: { toMs: number }): number {
  return Math.ceil((options.toMs - longestWidenedMs) / hourMs) * hourMs;
}
