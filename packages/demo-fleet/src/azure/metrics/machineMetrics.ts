import {
  DiskCounters,
  grown,
  nothing,
} from '../../simulation/disk/DiskCounters';
import { SimulatedNode } from '../../simulation/objects';
import { machineMetrics } from './definitions';
import { AnsweredMetric, MetricSubject } from './metricAnswer';

const MINUTE_SECONDS = 60;

/** The metrics of a scale set, by machine. */
export function metricsOfScaleSet(
  nodes: readonly SimulatedNode[],
): AnsweredMetric[] {
  const means = nodes.map(node => ({ node, meanAt: meanOf(node) }));
  return [...machineMetrics].map(([name, { unit, valueOf }]) => ({
    name,
    unit,
    subjects: means.map(({ node, meanAt }): MetricSubject => {
      const { scaleSet, instanceId } = node;
      return {
        dimensions: { VMName: `${scaleSet}_${instanceId}` },
        valueAt: startMs => {
          const mean = meanAt(startMs);
          return mean && valueOf(mean, node);
        },
      };
    }),
  }));
}

/** The metric of a managed cluster that tells how full the file systems of its nodes are. */
export function diskUsageOf(nodes: readonly SimulatedNode[]): AnsweredMetric {
  return {
    name: 'node_disk_usage_percentage',
    unit: 'Percent',
    subjects: nodes.map(node => ({
      dimensions: {
        node: node.name,
        nodepool: node.pool.name,
        device: node.disk.facts.nvme ? 'nvme0n1p1' : 'sda1',
      },
      valueAt: startMs => {
        const atMs = startMs + MINUTE_SECONDS * 1000;
        if (!wasThere(node, startMs, atMs)) return undefined;
        const used = node.disk.usedBytesAt(atMs);
        return used === undefined
          ? undefined
          : (100 * used) / node.images.capacityBytes;
      },
    })),
  };
}

/** What each second of a minute brought on average; many metrics ask for the same one. */
function meanOf(
  node: SimulatedNode,
): (startMs: number) => DiskCounters | undefined {
  const known = new Map<number, DiskCounters | undefined>();
  return startMs => {
    if (!known.has(startMs)) {
      const endMs = startMs + MINUTE_SECONDS * 1000;
      const isThere = wasThere(node, startMs, endMs);
      const before = isThere ? node.disk.countersAt(startMs) : undefined;
      const after = isThere ? node.disk.countersAt(endMs) : undefined;
      known.set(
        startMs,
        before && after
          ? grown(
              grown(nothing, after, 1 / MINUTE_SECONDS),
              before,
              -1 / MINUTE_SECONDS,
            )
          : undefined,
      );
    }
    return known.get(startMs);
  };
}

function wasThere(
  { createdAtMs, removedAtMs = Infinity }: SimulatedNode,
  fromMs: number,
  toMs: number,
): boolean {
  return createdAtMs <= fromMs && toMs <= removedAtMs;
}
