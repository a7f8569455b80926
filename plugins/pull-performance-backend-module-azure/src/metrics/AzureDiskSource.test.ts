import { AzureServer } from '../__testUtils__/azureServer';
import {
  AzureWorld,
  computePath,
  d4dsV6,
  ephemeralOnCache,
  FakeScaleSet,
  smallWorld,
} from '../__testUtils__/azureWorld';
import {
  diskRequest,
  minuteMs,
  node,
  nodesOf,
  sourcesOn,
  startMs,
} from '../__testUtils__/harness';
import { osDiskMetrics } from './metricTable';

jest.mock('../arm/azureSdk', () => jest.requireActual('../__testUtils__/sdk'));

/** Every metric of the OS disk has a figure, one apart from machine to machine. */
function allFigures(): FakeScaleSet['figures'] {
  return Object.fromEntries(
    osDiskMetrics.map(({ name }) => [name, (instance: number) => instance + 1]),
  );
}

describe('AzureDiskSource', () => {
  let server: AzureServer;
  let world: AzureWorld;

  beforeEach(async () => {
    world = smallWorld();
    world.scaleSets[0].figures = allFigures();
    server = await AzureServer.start(world);
  });

  afterEach(() => server.stop());

  const metricCalls = () => server.count('/metrics');

  it('finds each node in the answer for its scale set, by either name', async () => {
    const [apps] = world.scaleSets;
    const jobs: FakeScaleSet = {
      ...apps,
      name: 'aks-jobs-1-vmss',
      instances: [1, 36],
      // As computer names, in upper case.
      vmName: instance =>
        `AKS-JOBS-1-VMSS${instance
          .toString(36)
          .toUpperCase()
          .padStart(6, '0')}`,
    };
    world.scaleSets.push(jobs);
    // Not a node of the cluster, although its name begins like one.
    apps.instances = [0, 3, 35];
    const nodes = [
      ...nodesOf({ ...apps, instances: [0, 35] }),
      ...nodesOf(jobs),
    ];
    const { samples, problems } = await sourcesOn(server).disks.readDisks(
      diskRequest(nodes),
    );
    const depths = Object.fromEntries(
      [...samples].map(([name, ofNode]) => [name, ofNode[0].queueDepth]),
    );
    expect(depths).toEqual({
      'aks-apps-12345678-vmss000000': 1,
      'aks-apps-12345678-vmss00000z': 36,
      'aks-jobs-1-vmss000001': 2,
      'aks-jobs-1-vmss000010': 37,
    });
    expect(samples.get('aks-apps-12345678-vmss00000z')).toHaveLength(5);
    const ends = samples.get(nodes[0].name)!.map(({ atMs }) => atMs);
    expect(ends.sort()).toEqual(
      [0, 1, 2, 3, 4].map(minute => startMs + minute * minuteMs),
    );
    expect(samples.get(nodes[1].name)![0]).toMatchObject({
      durationMs: minuteMs,
      iops: 72,
      bytesPerSecond: 72,
      iopsShare: 0.36,
      bandwidthShare: 0.36,
      burstCreditsUsedShare: 0.36,
    });
    expect(problems.map(({ code, what }) => [code, what])).toEqual([
      [
        'azure-unknown-instances',
        'Azure measured 1 machine outside of the cluster (aks-apps-12345678-vmss/aks-apps-12345678-vmss_3).',
      ],
    ]);
  });

  it('measures 1,000 instances with one call, and refreshes with one call again', async () => {
    const [apps] = world.scaleSets;
    apps.instances = Array.from({ length: 1000 }, (_, index) => index);
    const nodes = nodesOf(apps);
    const { disks } = sourcesOn(server);
    for (let refresh = 1; refresh <= 3; refresh += 1) {
      const { samples, problems } = await disks.readDisks(diskRequest(nodes));
      expect(problems).toEqual([]);
      expect(samples.size).toBe(1000);
      expect(samples.get(`${apps.name}0000rr`)).toHaveLength(5);
      expect(samples.get(`${apps.name}0000rr`)![0].queueDepth).toBe(1000);
      expect(server.count(`${apps.name}/providers/Microsoft.Insights`)).toBe(
        refresh,
      );
      // And one for the used space of all nodes.
      expect(metricCalls()).toBe(2 * refresh);
    }
    // Cluster, pools and scale sets were read once.
    expect(server.requests.length - metricCalls()).toBe(3);
    const { query } = server.requests.find(({ path }) =>
      path.includes(apps.name),
    )!;
    expect(query.get('$filter')).toBe("VMName eq '*'");
    expect(Number(query.get('top'))).toBeGreaterThanOrEqual(1000);
    expect(query.get('interval')).toBe('PT1M');
    expect(query.get('aggregation')).toBe('Average');
    expect(query.get('metricnames')!.split(',')).toHaveLength(13);
    expect(query.get('timespan')).toBe(
      '2026-11-22T11:59:00Z/2026-11-22T12:04:00Z',
    );
  });

  it('leaves out what a kind of machine does not have, and remembers that', async () => {
    world.unsupported = new Set([
      'OS Disk IOPS Consumed Percentage',
      'VM Uncached IOPS Consumed Percentage',
    ]);
    const nodes = nodesOf(world.scaleSets[0]);
    const { disks } = sourcesOn(server);
    const first = await disks.readDisks(diskRequest(nodes));
    expect(server.count('vmss/providers/Microsoft.Insights')).toBe(2);
    const second = await disks.readDisks(diskRequest(nodes));
    expect(server.count('vmss/providers/Microsoft.Insights')).toBe(3);
    for (const { samples, problems } of [first, second]) {
      const [sample] = samples.get(nodes[0].name)!;
      expect(sample).toMatchObject({ queueDepth: 1, bandwidthShare: 0.01 });
      expect(sample.iopsShare).toBeUndefined();
      expect(problems).toMatchObject([
        {
          code: 'azure-unsupported-metrics',
          what: 'Not measured of the scale set aks-apps-12345678-vmss: OS Disk IOPS Consumed Percentage, VM Uncached IOPS Consumed Percentage.',
        },
      ]);
    }
  });

  it('never makes more than three calls for a scale set, whatever Azure answers', async () => {
    const nodes = nodesOf(world.scaleSets[0]);
    let calls = 0;
    server.fault = request => {
      if (!request.path.includes('vmss/providers/Microsoft.Insights')) {
        return undefined;
      }
      calls += 1;
      // One metric after the other is not there, and every second call comes too soon.
      return calls % 2 === 1
        ? { status: 429, headers: { 'retry-after': '0' } }
        : {
            status: 400,
            body: {
              code: 'BadRequest',
              message: `No metric ${
                request.query.get('metricnames')!.split(',')[0]
              }`,
            },
          };
    };
    const { samples, problems } = await sourcesOn(server).disks.readDisks(
      diskRequest(nodes),
    );
    expect(calls).toBe(3);
    expect(samples.size).toBe(0);
    expect(problems).toMatchObject([{ code: 'azure-metrics' }]);
  });

  it('leaves out figures in another unit, errors of a metric, gaps and nonsense', async () => {
    const { figures } = world.scaleSets[0];
    world.units = { 'OS Disk Read Bytes/sec': 'Bytes' };
    figures['OS Disk Queue Depth'] = (_, minute) => (minute % 2 ? 7 : null);
    figures['OS Disk Write Operations/Sec'] = () => -1;
    figures['OS Disk Read Operations/Sec'] = () => undefined;
    const nodes = nodesOf(world.scaleSets[0]);
    const { samples, problems } = await sourcesOn(server).disks.readDisks(
      diskRequest(nodes),
    );
    const ofNode = samples.get(nodes[0].name)!;
    expect(ofNode).toHaveLength(5);
    const depths = [...ofNode]
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ queueDepth }) => queueDepth);
    expect(depths).toEqual([7, undefined, 7, undefined, 7]);
    for (const sample of ofNode) {
      expect(sample.iops).toBeUndefined();
      expect(sample.bytesPerSecond).toBeUndefined();
      expect(sample.iopsShare).toBe(0.01);
    }
    expect(problems.map(({ code }) => code)).toEqual(['azure-wrong-unit']);
    expect(problems[0].what).toContain('OS Disk Read Bytes/sec');
  });

  it('says which nodes have no figures, and makes none up', async () => {
    world.scaleSets[0] = {
      ...world.scaleSets[0],
      vmSize: d4dsV6.name,
      osDisk: { diskSizeGB: 100, diffDiskSettings: { option: 'Local' } },
      figures: {},
    };
    const { samples, problems } = await sourcesOn(server).disks.readDisks(
      diskRequest(nodesOf(world.scaleSets[0])),
    );
    expect(samples.size).toBe(0);
    expect(problems).toMatchObject([
      {
        code: 'azure-no-figures',
        what: 'Azure Monitor had no figures of the image disks of 2 nodes of size Standard_D4ds_v6.',
      },
    ]);
  });

  it('measures the temp disk where a pool keeps images on it, and the cache for ephemeral disks', async () => {
    const [apps] = world.scaleSets;
    apps.osDisk = ephemeralOnCache;
    apps.figures['VM Cached IOPS Consumed Percentage'] = () => 50;
    const fast: FakeScaleSet = {
      ...apps,
      name: 'aks-fast-1-vmss',
      figures: {
        ...apps.figures,
        'Temp Disk Queue Depth': () => 30,
      },
    };
    world.scaleSets.push(fast);
    world.pools.push({
      name: 'fast',
      properties: { osDiskType: 'Managed', kubeletDiskType: 'Temporary' },
    });
    const { samples } = await sourcesOn(server).disks.readDisks(
      diskRequest([...nodesOf(apps), ...nodesOf(fast, 'fast')]),
    );
    expect(samples.get(`${apps.name}000000`)![0]).toMatchObject({
      queueDepth: 1,
      iopsShare: 0.5,
    });
    expect(samples.get(`${fast.name}000000`)![0]).toMatchObject({
      queueDepth: 30,
      iopsShare: 0.5,
    });
  });

  it('tells how full disks are, also of nodes without other figures', async () => {
    const [set] = world.scaleSets;
    const nodes = nodesOf(set);
    set.figures = { 'OS Disk Queue Depth': instance => (instance ? 2 : null) };
    world.usage = {
      [nodes[0].name]: { '/dev/sda1': 91, tmpfs: 100 },
      [nodes[1].name]: { '/dev/sda1': 12 },
    };
    const { samples } = await sourcesOn(server).disks.readDisks(
      diskRequest(nodes),
    );
    expect(samples.get(nodes[0].name)).toHaveLength(5);
    expect(samples.get(nodes[0].name)![0]).toMatchObject({ usedShare: 0.91 });
    expect(samples.get(nodes[1].name)![0]).toMatchObject({
      usedShare: 0.12,
      queueDepth: 2,
    });
  });

  it('measures single machines in turns, at most 50 in a refresh', async () => {
    world.scaleSets = [];
    world.machines = Array.from({ length: 60 }, (_, index) => ({
      name: `aks-nap-${index}`,
      vmSize: 'Standard_D4s_v3',
      osDisk: ephemeralOnCache,
      figures: { 'OS Disk Queue Depth': () => index },
    }));
    server.pageSize = 40;
    const nodes = world.machines.map(({ name }) =>
      node(name, {
        providerId: `azure://${computePath}/virtualMachines/${name}`,
        labels: { 'karpenter.sh/nodepool': 'default' },
      }),
    );
    const { disks } = sourcesOn(server);
    const first = await disks.readDisks(diskRequest(nodes));
    expect(first.samples.size).toBe(50);
    expect(first.problems).toMatchObject([
      {
        code: 'azure-machines-in-turns',
        what: '50 of 60 virtual machines outside of scale sets were measured this time.',
      },
    ]);
    expect(metricCalls()).toBe(51);
    const second = await disks.readDisks(diskRequest(nodes));
    const all = new Set([...first.samples.keys(), ...second.samples.keys()]);
    expect(all.size).toBe(60);
    expect(second.samples.get('aks-nap-59')![0].queueDepth).toBe(59);
  });

  it('names nodes of other clouds once, and reads nothing without a cluster', async () => {
    const { disks } = sourcesOn(server);
    expect(disks.readsCluster('prod')).toBe(true);
    expect(disks.readsCluster('other')).toBe(false);
    const strangers = ['a', 'b', 'c', 'd'].map(name =>
      node(name, { providerId: `aws:///eu-west-1a/i-${name}` }),
    );
    const { samples, problems } = await disks.readDisks(diskRequest(strangers));
    expect(samples.size).toBe(0);
    expect(problems).toMatchObject([
      {
        code: 'azure-foreign-nodes',
        what: 'Azure tells nothing about 4 nodes (a, b, c and 1 more).',
      },
    ]);
    expect(server.count('vmss/providers')).toBe(0);
  });

  it('ends when it is aborted', async () => {
    const abort = new AbortController();
    server.fault = ({ path }) => {
      if (path.includes('Insights')) abort.abort();
      return undefined;
    };
    await expect(
      sourcesOn(server).disks.readDisks({
        ...diskRequest(nodesOf(world.scaleSets[0])),
        signal: abort.signal,
      }),
    ).rejects.toThrow(/abort/i);
  });
});
