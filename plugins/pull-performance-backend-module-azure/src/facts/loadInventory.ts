import {
  NodeSourceRequest,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { AzureCluster } from '../AzureCluster';
import { AgentPool } from '../inventory/agentPools';
import { Machine } from '../inventory/machines';
import { VmLimits } from '../inventory/SkuCatalog';
import { NodeLocations } from '../nodes/locateNodes';
import { FailedReading, problemOf } from '../problems';

/** What Azure Resource Manager tells of the machines of a cluster. Absent: could not be read. */
export interface InventoryFacts {
  scaleSets?: ReadonlyMap<string, Machine>;
  virtualMachines?: ReadonlyMap<string, Machine>;
  pools?: ReadonlyMap<string, AgentPool>;
  limits?: ReadonlyMap<string, VmLimits>;
  featureState?: string;
}

/** Reads all that facts need, each part by itself: what fails becomes a problem, and the rest is used. */
export async function loadInventory(options: {
  cluster: AzureCluster;
  nodeResourceGroup: string;
  nodes: NodeLocations;
  request: NodeSourceRequest;
  problems: SourceProblem[];
}): Promise<InventoryFacts> {
  const { cluster, nodeResourceGroup, nodes, request, problems } = options;
  const { inventory, config } = cluster;
  const { signal } = request;
  const [machines, pools, feature] = await Promise.all([
    inventory.machinesOf(nodes, { nodeResourceGroup, signal }),
    inventory.pools.get(signal),
    inventory.parallelPullsFeature.get(signal),
  ]);
  const { scaleSets, virtualMachines } = machines;
  const told = (error: unknown, reading: FailedReading) => {
    if (error !== undefined) {
      problems.push(problemOf(error, { reading, config }));
    }
  };
  const group = `the resource group ${nodeResourceGroup}`;
  told(scaleSets.error, {
    code: 'azure-scale-sets',
    what: 'OS disks of scale sets are not known from Azure.',
    role: 'Monitoring Reader',
    scope: group,
  });
  told(virtualMachines.error, {
    code: 'azure-virtual-machines',
    what: 'OS disks of virtual machines are not known from Azure.',
    role: 'Monitoring Reader',
    scope: group,
  });
  told(pools.error, {
    code: 'azure-agent-pools',
    what: `The agent pools of ${config.clusterName} are not known from Azure.`,
    role: 'Reader',
    scope: `the cluster ${config.clusterName}`,
  });
  told(feature.error, {
    code: 'azure-feature',
    what: 'Whether nodes pull in parallel is not known from Azure.',
    role: 'Reader',
    scope: `the subscription, for Microsoft.Features/providers/features/read`,
  });
  const known = {
    scaleSets: scaleSets.value,
    virtualMachines: virtualMachines.value,
    pools: pools.value,
    featureState: feature.value,
  };
  try {
    const limits = await readLimits(known, { cluster, nodes, signal });
    return { ...known, limits };
  } catch (error) {
    signal.throwIfAborted();
    told(error, {
      code: 'azure-sizes',
      what: 'What sizes of machines allow their disks is not known from Azure.',
      role: 'Reader',
      scope: 'the subscription, for Microsoft.Compute/skus/read',
    });
    return known;
  }
}

async function readLimits(
  known: InventoryFacts,
  options: { cluster: AzureCluster; nodes: NodeLocations; signal: AbortSignal },
): Promise<ReadonlyMap<string, VmLimits>> {
  const { cluster, nodes, signal } = options;
  const machines = [
    ...[...nodes.scaleSets.keys()].map(key => known.scaleSets?.get(key)),
    ...[...nodes.virtualMachines.keys()].map(key =>
      known.virtualMachines?.get(key),
    ),
  ];
  const sizes = new Set<string>();
  const add = (size: string | undefined) => {
    if (size !== undefined) sizes.add(size);
  };
  for (const machine of machines) add(machine?.vmSize);
  for (const pool of known.pools?.values() ?? []) add(pool.vmSize);
  for (const { nodes: ofSet } of nodes.scaleSets.values()) {
    add(ofSet[0].instanceType);
  }
  for (const { node } of nodes.virtualMachines.values()) {
    add(node.instanceType);
  }
  const { inventory } = cluster;
  const location =
    (await inventory.cluster.get(signal)).value?.location ??
    machines.find(machine => machine?.location)?.location;
  if (sizes.size === 0 || location === undefined) return new Map();
  return inventory.skus.limitsOf(sizes, { location, signal });
}
