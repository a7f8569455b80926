import { Labels, labelOf } from './labels';

/** Labels that name a node's pool, the most telling first. The instance type stands in where nobody names pools. */
const poolLabels = [
  // AKS, and the name that it had before
  'kubernetes.azure.com/agentpool',
  'agentpool',
  // EKS
  'eks.amazonaws.com/nodegroup',
  // GKE
  'cloud.google.com/gke-nodepool',
  'karpenter.sh/nodepool',
  'node.kubernetes.io/instance-type',
];

/** The pool that a node belongs to, or its instance type; `undefined` when its labels name neither. */
export function nodePoolOf(labels: Labels): string | undefined {
  return nodePoolLabelOf(labels)?.value;
}

/** The label that names the pool of a node; `undefined` when none does. */
export function nodePoolLabelOf(
  labels: Labels,
): { label: string; value: string } | undefined {
  for (const label of poolLabels) {
    const value = labelOf(labels, label);
    if (value) return { label, value };
  }
  return undefined;
}
