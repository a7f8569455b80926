import { CollectionGap } from './CollectionStore';

/** A time without any record that is longer than this is a gap. */
export const SILENCE_MS = 300_000;
/** What was observed longer ago than this when it came is history: it fills gaps, but its own silences are none. */
export const HISTORY_MS = 3_600_000;
/** Gaps that are kept, the newest. */
const MAX_INTERVALS = 101;

/** From the first to the last record of a time without gaps; epoch milliseconds, in order. */
export type ObservedTimes = readonly (readonly [
  fromMs: number,
  toMs: number,
])[];

/**
 * Adds times in which a cluster was observed, by the clock of its collector.
 *
 * @remarks
 * A collector that runs tells something at least every few minutes, so a longer silence means that it did
 * not run or could not read: what happened then may be missing. What says so is when records were observed, not when they arrived:
 * those that were queued or sent again fill their time late, in any order, and the gap that was shown meanwhile is gone.
 *
 * History, such as a backfill of past weeks, is no sign that anybody observed the time before and after each of its
 * records. So times begin with the first record that came live, and what was observed long before its arrival counts only
 * where it lies after that: as late arrivals, which fill gaps.
 */
export function addObserved(
  known: ObservedTimes,
  added: ObservedTimes,
  nowMs: number,
): ObservedTimes {
  const beginMs = known[0]?.[0] ?? Infinity;
  const counted = added
    .map(([fromMs, toMs]) => [fromMs, Math.min(toMs, nowMs)] as const)
    .filter(
      ([fromMs, toMs]) =>
        fromMs <= toMs && (toMs >= nowMs - HISTORY_MS || toMs >= beginMs),
    );
  return joined([...known, ...counted]).slice(-MAX_INTERVALS);
}

/** Joins times between which no silence lies. */
export function joined(times: ObservedTimes): ObservedTimes {
  const result: [number, number][] = [];
  for (const [fromMs, toMs] of [...times].sort((a, b) => a[0] - b[0])) {
    const last = result[result.length - 1];
    if (last && fromMs - last[1] <= SILENCE_MS) {
      last[1] = Math.max(last[1], toMs);
    } else {
      result.push([fromMs, toMs]);
    }
  }
  return result;
}

/** One text for all gaps. */
const GAP_WHY =
  'The collector of the cluster observed nothing in this time. Pulls of it may be missing.';

/** The times between, the newest first. */
export function gapsBetween(times: ObservedTimes): CollectionGap[] {
  const gaps = times
    .slice(1)
    .map(([toMs], index) => ({ fromMs: times[index][1], toMs, why: GAP_WHY }));
  return gaps.reverse();
}
