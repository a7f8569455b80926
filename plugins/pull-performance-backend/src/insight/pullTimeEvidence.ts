import {
  ClusterWaits,
  earliestPullTimeMs,
  widenPullTimeWindow,
} from 'backstage-plugin-pull-performance-common';
import { PullAggregate, PullStore, TimeWindow } from '../store/PullStore';
import { grouped } from './grouped';
import { broughtBytes, waitsOf } from './pullFigures';

const dayMs = 24 * 60 * 60 * 1000;

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
  const earliestMs = await earliestAnsweredMs(store, window);
  const earlier = (
    await store.aggregatePulls({
      subject: { entityRef: options.entityRef },
      window: { fromMs: earliestMs, toMs: window.fromMs },
      cluster: options.cluster,
      by: ['cluster', 'outcome'],
      step: 'day',
    })
  ).filter(broughtBytes);
  const days = grouped(earlier, ({ startMs = 0 }) => startMs);
  const wide = widenPullTimeWindow({
    ...question,
    days: [...days].map(([startMs, aggregates]) => ({
      startMs,
      pulls: knownWaits(aggregates),
    })),
  });
  const fromMs = wide.widened ? Math.max(wide.fromMs, earliestMs) : wide.fromMs;
  // A day belongs to the window when any of it does: its hours before the 30 days were not asked for.
  const added = earlier.filter(({ startMs = 0 }) => startMs + dayMs > fromMs);
  return {
    window: { fromMs, toMs: window.toMs },
    widened: wide.widened,
    pulls: [...pulls, ...added],
  };
}

/** Where the 30 days begin: with a whole day where hours are no longer kept, so that they are no more than 30. */
async function earliestAnsweredMs(
  store: PullStore,
  { fromMs, toMs }: TimeWindow,
): Promise<number> {
  const asked = { fromMs: earliestPullTimeMs({ toMs }), toMs: fromMs };
  const answered = await store.answeredWindow({ window: asked });
  return answered.fromMs < asked.fromMs
    ? answered.fromMs + dayMs
    : asked.fromMs;
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
