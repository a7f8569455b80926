import {
  BindingLimit,
  NodeHealth,
  Reason,
  ServiceNode,
} from 'backstage-plugin-pull-performance-common';
import { sameLimit } from './limits';
import { common } from './nodeRows';

/** What a service's nodes say together. */
export interface NodesSummary {
  nodes: number;
  count: Record<NodeHealth, number>;
  /** Of the observed time of pulling of the throttled nodes; absent without any. */
  throttledShare?: number;
  /** Where all throttled nodes are. */
  throttledPool?: { cluster: string; nodePool: string };
  /** The limit that all throttled nodes have. */
  throttledLimit?: BindingLimit;
  /** Why the health of nodes is unknown: the reason of the first. */
  unknownReason?: Reason;
}

/** Counts a service's nodes by their health, and tells what throttled ones have in common. */
export function summarizeNodes(nodes: ServiceNode[]): NodesSummary {
  const count = { healthy: 0, busy: 0, throttled: 0, full: 0, unknown: 0 };
  for (const { health } of nodes) {
    count[health] += 1;
  }
  const throttled = nodes.filter(({ health }) => health === 'throttled');
  const pool = common(
    throttled,
    (one, other) =>
      one.cluster === other.cluster && one.nodePool === other.nodePool,
  );
  return {
    nodes: nodes.length,
    count,
    throttledShare: shareOf(throttled),
    throttledPool:
      pool?.nodePool === undefined
        ? undefined
        : { cluster: pool.cluster, nodePool: pool.nodePool },
    throttledLimit: common(
      throttled.map(({ disk }) => disk?.limit),
      (one, other) =>
        one === other ||
        (one !== undefined && other !== undefined && sameLimit(one, other)),
    ),
    unknownReason: nodes.find(
      ({ health, reason }) => health === 'unknown' && reason,
    )?.reason,
  };
}

/** Throttled time as a share of the observed time of pulling. */
function shareOf(nodes: ServiceNode[]): number | undefined {
  const sum = (part: 'throttledSeconds' | 'observedSeconds') =>
    nodes.reduce((total, { pulling }) => total + pulling[part], 0);
  const observed = sum('observedSeconds');
  return observed > 0 ? sum('throttledSeconds') / observed : undefined;
}
