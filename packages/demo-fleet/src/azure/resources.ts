import {
  nodeResourceGroupOf,
  RESOURCE_GROUP,
  SUBSCRIPTION_ID,
} from '../definitions/azure';
import { osDiskOf } from '../definitions/osDisks';
import { PoolDefinition } from '../definitions/types';
import { ClusterSimulation } from '../simulation/ClusterSimulation';

/** A resource of Azure. */
export interface Resource {
  id: string;
  [property: string]: unknown;
}

/** `/subscriptions/…/resourceGroups/…` */
function groupId(group: string): string {
  return `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${group}`;
}

/** Id of the group in which the machines of a cluster are. */
export function nodeGroupId(simulation: ClusterSimulation): string {
  return groupId(nodeResourceGroupOf(simulation.definition));
}

export function managedClusterId(simulation: ClusterSimulation): string {
  const { name } = simulation.definition;
  return `${groupId(
    RESOURCE_GROUP,
  )}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

export function scaleSetId(
  simulation: ClusterSimulation,
  scaleSet: string,
): string {
  return `${nodeGroupId(
    simulation,
  )}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}`;
}

/** `Microsoft.ContainerService/managedClusters`, 2026-06-01. */
export function managedCluster(simulation: ClusterSimulation): Resource {
  const { name, region, kubernetesVersion } = simulation.definition;
  const version = kubernetesVersion.slice(1);
  return {
    id: managedClusterId(simulation),
    name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: region,
    sku: { name: 'Base', tier: 'Standard' },
    properties: {
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      kubernetesVersion: version,
      currentKubernetesVersion: version,
      nodeResourceGroup: nodeResourceGroupOf(simulation.definition),
    },
  };
}

/** `Microsoft.ContainerService/managedClusters/agentPools`, 2026-06-01. */
export function agentPools(simulation: ClusterSimulation): Resource[] {
  const { pools, kubernetesVersion } = simulation.definition;
  const version = kubernetesVersion.slice(1);
  return pools.map(pool => ({
    id: `${managedClusterId(simulation)}/agentPools/${pool.name}`,
    name: pool.name,
    type: 'Microsoft.ContainerService/managedClusters/agentPools',
    properties: {
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      type: 'VirtualMachineScaleSets',
      mode: pool.name === 'system' ? 'System' : 'User',
      count: countOf(simulation, pool),
      minCount: pool.nodes[0],
      maxCount: pool.nodes[1],
      enableAutoScaling: true,
      vmSize: pool.instanceType,
      osType: 'Linux',
      osSKU: 'Ubuntu',
      osDiskType: pool.osDisk === 'ephemeral' ? 'Ephemeral' : 'Managed',
      osDiskSizeGB: osDiskOf(pool.instanceType, pool.osDisk).gibibytes,
      kubeletDiskType: 'OS',
      orchestratorVersion: version,
      currentOrchestratorVersion: version,
      ...(pool.lifetimeHours !== undefined && { scaleSetPriority: 'Spot' }),
    },
  }));
}

/** `Microsoft.Compute/virtualMachineScaleSets`, 2024-07-01. */
export function scaleSets(simulation: ClusterSimulation): Resource[] {
  const { definition } = simulation;
  return definition.pools.map(pool => {
    const name = simulation.scaleSetOf(pool);
    return {
      id: scaleSetId(simulation, name),
      name,
      type: 'Microsoft.Compute/virtualMachineScaleSets',
      location: definition.region,
      zones: ['1', '2', '3'],
      tags: { 'aks-managed-poolName': pool.name },
      sku: {
        name: pool.instanceType,
        tier: 'Standard',
        capacity: countOf(simulation, pool),
      },
      properties: {
        orchestrationMode: 'Uniform',
        provisioningState: 'Succeeded',
        virtualMachineProfile: {
          osProfile: { computerNamePrefix: name },
          storageProfile: { osDisk: osDiskResource(pool) },
        },
      },
    };
  });
}

/** Nothing is cached on the host for managed disks: what their limits say is what they do. */
function osDiskResource(pool: PoolDefinition): object {
  const { gibibytes, sku, nvme } = osDiskOf(pool.instanceType, pool.osDisk);
  const common = {
    osType: 'Linux',
    createOption: 'FromImage',
    diskSizeGB: gibibytes,
  };
  return sku === undefined
    ? {
        ...common,
        caching: 'ReadOnly',
        managedDisk: { storageAccountType: 'Standard_LRS' },
        diffDiskSettings: {
          option: 'Local',
          placement: nvme ? 'NvmeDisk' : 'ResourceDisk',
        },
      }
    : {
        ...common,
        caching: 'None',
        managedDisk: { storageAccountType: sku },
      };
}

function countOf(simulation: ClusterSimulation, pool: PoolDefinition): number {
  return simulation
    .recentNodes()
    .filter(node => node.pool === pool && node.removedAtMs === undefined)
    .length;
}
