import { FixFacts } from '../FixRule';
import { isAmount, isShare } from './amounts';

/** Of ages that are known; with fewer nothing is concluded. */
const leastKnownShare = 0.5;

/**
 * How many nodes that ran the service in a cluster joined in the window of the scorecard, as far as is known: those that exist by their share, and those that
 * are gone by the day they were made. Absent when the ages are unknown.
 */
export function joinedNodes(
  facts: FixFacts,
  cluster: string | undefined,
): number | undefined {
  const fromMs = Date.parse(facts.scorecard.window.from);
  const nodes = facts.nodes.filter(node => node.cluster === cluster);
  const madeAtMs = nodes
    .map(({ createdAt }) => Date.parse(createdAt ?? ''))
    .filter(Number.isFinite);
  const seen = Number.isFinite(fromMs)
    ? madeAtMs.filter(atMs => atMs >= fromMs).length
    : undefined;
  const existing = existingNodes(facts, cluster);
  if (existing !== undefined) {
    return Math.max(existing, seen ?? 0);
  }
  return madeAtMs.length > 0 &&
    madeAtMs.length >= leastKnownShare * nodes.length
    ? seen
    : undefined;
}

function existingNodes(
  facts: FixFacts,
  cluster: string | undefined,
): number | undefined {
  const found = facts.clusters.find(one => one.cluster === cluster);
  return found && isAmount(found.nodes) && isShare(found.youngNodesShare)
    ? Math.round(found.youngNodesShare * found.nodes)
    : undefined;
}
