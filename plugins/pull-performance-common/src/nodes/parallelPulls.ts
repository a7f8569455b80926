import { formatCount } from '../units/numbers';
import { NodePull } from './types';

/** Times of events are cut to seconds: two may seem this much too near or too far. */
const clockMs = 1000;

/** Fewer waits may be chance. */
const fewestWaits = 3;

/**
 * Tells from a node's pulls whether its kubelet runs several at once.
 *
 * @remarks
 * Parallel: two ran at the same time for more than a second. Serial: none did, although at least three waited in the queue while another ran. Otherwise
 * the pulls never met and say nothing. A kubelet that runs a few at once may have a queue too, so a queue alone says nothing.
 *
 * The start of a pull must be exact to a second. Kubelets that tell only one duration count the queue as part of the pull, and would seem parallel:
 * leave such pulls out. Give each pull once, and all of the node, also those of other services.
 *
 * @returns `mostPulls`: the most that were seen at once, at least; a limit may be higher. `samples`: the pulls that met another, running or waiting.
 * @public
 */
export function detectPullConcurrency(pulls: readonly NodePull[]): {
  mode: 'parallel' | 'serial' | 'unknown';
  mostPulls?: number;
  samples: number;
  basis: string;
} {
  const known = pulls.filter(isPlausible);
  const { together, mostPulls } = pullsTogether(known);
  if (together > 0) {
    return {
      mode: 'parallel',
      mostPulls,
      samples: together,
      basis: `Seen in its events: ${formatCount(together)} of ${formatCount(
        known.length,
      )} pulls ran together with others, up to ${formatCount(
        mostPulls,
      )} at once.`,
    };
  }
  const waits = countWaits(known);
  if (waits >= fewestWaits) {
    return {
      mode: 'serial',
      mostPulls: 1,
      samples: waits,
      basis: `Seen in its events: ${formatCount(
        waits,
      )} pulls waited while another ran, and no two of ${formatCount(
        known.length,
      )} ran at once.`,
    };
  }
  return { mode: 'unknown', samples: waits, basis: whyUnknown(known, waits) };
}

function whyUnknown(pulls: readonly NodePull[], waits: number): string {
  if (pulls.length === 0) {
    return 'No pull of known times in this window.';
  }
  const counted =
    pulls.length === 1
      ? 'Its only pull'
      : `Its ${formatCount(pulls.length)} pulls`;
  return waits === 0
    ? `${counted} never met another one, so nothing tells whether it would have waited.`
    : `${counted} met too rarely to tell: ${waits} waited while another ran, and it takes ${fewestWaits}.`;
}

function isPlausible(pull: NodePull): boolean {
  const { requestedAtMs, startedAtMs, finishedAtMs } = pull;
  return (
    [requestedAtMs, startedAtMs, finishedAtMs].every(Number.isFinite) &&
    requestedAtMs <= startedAtMs &&
    startedAtMs <= finishedAtMs
  );
}

/**
 * Runs that share more than a second. Each run is made a second shorter: then runs that still share a moment ran at once, for certain, also when there
 * are more than two of them (intervals of which each two meet have a point in common).
 */
function pullsTogether(pulls: readonly NodePull[]): {
  together: number;
  mostPulls: number;
} {
  const cut = pulls
    .map(({ startedAtMs, finishedAtMs }) => ({
      fromMs: startedAtMs + clockMs / 2,
      toMs: finishedAtMs - clockMs / 2,
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
  const starts = cut.map(({ fromMs }) => fromMs).sort(ascending);
  const ends = cut.map(({ toMs }) => toMs).sort(ascending);
  let mostPulls = 0;
  let ended = 0;
  starts.forEach((startMs, started) => {
    while (ends[ended] <= startMs) {
      ended++;
    }
    mostPulls = Math.max(mostPulls, started + 1 - ended);
  });

  cut.sort((one, other) => one.fromMs - other.fromMs);
  let together = 0;
  let latestEndMs = -Infinity;
  cut.forEach(({ fromMs, toMs }, index) => {
    const meetsEarlier = latestEndMs > fromMs;
    const meetsLater = index + 1 < cut.length && cut[index + 1].fromMs < toMs;
    if (meetsEarlier || meetsLater) {
      together++;
    }
    latestEndMs = Math.max(latestEndMs, toMs);
  });
  return { together, mostPulls };
}

/** Pulls of which more than a second of the time in the queue is time in which others ran. Only for pulls that never ran at once. */
function countWaits(pulls: readonly NodePull[]): number {
  const runs = pulls
    .map(({ startedAtMs, finishedAtMs }) => ({ startedAtMs, finishedAtMs }))
    .sort((one, other) => one.startedAtMs - other.startedAtMs);
  const stretches: { fromMs: number; toMs: number; beforeMs: number }[] = [];
  for (const { startedAtMs, finishedAtMs } of runs) {
    const last = stretches.at(-1);
    if (last && startedAtMs <= last.toMs) {
      last.toMs = Math.max(last.toMs, finishedAtMs);
    } else {
      const beforeMs = last ? last.beforeMs + (last.toMs - last.fromMs) : 0;
      stretches.push({ fromMs: startedAtMs, toMs: finishedAtMs, beforeMs });
    }
  }
  /** How long any pull ran before a time. */
  const ranBeforeMs = (atMs: number) => {
    let low = 0;
    let high = stretches.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (stretches[middle].fromMs <= atMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const stretch = low > 0 ? stretches[low - 1] : undefined;
    return stretch
      ? stretch.beforeMs + Math.min(atMs, stretch.toMs) - stretch.fromMs
      : 0;
  };
  return pulls.filter(
    ({ requestedAtMs, startedAtMs }) =>
      ranBeforeMs(startedAtMs) - ranBeforeMs(requestedAtMs) > clockMs,
  ).length;
}

function ascending(one: number, other: number): number {
  return one - other;
}
