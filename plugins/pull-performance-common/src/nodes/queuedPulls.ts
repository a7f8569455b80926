import { countBelow, sortedBy } from './sortedNumbers';
import { NodePull } from './types';

/** Of pulls that run one after the other at most this much more or less falls into a wait than was there: a second at each end. */
const unsureMs = 2000;

/** So much of others has to run meanwhile: something else may hold a pull up too. */
const leastOthersMs = 1000;

/**
 * Pulls that waited in the queue while others ran.
 *
 * @returns `waits`: their number; `areOneLine`: whether the others ran for so short a time, in sum, that they cannot have been two or more lines of pulls side by
 * side, each busy through all of the waits.
 */
export function queuedPulls(pulls: readonly NodePull[]): {
  waits: number;
  areOneLine: boolean;
} {
  const ranBeforeMs = runtimeBefore(pulls);
  let waits = 0;
  let othersMs = 0;
  let leastOfTwoLinesMs = 0;
  for (const { requestedAtMs, startedAtMs } of pulls) {
    const waitMs = startedAtMs - requestedAtMs;
    const meanwhileMs = ranBeforeMs(startedAtMs) - ranBeforeMs(requestedAtMs);
    if (waitMs > unsureMs && meanwhileMs > leastOthersMs) {
      waits++;
      othersMs += meanwhileMs;
      leastOfTwoLinesMs += 2 * (waitMs - unsureMs);
    }
  }
  return { waits, areOneLine: othersMs < leastOfTwoLinesMs };
}

/** How long pulls ran before a time, those that ran at once each for itself. */
function runtimeBefore(pulls: readonly NodePull[]): (atMs: number) => number {
  const startedBefore = elapsedSince(
    sortedBy(pulls, ({ startedAtMs }) => startedAtMs),
  );
  const finishedBefore = elapsedSince(
    sortedBy(pulls, ({ finishedAtMs }) => finishedAtMs),
  );
  return atMs => startedBefore(atMs) - finishedBefore(atMs);
}

/** The sum of the times that passed since each of these moments that lies before a time. */
function elapsedSince(sorted: readonly number[]): (atMs: number) => number {
  // Sums of epoch milliseconds would grow beyond exact numbers.
  const [originMs = 0] = sorted;
  const sums = [0];
  for (const value of sorted) {
    sums.push(sums[sums.length - 1] + (value - originMs));
  }
  return atMs => {
    const passed = countBelow(sorted, atMs);
    return passed * (atMs - originMs) - sums[passed];
  };
}
