import { SourceNode } from 'backstage-plugin-pull-performance-node';
import { AzureCluster } from '../AzureCluster';
import { AgentPool } from '../inventory/agentPools';
import { Machine } from '../inventory/machines';
import { NodeLocations } from '../nodes/locateNodes';
import { agentPoolOfNode } from '../nodes/nodePools';
import { placementOf } from '../facts/placement';
import {
  DiskMetricKey,
  Metric,
  osDiskMetrics,
  tempDiskMetrics,
} from './metricTable';
import { MeasuredDisk } from './samples';

/** Which disk of a machine holds images, and by which metrics it is measured. */
export interface MachineDisk {
  measured: MeasuredDisk;
  metrics: readonly Metric<DiskMetricKey>[];
  vmSize: string;
  /** Of a scale set: how many instances it should have. */
  capacity?: number;
}

/**
 * What is known of the disks of machines while they are measured. Where Azure Resource Manager told nothing (its problems are told with the facts), the OS disk is
 * measured, and only its own shares count.
 */
export class MachineDisks {
  private constructor(
    private readonly cluster: AzureCluster,
    private readonly scaleSets: ReadonlyMap<string, Machine> | undefined,
    private readonly virtualMachines: ReadonlyMap<string, Machine> | undefined,
    private readonly pools: ReadonlyMap<string, AgentPool> | undefined,
  ) {}

  static async load(options: {
    cluster: AzureCluster;
    nodeResourceGroup: string;
    nodes: NodeLocations;
    signal: AbortSignal;
  }): Promise<MachineDisks> {
    const { cluster, nodeResourceGroup, nodes, signal } = options;
    const { inventory } = cluster;
    const [machines, pools] = await Promise.all([
      inventory.machinesOf(nodes, { nodeResourceGroup, signal }),
      inventory.pools.get(signal),
    ]);
    return new MachineDisks(
      cluster,
      machines.scaleSets.value,
      machines.virtualMachines.value,
      pools.value,
    );
  }

  ofScaleSet(name: string, node: SourceNode): MachineDisk {
    return this.#diskOf(this.scaleSets?.get(name.toLowerCase()), node);
  }

  ofVirtualMachine(name: string, node: SourceNode): MachineDisk {
    return this.#diskOf(this.virtualMachines?.get(name.toLowerCase()), node);
  }

  #diskOf(machine: Machine | undefined, node: SourceNode): MachineDisk {
    const pool = agentPoolOfNode(node, this.pools);
    const vmSize =
      machine?.vmSize ?? pool?.vmSize ?? node.instanceType ?? 'unknown';
    const common = { vmSize, capacity: machine?.capacity };
    if (pool?.imagesOnTempDisk) {
      return {
        ...common,
        metrics: tempDiskMetrics,
        measured: { kind: 'ephemeral', placement: 'temp', isHostCached: false },
      };
    }
    const kind = machine?.osDisk?.kind ?? pool?.osDiskType ?? 'unknown';
    const limits = this.cluster.inventory.skus.known(vmSize);
    return {
      ...common,
      metrics: osDiskMetrics,
      measured: {
        kind,
        placement:
          kind === 'ephemeral'
            ? placementOf(machine?.osDisk, limits)
            : undefined,
        // Not known to be uncached: its reads may come from the cache.
        isHostCached: machine?.osDisk?.isHostCached ?? kind === 'managed',
      },
    };
  }
}
