import {
  CollectionProblem,
  CollectionStateName,
} from '../../store/CollectionStore';
import { ReflectorStatus } from '../watch/types';

/** A problem that was noted within this time lowers the state. */
const RECENT_MS = 3_600_000;

/** How reading one resource goes. */
export interface ReadingHealth {
  status: ReflectorStatus;
  /** Whether its list was complete at least once. */
  wasListed: boolean;
  /** Without it there are no pulls; without the others something about them is missing. */
  essential: boolean;
  /** Since when it fails and how often it failed, while it does. */
  failingSinceMs?: number;
  failures: number;
}

/** How collecting goes in a cluster. */
export interface CollectionHealth {
  state: CollectionStateName;
  /** Last time the API server answered for all events about pulls. */
  lastSuccessAtMs?: number;
  problems: CollectionProblem[];
}

/** Sums up how a cluster's resources are read, and what was noted meanwhile. */
export function collectionHealth(options: {
  readings: readonly ReadingHealth[];
  noted: readonly CollectionProblem[];
  nowMs: number;
}): CollectionHealth {
  const { readings, noted, nowMs } = options;
  const current = currentProblems(readings, nowMs);
  const essential = readings.filter(reading => reading.essential);
  const successes = essential.map(({ status }) => status.lastSuccessAtMs);
  const lastSuccessAtMs = successes.includes(undefined)
    ? undefined
    : Math.min(...successes.map(success => success ?? 0));
  return {
    state: stateOf(readings, noted, nowMs),
    lastSuccessAtMs: successes.length > 0 ? lastSuccessAtMs : undefined,
    problems: [...current, ...noted],
  };
}

function isFailing({ status }: ReadingHealth): boolean {
  return status.phase === 'failing';
}

function stateOf(
  readings: readonly ReadingHealth[],
  noted: readonly CollectionProblem[],
  nowMs: number,
): CollectionStateName {
  const essential = readings.filter(reading => reading.essential);
  if (essential.some(isFailing)) {
    return 'failing';
  }
  const begun = essential.length > 0 && essential.every(one => one.wasListed);
  if (!begun) {
    return 'starting';
  }
  const recent = noted.some(one => nowMs - one.lastSeenAtMs < RECENT_MS);
  return recent || readings.some(isFailing) ? 'degraded' : 'collecting';
}

/** One entry per cause: an unreachable API server is one problem, not one for each resource. */
function currentProblems(
  readings: readonly ReadingHealth[],
  nowMs: number,
): CollectionProblem[] {
  const causes = new Map<string, CollectionProblem & { resources: number }>();
  for (const { status, failingSinceMs = nowMs, failures } of readings) {
    if (!status.problem) continue;
    const { code, what, why, next } = status.problem;
    const key = JSON.stringify([code, next]);
    const known = causes.get(key);
    causes.set(key, {
      code,
      what: known?.what ?? what,
      why: known?.why ?? why,
      next,
      count: (known?.count ?? 0) + failures,
      firstSeenAtMs: Math.min(known?.firstSeenAtMs ?? nowMs, failingSinceMs),
      lastSeenAtMs: nowMs,
      resources: (known?.resources ?? 0) + 1,
    });
  }
  return [...causes.values()].map(({ resources, ...problem }) => ({
    ...problem,
    what:
      resources > 1
        ? `${problem.what}, and ${resources - 1} more resources`
        : problem.what,
  }));
}
