import { InputError } from '@backstage/errors';
import {
  PullTimesItem,
  PullTimesPage,
} from 'backstage-plugin-pull-performance-common';
import {
  PullAggregate,
  PullDimension,
  PullStore,
  TimeWindow,
} from '../store/PullStore';
import { decodeCursor, encodeCursor } from './cursor';
import { grouped } from './grouped';
import { figuresOf } from './pullFigures';
import { hoursOf, isoTimeOf, isoWindow } from './windows';

const dayMs = 24 * 60 * 60 * 1000;
const longestHourlyDays = 31;

const dimensionsOf: Record<PullTimesPage['groupBy'], PullDimension[]> = {
  all: ['outcome'],
  cluster: ['cluster', 'outcome'],
  nodePool: ['cluster', 'nodePool', 'outcome'],
};

/** So much is read at once, so that a long window with many pools stays small in memory. */
const sliceDays: Record<PullTimesPage['step'], number> = { hour: 2, day: 32 };

/** The place of an item: they are ordered by it, part by part. */
type Place = [startMs: number, cluster: string, nodePool: string];

/**
 * Waits over time, oldest first. Steps without pulls are left out.
 *
 * @throws InputError for a window that is too long for hours, or a cursor that is not of this list
 */
export async function listPullTimes(options: {
  store: PullStore;
  entityRef: string;
  window: TimeWindow;
  cluster?: string;
  groupBy: PullTimesPage['groupBy'];
  step: PullTimesPage['step'];
  limit: number;
  cursor?: string;
}): Promise<PullTimesPage> {
  const { store, groupBy, step, limit } = options;
  if (step === 'hour' && hoursOf(options.window) > longestHourlyDays * 24) {
    throw new InputError(
      `step may be hour for at most ${longestHourlyDays} days; use day, or a later from`,
    );
  }
  const window = await store.answeredWindow(options);
  const after =
    options.cursor === undefined ? undefined : readPlace(options.cursor);

  const found: { place: Place; item: PullTimesItem }[] = [];
  let fromMs = Math.max(window.fromMs, after?.[0] ?? 0);
  while (fromMs < window.toMs && found.length <= limit) {
    const toMs = Math.min(
      window.toMs,
      (Math.floor(fromMs / dayMs) + sliceDays[step]) * dayMs,
    );
    const aggregates = await store.aggregatePulls({
      subject: { entityRef: options.entityRef },
      window: { fromMs, toMs },
      cluster: options.cluster,
      by: dimensionsOf[groupBy],
      step,
    });
    found.push(
      ...itemsOf(aggregates).filter(
        ({ place }) => !after || comparePlaces(place, after) > 0,
      ),
    );
    fromMs = toMs;
  }

  const page = found.slice(0, limit);
  return {
    window: isoWindow(window),
    step,
    groupBy,
    items: page.map(({ item }) => item),
    nextCursor:
      found.length > limit
        ? encodeCursor(page[page.length - 1].place)
        : undefined,
  };
}

function readPlace(cursor: string): Place {
  const [startMs, cluster, nodePool] = decodeCursor(cursor, [
    'number',
    'string',
    'string',
  ]);
  return [Number(startMs), String(cluster), String(nodePool)];
}

function itemsOf(
  aggregates: PullAggregate[],
): { place: Place; item: PullTimesItem }[] {
  const groups = grouped(aggregates, one =>
    JSON.stringify([one.startMs, one.cluster, one.nodePool]),
  );
  return [...groups.values()]
    .map(group => {
      const [{ startMs = 0, cluster, nodePool }] = group;
      const { counts, waitSeconds, gradedWaitSeconds, pullSeconds } =
        figuresOf(group);
      const place: Place = [startMs, cluster ?? '', nodePool ?? ''];
      return {
        place,
        item: {
          start: isoTimeOf(startMs),
          cluster,
          nodePool,
          counts,
          waitSeconds,
          gradedWaitSeconds,
          pullSeconds,
        },
      };
    })
    .sort((one, other) => comparePlaces(one.place, other.place));
}

function comparePlaces(one: Place, other: Place): number {
  for (let index = 0; index < one.length; index++) {
    if (one[index] !== other[index]) {
      return one[index] < other[index] ? -1 : 1;
    }
  }
  return 0;
}
