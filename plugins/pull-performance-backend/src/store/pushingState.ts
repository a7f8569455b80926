import {
  ClusterCollectionState,
  CollectionGap,
  CollectionProblem,
} from './CollectionStore';
import { gapsBetween, ObservedTimes, SILENCE_MS } from './observedTimes';

/** How a pushing cluster is read, as `/v1/collection` shows it. */
export const PUSH_ACCESS = 'otlp';

/** A problem that came within this time lowers the state, and is shown for a day. */
const RECENT_MS = 3_600_000;
const SHOWN_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** What is stored of a pushing cluster. Times are epoch milliseconds. */
export interface PushingCluster {
  cluster: string;
  receivedAtMs: number;
  lagSeconds?: number;
  observed: ObservedTimes;
  problems: readonly CollectionProblem[];
}

/** How collecting goes in a pushing cluster: nobody runs for it, so its silence is judged when somebody asks. */
export function pushingState(
  pushing: PushingCluster,
  nowMs: number,
): ClusterCollectionState & { gaps: CollectionGap[] } {
  const { cluster, receivedAtMs, lagSeconds, observed } = pushing;
  const noted = shownProblems(pushing.problems, nowMs);
  const recent = noted.some(one => nowMs - one.lastSeenAtMs < RECENT_MS);
  const silent = nowMs - receivedAtMs > SILENCE_MS;
  const well = recent ? 'degraded' : 'collecting';
  return {
    cluster,
    access: PUSH_ACCESS,
    state: silent ? 'failing' : well,
    lastSuccessAtMs: receivedAtMs,
    lagSeconds,
    problems: silent ? [silence(pushing, nowMs), ...noted] : noted,
    gaps: gapsBetween(observed),
  };
}

/** Problems that came in the last day. */
export function shownProblems(
  problems: readonly CollectionProblem[],
  nowMs: number,
): CollectionProblem[] {
  return problems.filter(one => nowMs - one.lastSeenAtMs < SHOWN_MS);
}

function silence(
  { cluster, receivedAtMs }: PushingCluster,
  nowMs: number,
): CollectionProblem {
  const minutes = Math.floor((nowMs - receivedAtMs) / MINUTE_MS);
  return {
    code: 'silent',
    what: `Receiving pushed events of cluster '${cluster}'`,
    why: `Nothing has arrived for ${minutes} minutes.`,
    next: 'Look at the log of the OpenTelemetry Collector in the cluster: it does not run, cannot reach Backstage, or is refused. What it queues is stored when it arrives.',
    count: 1,
    firstSeenAtMs: receivedAtMs,
    lastSeenAtMs: nowMs,
  };
}
