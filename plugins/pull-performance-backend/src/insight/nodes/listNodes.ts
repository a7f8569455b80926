import {
  NodeHealth,
  NodePage,
  NodePull,
  QuantilesSeconds,
  Reason,
  ServiceNode,
} from 'backstage-plugin-pull-performance-common';
import { TimeWindow } from '../../store/PullStore';
import { decodeCursor, encodeCursor } from '../cursor';
import { isoTimeOf, isoWindow } from '../windows';
import {
  nodeDiskAnswer,
  parallelPullsAnswer,
  pullingAnswer,
} from './nodeAnswer';
import { KnownNode, NodeJudge } from './NodeJudge';

/** Nodes of one service that are looked at. */
export const MAX_SERVICE_NODES = 5_000;
/** Waits of a service's pulls that are looked at, the newest. */
const MAX_WAITS = 20_000;
/** Pulls of each node that tell whether they run at once. */
const MAX_PULLS = 500;

const order: readonly NodeHealth[] = [
  'full',
  'throttled',
  'busy',
  'unknown',
  'healthy',
];

/**
 * The nodes that ran a service, those in the worst state first.
 *
 * @throws InputError for a cursor that is not of this list
 */
export async function listNodes(options: {
  judge: NodeJudge;
  entityRef: string;
  cluster?: string;
  window: TimeWindow;
  limit: number;
  cursor?: string;
  /** Why there is no node; not asked when absent. */
  reason?: () => Promise<Reason>;
}): Promise<NodePage> {
  const { judge, entityRef, cluster, limit, cursor } = options;
  const [from] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
  const begin = Number(from);
  const window = judge.answeredWindow(options.window);
  const { store } = judge;
  const question = { entityRef, cluster, window };
  const [nodes, waits] = await Promise.all([
    store.nodesOfService({ ...question, limit: MAX_SERVICE_NODES }),
    store.serviceWaits({ ...question, limit: MAX_WAITS }),
  ]);
  const waitsOf = new Map<string, number[]>();
  for (const { cluster: of, node, waitSeconds } of waits) {
    const key = keyOf(of, node);
    const list = waitsOf.get(key) ?? [];
    waitsOf.set(key, list);
    list.push(waitSeconds);
  }
  const known = (await judge.judge(nodes, window)).sort(worstFirst);
  const page = known.slice(begin, begin + limit);
  const pulls = await store.recentPulls({
    nodeIds: page.map(({ node }) => node.id),
    window,
    limit: MAX_PULLS,
  });
  const end = begin + limit;
  return {
    items: page.map(one =>
      serviceNode(one, {
        measuredBy: judge.sources.diskSourceIds(one.node.cluster),
        waits: waitsOf.get(keyOf(one.node.cluster, one.node.name)) ?? [],
        pulls: pulls.get(one.node.id) ?? [],
      }),
    ),
    totalItems: known.length,
    window: isoWindow(window),
    reason: known.length === 0 ? await options.reason?.() : undefined,
    nextCursor: end < known.length ? encodeCursor([end]) : undefined,
  };
}

function keyOf(cluster: string, node: string): string {
  return `${cluster}\n${node}`;
}

function worstFirst(one: KnownNode, other: KnownNode): number {
  const throttled = ({ figures }: KnownNode) => figures?.throttledSeconds ?? 0;
  const pulling = ({ figures }: KnownNode) => figures?.pullingSeconds ?? 0;
  return (
    order.indexOf(one.health) - order.indexOf(other.health) ||
    throttled(other) - throttled(one) ||
    pulling(other) - pulling(one) ||
    one.node.id - other.node.id
  );
}

function serviceNode(
  known: KnownNode,
  options: {
    measuredBy: readonly string[];
    waits: readonly number[];
    pulls: readonly NodePull[];
  },
): ServiceNode {
  const { node, facts, figures, health, reason } = known;
  const { description } = node;
  const { measuredBy, waits, pulls } = options;
  return {
    cluster: node.cluster,
    node: node.name,
    nodePool: description?.nodePool,
    vmSize: facts.vmSize ?? description?.instanceType,
    createdAt:
      description?.createdAtMs === undefined
        ? undefined
        : isoTimeOf(description.createdAtMs),
    pulls: waits.length,
    waitSeconds: quantiles(waits),
    health,
    reason,
    disk: nodeDiskAnswer(known, measuredBy),
    pulling: pullingAnswer(figures ? [figures] : []),
    parallelPulls: parallelPullsAnswer(pulls, facts),
  };
}

/** By rank: the smallest value that is not below the share of all. */
function quantiles(values: readonly number[]): QuantilesSeconds | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
  return { count: sorted.length, p50: at(0.5), p95: at(0.95) };
}
