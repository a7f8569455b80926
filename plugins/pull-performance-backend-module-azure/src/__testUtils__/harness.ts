import type { TokenCredential } from '@azure/core-auth';
import { SourceNode } from 'backstage-plugin-pull-performance-node';
import { AzureClusterConfig } from '../config/azureConfig';
import { readEndpoint } from '../config/endpoint';
import { computerNameEnd } from '../nodes/providerId';
import { createSources } from '../sources';
import { AzureServer } from './azureServer';
import { computePath, FakeScaleSet, subscriptionId } from './azureWorld';

export const minuteMs = 60_000;
export const startMs = Date.UTC(2026, 10, 22, 12);

/** The sources of a cluster `prod` that a server describes. */
export function sourcesOn(
  server: AzureServer,
  options: {
    credential?: TokenCredential;
    config?: Partial<AzureClusterConfig>;
  } = {},
) {
  const config: AzureClusterConfig = {
    key: 'pullPerformance.nodeDisks.azure[0]',
    cluster: 'prod',
    subscriptionId,
    resourceGroup: 'shop',
    clusterName: 'prod',
    registries: [],
    endpoint: readEndpoint(server.origin, 'endpoint'),
    credential: { type: 'default' },
    ...options.config,
  };
  return createSources({ clusters: [config], credential: options.credential });
}

/** The nodes of a scale set, with the casing of resource groups mixed as AKS does. */
export function nodesOf(set: FakeScaleSet, nodePool = 'apps'): SourceNode[] {
  return set.instances.map((instance, index) =>
    node(`${set.name}${computerNameEnd(String(instance))}`, {
      nodePool,
      instanceType: set.vmSize,
      labels: { 'kubernetes.azure.com/agentpool': nodePool },
      providerId: `azure://${
        index % 2 === 0 ? computePath : computePath.toLowerCase()
      }/virtualMachineScaleSets/${set.name}/virtualMachines/${instance}`,
    }),
  );
}

export function node(
  name: string,
  fields: Partial<SourceNode> = {},
): SourceNode {
  return {
    name,
    addresses: [],
    kubeletVersion: 'v1.34.2',
    labels: {},
    ...fields,
  };
}

/** Five minutes from `startMs`, or as given. */
export function diskRequest(
  nodes: readonly SourceNode[],
  range: { fromMs?: number; toMs?: number } = {},
) {
  return {
    cluster: 'prod',
    nodes,
    fromMs: startMs,
    toMs: startMs + 5 * minuteMs,
    signal: new AbortController().signal,
    ...range,
  };
}

export function factRequest(nodes: readonly SourceNode[]) {
  return { cluster: 'prod', nodes, signal: new AbortController().signal };
}
