import {
  FleetNodePage,
  Reason,
} from 'backstage-plugin-pull-performance-common';
import { TimeWindow } from '../../store/PullStore';
import { decodeCursor, encodeCursor } from '../cursor';
import { isoWindow } from '../windows';
import { FleetNodes } from './FleetNodes';
import { NodeJudge } from './NodeJudge';
import { PoolSums } from './PoolSums';
import { registriesOf } from './registriesOf';

/** Pulls of a pool's node that tell whether they run at once. */
const MAX_PULLS = 500;

/** What node pools are ordered by, the largest first. */
export type FleetNodeOrder = 'waitHours' | 'throttledShare' | 'nodes';

const noNodes: Reason = {
  code: 'no-nodes',
  what: 'No node is known',
  why: 'No cluster that is read has told its nodes in this window, and no pull named one.',
  next: 'See the state of the clusters under /v1/collection.',
};

/**
 * The node pools of the fleet.
 *
 * @throws InputError for a cursor that is not of this list
 */
export async function listFleetNodes(options: {
  judge: NodeJudge;
  fleet: FleetNodes;
  sort: FleetNodeOrder;
  window: TimeWindow;
  cluster?: string;
  limit: number;
  cursor?: string;
}): Promise<FleetNodePage> {
  const { judge, fleet, sort, cluster, limit, cursor } = options;
  const [from] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
  const begin = Number(from);
  const end = begin + limit;
  const window = judge.answeredWindow(options.window);
  const pools = [...(await fleet.pools({ window, cluster }))].sort(
    (one, other) =>
      sizeOf(other, sort) - sizeOf(one, sort) ||
      compareNames(one.cluster, other.cluster) ||
      compareNames(one.nodePool ?? '', other.nodePool ?? ''),
  );
  const page = pools.slice(begin, end);
  const pulls = await judge.store.recentPulls({
    nodeIds: page.flatMap(({ exampleId }) => exampleId ?? []),
    window,
    limit: MAX_PULLS,
  });
  const states = await judge.sourceStates();
  return {
    items: page.map(pool =>
      pool.answer({
        measuredBy: judge.sources.diskSourceIds(pool.cluster),
        pulls: pulls.get(pool.exampleId ?? -1) ?? [],
      }),
    ),
    totalItems: pools.length,
    window: isoWindow(window),
    registries: registriesOf(states, cluster),
    reason: pools.length === 0 ? noNodes : undefined,
    nextCursor: end < pools.length ? encodeCursor([end]) : undefined,
  };
}

function sizeOf(pool: PoolSums, sort: FleetNodeOrder): number {
  switch (sort) {
    case 'nodes':
      return pool.nodeCount;
    case 'throttledShare':
      // What is unknown comes last.
      return pool.throttledShare ?? -1;
    default:
      return pool.waitHours;
  }
}

function compareNames(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
