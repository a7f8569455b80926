import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusters } from './definitions/clusters';
import { DiskServers } from './DiskServers';
import { ClusterSimulation } from './simulation/ClusterSimulation';

describe('DiskServers', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'disk-servers-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('opens one server for each cluster, writes where they are, and lets who asks wait until they serve', async () => {
    const nowMs = Date.now();
    const simulations = clusters.map(cluster =>
      ClusterSimulation.create({
        seed: 1,
        cluster,
        services: [],
        startMs: nowMs - 3_600_000,
      }),
    );
    const servers = await DiskServers.open({ directory, simulations });
    try {
      const file = join(directory, 'nodes.json');
      expect((await stat(file)).mode % 0o1000).toBe(0o600);
      const { azure, prometheus } = JSON.parse(await readFile(file, 'utf8'));
      const named = [...azure, ...prometheus].map(one => one.cluster);
      expect(named.sort()).toEqual(clusters.map(({ name }) => name).sort());
      const [unlimited, limited] = prometheus;
      expect(unlimited).not.toHaveProperty('limits');
      expect(limited.limits).toContainEqual({
        nodePools: ['user'],
        name: 'S6',
        iops: 500,
        megabytesPerSecond: 60,
      });

      const [{ endpoint, subscriptionId, resourceGroup, clusterName }] = azure;
      const order: string[] = [];
      const asked = Promise.all([
        fetch(
          `${endpoint}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${clusterName}?api-version=2026-06-01`,
        ),
        fetch(`${limited.url}/api/v1/query?query=count(up)`, {
          headers: { authorization: `Bearer ${limited.token}` },
        }),
        fetch(`${limited.url}/api/v1/query?query=count(up)`, {
          headers: { authorization: `Bearer ${unlimited.token}` },
        }),
      ]).then(answers => {
        order.push('answered');
        return answers;
      });
      for (const simulation of simulations) simulation.runUntil(nowMs);
      order.push('served');
      servers.serve();
      const [managed, up, refused] = await asked;
      expect(order).toEqual(['served', 'answered']);
      expect((await managed.json()).name).toBe(clusterName);
      const { data } = await up.json();
      expect(Number(data.result[0].value[1])).toBeGreaterThan(10);
      expect(refused.status).toBe(401);
    } finally {
      await servers.stop();
    }
  });
});
