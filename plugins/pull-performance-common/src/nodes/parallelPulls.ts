import { formatCount } from '../units/numbers';
import { pullsTogether } from './pullsTogether';
import { queuedPulls } from './queuedPulls';
import { NodePull } from './types';

/** Fewer waits may be chance. */
const fewestWaits = 3;

/**
 * Tells from a node's pulls whether its kubelet runs several at once.
 *
 * @remarks
 * Times of events are cut to seconds, so a pull may lie up to a second away from where it seems to be. Parallel: two pulls ran at the same time even so.
 * Serial: none did, although at least three waited in the queue while others ran, and those ran no longer than one after the other can. Otherwise the
 * pulls met too rarely or too shortly to tell. A kubelet that runs a few at once has a queue too, so a queue alone says nothing.
 *
 * `finishedAtMs` may be off by a second, the two durations before it must be exact. Kubelets that tell only one duration count the queue as part of the pull
 * and would seem parallel: leave such pulls out. Give each pull once, and all of the node, also those of other services.
 *
 * @returns `mostPulls`: so many were seen at once; there may have been more, and a limit may be higher. `samples`: the pulls that ran together with an earlier one,
 * or that waited.
 * @public
 */
export function detectPullConcurrency(pulls: readonly NodePull[]): {
  mode: 'parallel' | 'serial' | 'unknown';
  mostPulls?: number;
  samples: number;
  basis: string;
} {
  const known = pulls.filter(isPlausible);
  const counted = `${formatCount(known.length)} ${
    known.length === 1 ? 'pull' : 'pulls'
  }`;
  const { together, mostPulls } = pullsTogether(known);
  if (together > 0) {
    return {
      mode: 'parallel',
      mostPulls,
      samples: together,
      basis: `Seen in its events: ${formatCount(
        together,
      )} of ${counted} ran while an earlier one still did.`,
    };
  }
  const { waits, areOneLine } = queuedPulls(known);
  if (waits >= fewestWaits && areOneLine) {
    return {
      mode: 'serial',
      mostPulls: 1,
      samples: waits,
      basis: `Seen in its events: ${formatCount(
        waits,
      )} of ${counted} waited while others ran, and no two ran at once.`,
    };
  }
  return {
    mode: 'unknown',
    samples: waits,
    basis: whyUnknown({ pulls: known.length, counted, waits }),
  };
}

function whyUnknown(options: {
  pulls: number;
  counted: string;
  waits: number;
}): string {
  const { pulls, counted, waits } = options;
  if (pulls === 0) {
    return 'There is no pull of known times in this window.';
  }
  const seen = `Its events show ${counted}`;
  if (pulls === 1) {
    return `${seen}, which met no other one: too few to tell.`;
  }
  if (waits === 0) {
    return `${seen}, none of which met another one: too few to tell.`;
  }
  return waits < fewestWaits
    ? `${seen}, which rarely met others: too few to tell.`
    : `${seen}, which met others too shortly to tell: times of events are cut to seconds.`;
}

function isPlausible(pull: NodePull): boolean {
  const { requestedAtMs, startedAtMs, finishedAtMs } = pull;
  return (
    [requestedAtMs, startedAtMs, finishedAtMs].every(Number.isFinite) &&
    requestedAtMs <= startedAtMs &&
    startedAtMs <= finishedAtMs
  );
}
