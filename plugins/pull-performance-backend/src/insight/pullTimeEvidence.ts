import {
  ClusterWaits,
  earliestPullTimeMs,
  widenPullTimeWindow,
} from 'backstage-plugin-pull-performance-common';
import { PullAggregate, PullStore, TimeWindow } from '../store/PullStore';
import { grouped } from './grouped';
import { broughtBytes, waitsOf } from './pullFigures';

/** The pulls that the pull time area grades, and of which time they are. */
export interface PullTimeEvidence {
  window: TimeWindow;
  widened: boolean;
  /** Cold and warm pulls of that window. */
  pulls: PullAggregate[];
}

/**
 * Collects what the pull time area is graded by: the window's pulls, and with
 * fewer than 20 of them those of the days before.
 */
export async function readPullTimeEvidence(options: {
  store: PullStore;
  entityRef: string;
  window: TimeWindow;
  cluster?: string;
  /** The pulls of the window, split by outcome. */
  pulls: PullAggregate[];
}): Promise<PullTimeEvidence> {
  const { store, window } = options;
  const pulls = options.pulls.filter(broughtBytes);
  const asIs = { window, widened: false, pulls };
  const question = { ...window, pulls: knownWaits(pulls) };
  // Asked first without days: most services need no second question.
  if (!widenPullTimeWindow({ ...question, days: [] }).widened) {
    return asIs;
  }
  const earlier = (
    await store.aggregatePulls({
      subject: { entityRef: options.entityRef },
      window: { fromMs: earliestPullTimeMs(window), toMs: window.fromMs },
      cluster: options.cluster,
      by: ['cluster', 'outcome'],
      step: 'day',
    })
  ).filter(broughtBytes);
  const days = grouped(earlier, ({ startMs = 0 }) => startMs);
  const { fromMs, widened } = widenPullTimeWindow({
    ...question,
    days: [...days].map(([startMs, aggregates]) => ({
      startMs,
      pulls: knownWaits(aggregates),
    })),
  });
  // A day belongs to the window when any of it does: its hours before the 30 days were not asked for.
  const added = earlier.filter(
    ({ startMs = 0 }) => startMs + 24 * 60 * 60 * 1000 > fromMs,
  );
  return {
    window: { fromMs, toMs: window.toMs },
    widened,
    pulls: [...pulls, ...added],
  };
}

/** The waits of each cluster, for the grade. */
export function clusterWaits(pulls: PullAggregate[]): ClusterWaits[] {
  const clusters = grouped(pulls, ({ cluster = '' }) => cluster);
  return [...clusters].map(([cluster, aggregates]) => {
    const waits = waitsOf(aggregates);
    return {
      cluster,
      pulls: aggregates.reduce((sum, { count }) => sum + count, 0),
      known: waits?.count ?? 0,
      p95Seconds: waits?.p95 ?? 0,
      maxSeconds: waits?.max ?? 0,
    };
  });
}

function knownWaits(pulls: PullAggregate[]): number {
  return pulls.reduce((sum, { waitSketch }) => sum + waitSketch.count, 0);
}
