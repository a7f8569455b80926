import { amountOf, JsonObject, objectOf, textOf } from '../arm/json';

/** An AKS agent pool. */
export interface AgentPool {
  name: string;
  vmSize?: string;
  /** Absent: not told. */
  osDiskType?: 'managed' | 'ephemeral';
  /** Absent: the default of AKS. */
  osDiskSizeGib?: number;
  /** Whether images lie on the temp disk (`kubeletDiskType: Temporary`). */
  imagesOnTempDisk: boolean;
  /** `currentOrchestratorVersion`. */
  kubernetesVersion?: string;
  artifactStreaming: boolean;
}

/**
 * Reads an `agentPools` resource.
 *
 * Source: Azure Resource Manager, Microsoft.ContainerService 2026-06-01, the first stable one with `artifactStreamingProfile`.
 */
export function agentPoolOf(resource: JsonObject): AgentPool | undefined {
  const name = textOf(resource.name);
  if (name === undefined) return undefined;
  const properties = objectOf(resource.properties);
  const osDiskType = textOf(properties.osDiskType)?.toLowerCase();
  const kubeletDiskType = textOf(properties.kubeletDiskType)?.toLowerCase();
  return {
    name,
    vmSize: textOf(properties.vmSize),
    osDiskType:
      osDiskType === 'managed' || osDiskType === 'ephemeral'
        ? osDiskType
        : undefined,
    osDiskSizeGib: amountOf(properties.osDiskSizeGB),
    imagesOnTempDisk: kubeletDiskType === 'temporary',
    kubernetesVersion:
      textOf(properties.currentOrchestratorVersion) ??
      textOf(properties.orchestratorVersion),
    artifactStreaming:
      objectOf(properties.artifactStreamingProfile).enabled === true,
  };
}

/** Agent pools by their name in lower case. */
export function poolsByName(
  pools: readonly AgentPool[],
): ReadonlyMap<string, AgentPool> {
  return new Map(pools.map(pool => [pool.name.toLowerCase(), pool]));
}
