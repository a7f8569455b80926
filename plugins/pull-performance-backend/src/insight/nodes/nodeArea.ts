import {
  Area,
  GradeLimits,
  Reason,
  scoreNodeDiskHealth,
} from 'backstage-plugin-pull-performance-common';
import { TimeWindow } from '../../store/PullStore';
import { MAX_SERVICE_NODES } from './listNodes';
import { KnownNode, NodeJudge, toJudgedNode } from './NodeJudge';

/** The area that is graded by the image disks of the nodes that ran a service. */
export async function nodeArea(options: {
  judge: NodeJudge;
  entityRef: string;
  cluster?: string;
  window: TimeWindow;
  limits: GradeLimits;
  /** Why there is nothing, should no node be known. */
  reasonWithoutNodes: Reason;
}): Promise<Area> {
  const { judge, entityRef, cluster, limits, reasonWithoutNodes } = options;
  const window = judge.answeredWindow(options.window);
  const nodes = await judge.store.nodesOfService({
    ...{ entityRef, cluster, window },
    limit: MAX_SERVICE_NODES,
  });
  const known = await judge.judge(nodes, window);
  return scoreNodeDiskHealth({
    nodes: known.map(toJudgedNode),
    limits,
    reasonWithoutNodes,
    reasonOfUnknown: mostCommonReason(known),
  });
}

/** That of most unknown nodes; of equally many the first. */
function mostCommonReason(nodes: readonly KnownNode[]): Reason | undefined {
  const counts = new Map<string, { reason: Reason; nodes: number }>();
  for (const { health, reason } of nodes) {
    if (health === 'unknown' && reason) {
      const key = `${reason.code}\n${reason.what}`;
      const count = counts.get(key) ?? { reason, nodes: 0 };
      counts.set(key, count);
      count.nodes += 1;
    }
  }
  let most: { reason: Reason; nodes: number } | undefined;
  for (const count of counts.values()) {
    if (count.nodes > (most?.nodes ?? 0)) most = count;
  }
  return most?.reason;
}
