import { clusters } from '../definitions/clusters';
import { osDiskOf } from '../definitions/osDisks';
import { services } from '../definitions/services';
import { renderObject } from '../kubernetes/objects/renderObject';
import { Listener } from '../Listener';
import { ClusterSimulation } from '../simulation/ClusterSimulation';
import { SimulatedNode } from '../simulation/objects';
import { AzureServer } from './AzureServer';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A Tuesday, when a release of the largest image is pulled. */
const nowMs = Date.UTC(2026, 0, 6, 16);
const root = '/subscriptions/00000000-0000-0000-0000-000000000000';
const clusterPath = `${root}/resourceGroups/demo/providers/Microsoft.ContainerService/managedClusters/demo-westeurope`;
const compute = `${root}/resourceGroups/MC_demo_demo-westeurope_westeurope/providers/Microsoft.Compute`;

interface Series {
  metadatavalues: { name: { value: string }; value: string }[];
  data: { timeStamp: string; average?: number }[];
}

interface Metric {
  name: { value: string };
  unit: string;
  timeseries: Series[];
}

describe('AzureServer', () => {
  const cluster = clusters.find(({ name }) => name === 'demo-westeurope');
  let listener: Listener;
  let simulation: ClusterSimulation;

  beforeAll(async () => {
    if (!cluster) throw new Error('The cluster is gone');
    simulation = ClusterSimulation.create({
      seed: 1,
      cluster,
      services,
      startMs: Date.UTC(2026, 0, 5),
    });
    simulation.runUntil(nowMs);
    listener = await Listener.open();
    AzureServer.start({ listener, simulation, nowMs: () => nowMs });
  });

  afterAll(async () => {
    await listener.stop();
  });

  async function ask(path: string, method = 'GET') {
    const response = await fetch(`${listener.url}${path}`, { method });
    return { status: response.status, body: await response.json() };
  }

  async function read(path: string) {
    const { status, body } = await ask(`${path}?api-version=2024-07-01`);
    expect([path, status]).toEqual([path, 200]);
    return body;
  }

  function metricsPath(resource: string, parameters: Record<string, string>) {
    const query = new URLSearchParams({
      'api-version': '2018-01-01',
      timespan: `${new Date(nowMs - HOUR_MS).toISOString()}/${new Date(
        nowMs,
      ).toISOString()}`,
      interval: 'PT1M',
      aggregation: 'Average',
      ...parameters,
    });
    return `${resource}/providers/Microsoft.Insights/metrics?${query}`;
  }

  async function metrics(
    resource: string,
    parameters: Record<string, string>,
  ): Promise<Metric[]> {
    const { status, body } = await ask(metricsPath(resource, parameters));
    expect([status, body.error]).toEqual([200, undefined]);
    return body.value;
  }

  function nodesOf(pool: string): SimulatedNode[] {
    return simulation
      .recentNodes()
      .filter(node => node.pool.name === pool && !node.removedAtMs);
  }

  function setOf(pool: string): string {
    return `${compute}/virtualMachineScaleSets/${nodesOf(pool)[0].scaleSet}`;
  }

  it('describes the cluster, its pools and scale sets, and the sizes of machines page by page', async () => {
    const managed = await read(clusterPath.toUpperCase());
    expect(managed.properties).toMatchObject({
      nodeResourceGroup: 'MC_demo_demo-westeurope_westeurope',
    });
    const { value: pools } = await read(`${clusterPath}/agentPools`);
    const { value: sets } = await read(`${compute}/virtualMachineScaleSets`);
    expect(pools).toHaveLength(cluster?.pools.length ?? 0);
    expect(sets).toHaveLength(pools.length);
    expect(await read(`${compute}/virtualMachines`)).toEqual({ value: [] });
    const skus: Record<string, Record<string, string>> = {};
    let path:
      | string
      | undefined = `${root}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=${encodeURIComponent(
      "location eq 'westeurope'",
    )}`;
    let pages = 0;
    for (; path; pages += 1) {
      const { body }: Awaited<ReturnType<typeof ask>> = await ask(path);
      for (const { name, capabilities } of body.value) {
        skus[name] = Object.fromEntries(
          capabilities.map((one: { name: string; value: string }) => {
            expect(typeof one.value).toBe('string');
            return [one.name, one.value];
          }),
        );
      }
      path = body.nextLink?.slice(listener.url.length);
    }
    expect(pages).toBeGreaterThan(1);
    for (const pool of cluster?.pools ?? []) {
      const agentPool = pools.find(
        (one: { name: string }) => one.name === pool.name,
      );
      const set = sets.find((one: { name: string }) =>
        one.name.startsWith(`aks-${pool.name}-`),
      );
      expect(set.sku).toMatchObject({
        name: pool.instanceType,
        capacity: nodesOf(pool.name).length,
      });
      const isEphemeral = pool.osDisk === 'ephemeral';
      expect(agentPool.properties).toMatchObject({
        vmSize: pool.instanceType,
        osDiskType: isEphemeral ? 'Ephemeral' : 'Managed',
        currentOrchestratorVersion: '1.34.4',
      });
      const { osDisk } = set.properties.virtualMachineProfile.storageProfile;
      expect(osDisk.diffDiskSettings?.option).toBe(
        isEphemeral ? 'Local' : undefined,
      );
      // What binds is told by disk and machine together.
      const sku = skus[pool.instanceType];
      const machineIops = Number(
        isEphemeral ? sku.CombinedTempDiskAndCachedIOPS : sku.UncachedDiskIOPS,
      );
      const { iops } = osDiskOf(pool.instanceType, pool.osDisk);
      expect(iops).toBeLessThanOrEqual(machineIops);
    }
    expect(skus.Standard_NV6ads_A10_v5).toMatchObject({
      UncachedDiskBytesPerSecond: '104857600',
      PremiumIO: 'True',
    });
    expect(skus.Standard_D8a_v4.PremiumIO).toBe('False');
    const feature = await read(
      `${root}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/DisableParallelImagePulls`,
    );
    expect(feature.properties.state).toBe('Registered');
  });

  it('tells nodes by providerID, by machine and by name the same way', () => {
    for (const node of nodesOf('spot')) {
      const { spec } = renderObject(node, simulation.definition) as unknown as {
        spec: { providerID: string };
      };
      const [, instance] =
        /^azure:\/\/\/subscriptions\/[^/]+\/resourceGroups\/mc_demo_demo-westeurope_westeurope\/providers\/Microsoft.Compute\/virtualMachineScaleSets\/aks-spot-\d{8}-vmss\/virtualMachines\/(\d+)$/.exec(
          spec.providerID,
        ) ?? [];
      const end = Number(instance).toString(36).padStart(6, '0');
      expect(node.name).toBe(`${node.scaleSet}${end}`);
    }
  });

  it('tells each machine of a scale set what its disk did, minute by minute', async () => {
    const nodes = nodesOf('gpu');
    const answer = await metrics(setOf('gpu'), {
      metricnames:
        'os disk queue depth,OS Disk Write Bytes/sec,VM Uncached Bandwidth Consumed Percentage,OS Disk Bandwidth Consumed Percentage,VM Cached Bandwidth Consumed Percentage,OS Disk Used Burst IO Credits Percentage',
      $filter: "VMName eq '*'",
      top: '100',
    });
    const [queue, bytes, machine, disk, cached, credits] = answer;
    expect(queue).toMatchObject({
      name: { value: 'OS Disk Queue Depth' },
      unit: 'Count',
    });
    expect(cached.timeseries).toEqual([]);
    expect(credits.timeseries).toEqual([]);
    let highest = 0;
    for (const node of nodes.filter(
      ({ createdAtMs }) => createdAtMs < nowMs - 2 * HOUR_MS,
    )) {
      const find = ({ timeseries }: Metric) => {
        const found = timeseries.find(
          ({ metadatavalues: [{ name, value }] }) =>
            name.value === 'vmname' &&
            value === `${node.scaleSet}_${node.instanceId}`,
        );
        if (!found) throw new Error(`Nothing of ${node.name}`);
        return found.data;
      };
      const written = find(bytes);
      expect(written).toHaveLength(60);
      // The last two minutes are not there yet.
      expect(written.map(({ average }) => average !== undefined)).toEqual(
        Array.from({ length: 60 }, (_, minute) => minute < 58),
      );
      const ofMachine = find(machine);
      for (const [minute, { timeStamp, average = 0 }] of ofMachine.entries()) {
        expect(Date.parse(timeStamp)).toBe(
          nowMs - HOUR_MS + minute * MINUTE_MS,
        );
        expect(average).toBeLessThanOrEqual(100);
        // The machine lets through half of what the disk could.
        const ofDisk = find(disk)[minute].average ?? 0;
        expect(ofDisk).toBeCloseTo(average / 2, 6);
        highest = Math.max(highest, average);
      }
    }
    expect(highest).toBeGreaterThan(0);
  });

  it('has no shares of machines without premium storage, and those of the machine of ephemeral disks', async () => {
    const metricnames =
      'OS Disk IOPS Consumed Percentage,VM Uncached IOPS Consumed Percentage,VM Cached IOPS Consumed Percentage,OS Disk Write Operations/Sec';
    const toldOf = async (pool: string) =>
      (
        await metrics(setOf(pool), {
          metricnames,
          $filter: "VMName eq '*'",
          top: '1000',
        })
      ).map(({ timeseries }) => timeseries.length > 0);
    expect(await toldOf('spot')).toEqual([false, false, false, true]);
    expect(await toldOf('user')).toEqual([false, false, true, true]);
    expect(await toldOf('stateful')).toEqual([true, true, false, true]);
  });

  it('tells how full the nodes are, by their names', async () => {
    const [usage] = await metrics(clusterPath, {
      metricnames: 'node_disk_usage_percentage',
      $filter: "node eq '*' and device eq '*'",
      top: '1000',
    });
    for (const { disk, images, name } of nodesOf('user')) {
      const series = usage.timeseries.find(({ metadatavalues }) =>
        metadatavalues.some(({ value }) => value === name),
      );
      const labels = series?.metadatavalues.map(one => one.name.value);
      expect(labels).toEqual(['node', 'device']);
      const used = disk.usedBytesAt(nowMs - 2 * MINUTE_MS) ?? NaN;
      expect(series?.data[57].average).toBeCloseTo(
        (100 * used) / images.capacityBytes,
        6,
      );
    }
  });

  it('tells ten series when nobody says how many, one without dimensions, and those asked for', async () => {
    const metricnames = 'OS Disk Queue Depth';
    const all = { metricnames, $filter: "VMName eq '*'" };
    const [ten] = await metrics(setOf('user'), all);
    expect(ten.timeseries).toHaveLength(10);
    const [more] = await metrics(setOf('user'), { ...all, top: '1000' });
    expect(more.timeseries.length).toBeGreaterThanOrEqual(
      nodesOf('user').length,
    );
    const [together] = await metrics(setOf('user'), { metricnames });
    expect(together.timeseries).toHaveLength(1);
    expect(together.timeseries[0].metadatavalues).toEqual([]);
    const [node] = nodesOf('user');
    const wanted = `${node.scaleSet}_${node.instanceId}`;
    const [one] = await metrics(setOf('user'), {
      metricnames,
      $filter: `vmname eq '${wanted.toUpperCase()}'`,
    });
    expect(one.timeseries).toEqual(
      more.timeseries.filter(
        ({ metadatavalues: [{ value }] }) => value === wanted,
      ),
    );
  });

  it('says in the words of Azure what it cannot answer', async () => {
    const set = setOf('user');
    const metricnames = 'OS Disk Queue Depth';
    const wrong: Record<string, string>[] = [
      { metricnames: '' },
      { metricnames: Array(21).fill(metricnames).join() },
      { metricnames, interval: 'PT5M' },
      { metricnames, aggregation: 'Maximum' },
      { metricnames, timespan: 'PT1H' },
      { metricnames, timespan: '2026-01-06T00:00:00Z/2026-01-05T00:00:00Z' },
      { metricnames, timespan: '2025-01-06T00:00:00Z/2026-01-05T00:00:00Z' },
      { metricnames, top: '0' },
      { metricnames, $filter: "constructor eq '*'" },
      { metricnames, $filter: "VMName ne 'x'" },
    ];
    const cases: [string, number, string][] = [
      [clusterPath, 400, 'MissingApiVersionParameter'],
      ['/', 404, 'ResourceNotFound'],
      [`${clusterPath}/%E0%A4%A`, 404, 'ResourceNotFound'],
      [clusterPath.replace('0000-', '0001-'), 404, 'ResourceNotFound'],
      [metricsPath(`${set}x`, { metricnames }), 404, 'ResourceNotFound'],
      ...wrong.map((parameters): [string, number, string] => [
        metricsPath(set, parameters),
        400,
        'BadRequest',
      ]),
    ];
    for (const [path, status, code] of cases) {
      const answer = await ask(path);
      expect([path, answer.status, answer.body.error?.code]).toEqual([
        path,
        status,
        code,
      ]);
    }
    const unknown = await ask(
      metricsPath(set, { metricnames: `${metricnames},Temp Disk Latency` }),
    );
    expect(unknown.status).toBe(400);
    expect(unknown.body.error.message).toMatch(
      /^Failed to find metric configuration for provider: Microsoft.Compute, resource Type: virtualMachineScaleSets, metric: Temp Disk Latency, Valid metrics: OS Disk Queue Depth,/,
    );
    expect((await ask(clusterPath, 'DELETE')).status).toBe(405);
  });
});
