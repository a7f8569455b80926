import { SourceNode } from 'backstage-plugin-pull-performance-node';
import { AgentPool } from '../inventory/agentPools';

const poolLabels = ['kubernetes.azure.com/agentpool', 'agentpool'];
const karpenterLabels = ['karpenter.sh/nodepool', 'karpenter.sh/registered'];

/** The agent pool of a node; none for nodes of node auto-provisioning, which have no pool label. */
export function agentPoolOfNode(
  node: SourceNode,
  pools: ReadonlyMap<string, AgentPool> | undefined,
): AgentPool | undefined {
  if (isAutoProvisioned(node)) return undefined;
  for (const key of poolLabels) {
    const name = labelOf(node, key);
    if (name !== undefined) return pools?.get(name.toLowerCase());
  }
  return undefined;
}

/** Whether Karpenter made the node: AKS node auto-provisioning, or one of the cluster's own. */
export function isAutoProvisioned(node: SourceNode): boolean {
  return karpenterLabels.some(key => labelOf(node, key) !== undefined);
}

/** A label's value. Plain access would also find `constructor` and its like. */
export function labelOf(node: SourceNode, key: string): string | undefined {
  return Object.hasOwn(node.labels, key) ? node.labels[key] : undefined;
}
