import { countBelow, countUpTo, sortedBy } from './sortedNumbers';
import { NodePull } from './types';

/** Times of events are cut to seconds: two pulls may seem this much nearer or farther than they were. */
const clockMs = 1000;

/**
 * Pulls that certainly ran at the same time as others.
 *
 * @remarks
 * Two did when each began more than a second before the other ended: no cut of their times can then make one after the other of them. So a short
 * question to the registry in the middle of a long pull counts as well as two long ones.
 *
 * @returns `together`: pulls that ran together with one that started before them; `mostPulls`: so many at once, at least.
 */
export function pullsTogether(pulls: readonly NodePull[]): {
  together: number;
  mostPulls: number;
} {
  const runs = [...pulls].sort(
    (one, other) => one.startedAtMs - other.startedAtMs,
  );
  const starts = runs.map(({ startedAtMs }) => startedAtMs);
  const latestEnds: number[] = [];
  let latestEndMs = -Infinity;
  for (const { finishedAtMs } of runs) {
    latestEndMs = Math.max(latestEndMs, finishedAtMs);
    latestEnds.push(latestEndMs);
  }
  let together = 0;
  runs.forEach(({ startedAtMs, finishedAtMs }, index) => {
    const begun = countBelow(starts, finishedAtMs - clockMs);
    const earlier = Math.min(index, begun);
    if (earlier > 0 && latestEnds[earlier - 1] > startedAtMs + clockMs) {
      together++;
    }
  });
  return {
    together,
    mostPulls: Math.max(mostAtOnce(pulls), together > 0 ? 2 : 0),
  };
}

/**
 * Long pulls are made a second shorter. Of those that then still share a moment each two ran together for certain, and then all of them did (intervals
 * of which each two meet have a point in common).
 */
function mostAtOnce(pulls: readonly NodePull[]): number {
  const cut = pulls.map(({ startedAtMs, finishedAtMs }) => ({
    fromMs: startedAtMs + clockMs / 2,
    toMs: finishedAtMs - clockMs / 2,
  }));
  const long = cut.filter(({ fromMs, toMs }) => fromMs < toMs);
  const starts = sortedBy(long, ({ fromMs }) => fromMs);
  const ends = sortedBy(long, ({ toMs }) => toMs);
  let most = 0;
  for (const { fromMs, toMs } of cut) {
    const atOnce =
      fromMs < toMs
        ? countUpTo(starts, fromMs) - countUpTo(ends, fromMs)
        : // Cut too short to be left: with those that began before and ended after it.
          countBelow(starts, toMs) - countUpTo(ends, fromMs) + 1;
    most = Math.max(most, atOnce);
  }
  return most;
}
