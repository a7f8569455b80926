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
  for (const key of poolLabels) {
    const value = labelOf(labels, key);
    if (value) return value;
  }
  return undefined;
}
