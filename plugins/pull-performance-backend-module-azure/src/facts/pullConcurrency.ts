import { PullConcurrency } from 'backstage-plugin-pull-performance-common';
import { SourceNode } from 'backstage-plugin-pull-performance-node';
import { AgentPool } from '../inventory/agentPools';
import { isAutoProvisioned } from '../nodes/nodePools';

/** From here on AKS pulls in parallel. */
const firstParallelMinor = 31;

/** States of a preview feature in which it does not act. */
const featureIsOff = ['notregistered', 'unregistered'];

/**
 * Whether a node of AKS pulls in parallel, as far as AKS' rules tell. Absent: they do not, and the pulls themselves must.
 *
 * - Below 1.31 AKS leaves the kubelet at its default, which is serial.
 * - From 1.31 on it sets `serializeImagePulls: false`, unless the preview feature `DisableParallelImagePulls` of the subscription is registered. The
 *   feature acts when a node is made or reimaged; which nodes were since then nobody tells, so with it every node is unknown.
 * - Nodes of node auto-provisioning still pulled one by one in mid-2026 (Azure/karpenter-provider-azure issue 1260, its fix #1311 was open). When that ends is
 *   not known here, so from 1.31 on they are unknown.
 *
 * Source: SupportArticles-docs `container-image-pull-performance.md` of 08/2026, Azure/AKS issue 4499.
 */
export function pullConcurrencyOf(options: {
  node: SourceNode;
  pool: AgentPool | undefined;
  /** Absent: could not be read. */
  featureState: string | undefined;
}): PullConcurrency | undefined {
  const { node, pool, featureState } = options;
  const version = minorOf(node.kubeletVersion ?? pool?.kubernetesVersion);
  if (version === undefined) return undefined;
  if (version < firstParallelMinor) {
    return {
      mode: 'serial',
      basis: `AKS pulls one image at a time below Kubernetes 1.${firstParallelMinor}, and this node runs 1.${version}.`,
    };
  }
  return !isAutoProvisioned(node) && isOff(featureState)
    ? {
        mode: 'parallel',
        basis: `AKS pulls in parallel from Kubernetes 1.${firstParallelMinor} on, this node runs 1.${version}, and the feature DisableParallelImagePulls is not registered.`,
      }
    : undefined;
}

/** Whether the feature `DisableParallelImagePulls` is known not to act. */
export function isOff(featureState: string | undefined): boolean {
  return (
    featureState !== undefined &&
    featureIsOff.includes(featureState.toLowerCase())
  );
}

/** The minor version of Kubernetes 1: 31 of `v1.31.2`. */
function minorOf(version: string | undefined): number | undefined {
  const match = /^v?1\.(\d{1,3})(?:\.|$)/.exec(version ?? '');
  return match ? Number(match[1]) : undefined;
}
