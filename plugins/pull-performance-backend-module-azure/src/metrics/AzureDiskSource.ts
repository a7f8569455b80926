import { DiskSample } from 'backstage-plugin-pull-performance-common';
import {
  NodeDiskReading,
  NodeDiskRequest,
  NodeDiskSource,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { AzureCluster } from '../AzureCluster';
import { readDiskUsage } from './readDiskUsage';
import { MachineDisks } from './MachineDisks';
import { MetricProblems } from './MetricProblems';
import { readScaleSets } from './readScaleSets';
import { VirtualMachineTurns } from './VirtualMachineTurns';

const minuteMs = 60_000;

/**
 * Disks of AKS nodes, measured by Azure Monitor.
 *
 * @remarks
 * Calls of one refresh: one for each scale set (at most three, after a short `Retry-After` or when a metric is not supported), one for each of at most 50
 * virtual machines outside of scale sets, one for the used space of all nodes; and every ten minutes a page or few for each of: agent pools, scale sets and
 * virtual machines.
 */
export class AzureDiskSource implements NodeDiskSource {
  readonly id = 'azure';

  private constructor(
    private readonly clusters: ReadonlyMap<
      string,
      { cluster: AzureCluster; turns: VirtualMachineTurns }
    >,
  ) {}

  static create(options: {
    clusters: ReadonlyMap<string, AzureCluster>;
  }): AzureDiskSource {
    return new AzureDiskSource(
      new Map(
        [...options.clusters].map(([name, cluster]) => [
          name,
          { cluster, turns: VirtualMachineTurns.create() },
        ]),
      ),
    );
  }

  readsCluster(cluster: string): boolean {
    return this.clusters.has(cluster);
  }

  async readDisks(request: NodeDiskRequest): Promise<NodeDiskReading> {
    const samples = new Map<string, DiskSample[]>();
    const problems: SourceProblem[] = [];
    const known = this.clusters.get(request.cluster);
    if (!known || request.nodes.length === 0) return { samples, problems };

    const { cluster, turns } = known;
    const located = await cluster.locate(request, problems);
    if (!located) return { samples, problems };

    const { nodes, nodeResourceGroup } = located;
    const disks = await MachineDisks.load({
      cluster,
      nodeResourceGroup,
      nodes,
      signal: request.signal,
    });
    const found = MetricProblems.create({ config: cluster.config });
    const group = { cluster, nodeResourceGroup, nodes, disks, found, request };
    const [ofScaleSets, ofMachines, used] = await Promise.all([
      readScaleSets(group),
      turns.read(group),
      readDiskUsage(group),
    ]);
    for (const [node, ofNode] of [...ofScaleSets, ...ofMachines]) {
      samples.set(node, ofNode);
    }
    addUsedShares(samples, used);
    return { samples, problems: [...problems, ...found.all()] };
  }
}

function addUsedShares(
  samples: Map<string, DiskSample[]>,
  used: ReadonlyMap<string, ReadonlyMap<number, number>>,
): void {
  for (const [node, shares] of used) {
    const left = new Map(shares);
    const ofNode = (samples.get(node) ?? []).map(sample => {
      const usedShare = left.get(sample.atMs);
      left.delete(sample.atMs);
      return usedShare === undefined ? sample : { ...sample, usedShare };
    });
    for (const [atMs, usedShare] of left) {
      ofNode.push({ atMs, durationMs: minuteMs, usedShare });
    }
    samples.set(node, ofNode);
  }
}
