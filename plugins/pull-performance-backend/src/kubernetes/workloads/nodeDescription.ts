import { isIP } from 'node:net';
import { NodeDescription } from '../../store/NodeStore';
import { JsonObject, objectOf, textOf, timeOf } from '../fields';
import { labelOf, Labels } from './labels';
import { nodePoolOf } from './nodePool';

/** Dual-stack nodes have two. */
const MAX_ADDRESSES = 8;
/** Azure's, the longest known, have some 250 characters. */
const MAX_PROVIDER_ID_LENGTH = 512;
const MAX_VERSION_LENGTH = 100;
const MAX_LISTED = 64;

/** Labels that Kubernetes and clouds define, as far as sources of disks and facts may need them. */
const labelsOfInterest = new Set([
  'agentpool',
  'eks.amazonaws.com/nodegroup',
  'cloud.google.com/gke-nodepool',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
]);
/** `karpenter.sh`, `karpenter.azure.com` and `karpenter.k8s.aws` are Karpenter's. */
const prefixesOfInterest =
  /^(?:kubernetes\.azure\.com|topology\.kubernetes\.io|karpenter(?:\.[a-z0-9-]+)+)\//;

/** Whether a node's label is kept; tools that detect hardware set hundreds of others. */
export function isNodeLabelOfInterest(key: string): boolean {
  return labelsOfInterest.has(key) || prefixesOfInterest.test(key);
}

/**
 * What a node's object tells of it, images apart.
 *
 * @param known - what was read of it already; the labels are those of interest
 */
export function describeNode(
  raw: unknown,
  { name, labels }: { name: string; labels: Labels },
): NodeDescription {
  const node = objectOf(raw);
  const status = objectOf(node.status);
  const info = objectOf(status.nodeInfo);
  return {
    name,
    nodePool: nodePoolOf(labels),
    instanceType:
      labelOf(labels, 'node.kubernetes.io/instance-type') || undefined,
    providerId: textOf(objectOf(node.spec).providerID, MAX_PROVIDER_ID_LENGTH),
    addresses: addressesOf(status),
    kubeletVersion: textOf(info.kubeletVersion, MAX_VERSION_LENGTH),
    containerRuntime: textOf(info.containerRuntimeVersion, MAX_VERSION_LENGTH),
    createdAtMs: timeOf(objectOf(node.metadata).creationTimestamp),
    labels,
  };
}

/** The condition `DiskPressure` while it holds: a disk is full, says the kubelet. */
export interface DiskPressure {
  /** Epoch milliseconds; absent when unknown. */
  sinceMs?: number;
}

/** Whether a disk of the node is full; `undefined` when it is not, or nobody can tell. */
export function diskPressureOf(status: JsonObject): DiskPressure | undefined {
  const condition = listOf(status.conditions).find(
    ({ type }) => type === 'DiskPressure',
  );
  return condition?.status === 'True'
    ? { sinceMs: timeOf(condition.lastTransitionTime) }
    : undefined;
}

function addressesOf(status: JsonObject): string[] {
  return listOf(status.addresses)
    .filter(({ type }) => type === 'InternalIP')
    .flatMap(({ address }) =>
      typeof address === 'string' && isIP(address) ? address : [],
    )
    .slice(0, MAX_ADDRESSES);
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.slice(0, MAX_LISTED).map(objectOf) : [];
}
