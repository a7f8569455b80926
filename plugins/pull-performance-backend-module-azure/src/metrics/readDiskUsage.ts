import { clusterPath } from '../inventory/ClusterInventory';
import { usedShares } from './diskUsage';
import { Measuring } from './measuring';
import { diskUsageMetric } from './metricTable';

const namespace = 'Microsoft.ContainerService/managedClusters';

/** Filesystems of a node that AKS tells of, at most. */
const mostDevices = 6;

/** The used share of the image disk of all nodes: one call for the cluster. */
export async function readDiskUsage(
  measuring: Measuring,
): Promise<Map<string, Map<number, number>>> {
  const { cluster, found, request } = measuring;
  const nodes = new Set(request.nodes.map(({ name }) => name));
  try {
    const reading = await cluster.metrics.read({
      resourceId: clusterPath(cluster.config),
      namespace,
      family: '',
      metrics: [diskUsageMetric],
      split: {
        filter: "node eq '*' and device eq '*'",
        mostSeries: nodes.size * mostDevices + 50,
      },
      fromMs: request.fromMs,
      toMs: request.toMs,
      signal: request.signal,
    });
    found.add(`the cluster ${cluster.config.clusterName}`, reading);
    return usedShares(reading.series, nodes);
  } catch (error) {
    request.signal.throwIfAborted();
    found.usageFailed(error);
    return new Map();
  }
}
