import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AzureServer } from './azure/AzureServer';
import { RESOURCE_GROUP, SUBSCRIPTION_ID } from './definitions/azure';
import { osDiskOf } from './definitions/osDisks';
import { ClusterDefinition, PressureFrom } from './definitions/types';
import { Listener } from './Listener';
import { nodeMetrics } from './prometheus/nodeMetrics';
import { PrometheusServer } from './prometheus/PrometheusServer';
import { writeSecret } from './secretFile';
import { ClusterSimulation } from './simulation/ClusterSimulation';

interface DiskServer {
  listener: Listener;
  serve: () => void;
}

/** Those who measure the disks of nodes: for each cluster one, of the kind that its definition names. */
export class DiskServers {
  private constructor(private readonly servers: readonly DiskServer[]) {}

  /** Opens the ports, and writes who answers there as `nodes.json`, in the form of the portal's `pullPerformance.nodeDisks`. */
  static async open(options: {
    directory: string;
    simulations: readonly ClusterSimulation[];
  }): Promise<DiskServers> {
    const servers: DiskServer[] = [];
    const azure: object[] = [];
    const prometheus: object[] = [];
    for (const simulation of options.simulations) {
      const { definition } = simulation;
      const listener = await Listener.open();
      if (definition.disksFrom.kind === 'azure') {
        azure.push(azureEntry(definition, listener.url));
        const server = { listener, simulation, nowMs: Date.now };
        servers.push({ listener, serve: () => AzureServer.start(server) });
      } else {
        const token = randomBytes(24).toString('base64url');
        prometheus.push(prometheusEntry(definition, listener.url, token));
        const { pressureFrom } = definition.disksFrom;
        const series = () => seriesOf(simulation, pressureFrom);
        const server = { listener, series, token, nowMs: Date.now };
        servers.push({ listener, serve: () => PrometheusServer.start(server) });
      }
    }
    const text = `${JSON.stringify({ azure, prometheus }, undefined, 2)}\n`;
    await writeSecret(join(options.directory, 'nodes.json'), text);
    return new DiskServers(servers);
  }

  /** Answers from now on; who has asked before has waited. */
  serve(): void {
    for (const { serve } of this.servers) serve();
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map(({ listener }) => listener.stop()));
  }
}

function azureEntry({ name }: ClusterDefinition, endpoint: string): object {
  return {
    cluster: name,
    endpoint,
    subscriptionId: SUBSCRIPTION_ID,
    resourceGroup: RESOURCE_GROUP,
    clusterName: name,
  };
}

function prometheusEntry(
  { name, pools, disksFrom }: ClusterDefinition,
  url: string,
  token: string,
): object {
  const limits = pools.map(pool => {
    const disk = osDiskOf(pool.instanceType, pool.osDisk);
    return {
      nodePools: [pool.name],
      name: pool.osDisk,
      iops: disk.iops,
      megabytesPerSecond: disk.bytesPerSecond / 1e6,
    };
  });
  const limitsKnown = disksFrom.kind === 'prometheus' && disksFrom.limitsKnown;
  return { cluster: name, url, token, ...(limitsKnown && { limits }) };
}

function seriesOf(simulation: ClusterSimulation, pressureFrom: PressureFrom) {
  const nowMs = () => simulation.nowMs;
  return simulation
    .recentNodes()
    .flatMap(node => nodeMetrics(node, { nowMs, pressureFrom }));
}
