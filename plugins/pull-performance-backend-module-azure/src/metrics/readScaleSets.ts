import { groupPath } from '../inventory/ClusterInventory';
import { ScaleSetNodes } from '../nodes/locateNodes';
import { MachineDisk } from './MachineDisks';
import { Measuring, Samples } from './measuring';
import { MetricSeries } from './metricAnswer';
import { DiskMetricKey } from './metricTable';
import { samplesOf } from './samples';

const namespace = 'Microsoft.Compute/virtualMachineScaleSets';

/** The samples of all nodes in scale sets: one call for each scale set. */
export async function readScaleSets(measuring: Measuring): Promise<Samples> {
  const samples: Samples = new Map();
  await Promise.all(
    [...measuring.nodes.scaleSets.values()].map(async set => {
      const disk = measuring.disks.ofScaleSet(set.name, set.nodes[0]);
      try {
        await readScaleSet(set, { measuring, disk, samples });
      } catch (error) {
        measuring.request.signal.throwIfAborted();
        measuring.found.failed(`the scale set ${set.name}`, error);
      }
    }),
  );
  return samples;
}

async function readScaleSet(
  set: ScaleSetNodes,
  options: { measuring: Measuring; disk: MachineDisk; samples: Samples },
): Promise<void> {
  const { measuring, disk, samples } = options;
  const { cluster, nodeResourceGroup, found, request } = measuring;
  const group = groupPath(cluster.config.subscriptionId, nodeResourceGroup);
  const reading = await cluster.metrics.read({
    resourceId: `${group}/providers/${namespace}/${encodeURIComponent(
      set.name,
    )}`,
    namespace,
    family: disk.vmSize,
    metrics: disk.metrics,
    split: {
      filter: "VMName eq '*'",
      mostSeries: mostInstances(set, disk.capacity),
    },
    fromMs: request.fromMs,
    toMs: request.toMs,
    signal: request.signal,
  });
  found.add(`the scale set ${set.name}`, reading);
  const byNode = new Map<string, Map<DiskMetricKey, Map<number, number>>>();
  for (const series of reading.series) {
    const vmName = series.dimensions.get('vmname') ?? '';
    const node = set.byVmName.get(vmName.toLowerCase());
    if (node === undefined) {
      found.unknownInstance(`${set.name}/${vmName.toLowerCase()}`);
    } else {
      addTo(byNode, { node, series });
    }
  }
  for (const [node, figures] of byNode) {
    samples.set(node, samplesOf(figures, disk.measured));
  }
  found.measured({
    measured: byNode.size,
    nodes: set.nodes.length,
    vmSize: disk.vmSize,
  });
}

function addTo(
  byNode: Map<string, Map<DiskMetricKey, Map<number, number>>>,
  options: { node: string; series: MetricSeries<DiskMetricKey> },
): void {
  const { node, series } = options;
  const figures = byNode.get(node) ?? new Map();
  byNode.set(node, figures);
  // An instance may have several series: by LUN, or under another casing.
  const points = figures.get(series.key) ?? new Map<number, number>();
  figures.set(series.key, points);
  for (const [atMs, value] of series.points) {
    points.set(atMs, Math.max(points.get(atMs) ?? 0, value));
  }
}

/** Instances that went away within the time still have series, and autoscaling may be ahead of what was kept. */
function mostInstances(set: ScaleSetNodes, capacity = 0): number {
  return Math.ceil(Math.max(set.nodes.length, capacity) * 1.25) + 25;
}
