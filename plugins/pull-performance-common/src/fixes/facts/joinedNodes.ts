import { FixFacts } from '../FixRule';
import { isAmount, isShare } from './amounts';

/**
 * How many nodes that ran the service in a cluster joined in the window of the scorecard: those that exist by their share, and with those that are gone by the
 * day they were made, where that is more. Absent when the ages are unknown.
 */
export function joinedNodes(
  facts: FixFacts,
  cluster: string | undefined,
): number | undefined {
  const found = facts.clusters.find(one => one.cluster === cluster);
  if (!found || !isAmount(found.nodes) || !isShare(found.youngNodesShare)) {
    return undefined;
  }
  const fromMs = Date.parse(facts.scorecard.window.from);
  const seen = facts.nodes.filter(
    node =>
      node.cluster === cluster && Date.parse(node.createdAt ?? '') >= fromMs,
  );
  return Math.max(Math.round(found.youngNodesShare * found.nodes), seen.length);
}
