import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  defaultScoreSettings,
  DiskState,
  NodeFacts,
} from 'backstage-plugin-pull-performance-common';
import { NodeDiskSource } from 'backstage-plugin-pull-performance-node';
import { openNodeJudge } from '../../__testUtils__/nodeJudge';
import { NodeSources } from '../../nodes/NodeSources';
import { DatabasePullStore } from '../../store/DatabasePullStore';
import { aBatch, aPull, SHOP_REF, T0 } from '../../store/__testUtils__/records';
import { FleetNodes } from './FleetNodes';
import { listFleetNodes } from './listFleetNodes';
import { listNodes } from './listNodes';
import { nodeArea } from './nodeArea';

const cluster = 'prod-eu';
const hourMs = 3_600_000;
const minuteMs = 60_000;
/** The hour that T0 is in. */
const window = { fromMs: T0 - hourMs / 2, toMs: T0 + hourMs / 2 };
const none = { code: 'none', what: 'None', why: 'None.', next: 'None.' };

const slowDisk: NodeFacts = {
  node: '',
  vmSize: 'Standard_D4s_v3',
  imageDisk: {
    kind: 'managed',
    name: 'P10',
    limits: [
      { boundBy: 'P10 disk', iops: 500, bytesPerSecond: 100e6 },
      {
        boundBy: 'Standard_D4s_v3 uncached',
        ...{ iops: 6400, bytesPerSecond: 96e6 },
      },
    ],
  },
  alternativeDisks: [
    {
      kind: 'ephemeral',
      name: 'ephemeral on cache',
      limits: [
        {
          boundBy: 'Standard_D4s_v3 cached',
          ...{ iops: 8000, bytesPerSecond: 64e6 },
        },
      ],
    },
  ],
  pullConcurrency: { mode: 'serial', basis: 'AKS below 1.31' },
};

describe('nodes of services and of the fleet', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const source: NodeDiskSource = {
    id: 'prometheus',
    readsCluster: name => name === cluster,
    readDisks: async () => ({ samples: new Map(), problems: [] }),
  };

  async function start() {
    const knex = await databases.init('SQLITE_3');
    const database = mockServices.database({ knex });
    const clock = { nowMs: T0 + 2 * hourMs };
    const now = () => clock.nowMs;
    const pulls = await DatabasePullStore.create({ database, now });
    const { store, judge } = await openNodeJudge({
      database,
      now,
      sources: NodeSources.create({ disks: [source] }),
    });
    const service = { judge, entityRef: SHOP_REF, window };
    const area = (of = window) =>
      nodeArea({
        ...service,
        window: of,
        limits: defaultScoreSettings.limits.nodeDiskHealth,
        reasonWithoutNodes: none,
      });
    const list = (more: Partial<Parameters<typeof listNodes>[0]> = {}) =>
      listNodes({ ...service, limit: 100, reason: async () => none, ...more });
    const fleet = FleetNodes.create({ judge });
    const pools = (more: Partial<Parameters<typeof listFleetNodes>[0]> = {}) =>
      listFleetNodes({
        ...{ judge, fleet, window, limit: 100 },
        sort: 'waitHours',
        ...more,
      });
    return { pulls, store, clock, area, list, pools };
  }

  type Started = Awaited<ReturnType<typeof start>>;

  /** Nodes of a pool that pulled for ten minutes, each waiting that long. */
  async function pulled(
    { pulls, store }: Started,
    names: string[],
    nodePool = 'user',
  ) {
    await store.saveNodeDescriptions({
      cluster,
      nodes: names.map(name => ({ name, nodePool, addresses: [], labels: {} })),
      atMs: T0,
    });
    await pulls.apply(
      aBatch({
        pulls: names.map(node =>
          aPull({ node, podUid: node, waitSeconds: 600, pullSeconds: 600 }),
        ),
      }),
    );
    while ((await store.takePulls({ limit: 100 })) > 0);
  }

  async function measured(
    { store }: Started,
    node: string,
    state: DiskState,
    more: { queueDepth?: number; iopsShare?: number; usedShare?: number } = {},
  ) {
    const minutes = Array.from({ length: 60 }, (_, minute) => ({
      startMs: window.fromMs + minute * minuteMs,
      state,
      ...more,
    }));
    await store.saveDiskMinutes({ cluster, nodes: new Map([[node, minutes]]) });
  }

  it('say which were throttled, by what limit, and what another disk would allow', async () => {
    const started = await start();
    const { store, area, list } = started;
    const names = ['slow', 'fine-1', 'fine-2', 'fine-3'];
    await pulled(started, names);
    await store.saveNodeFacts({
      cluster,
      source: 'azure',
      facts: names.map(node => ({ ...slowDisk, node })),
      atMs: T0,
    });
    await measured(started, 'slow', 'iops', { queueDepth: 45, iopsShare: 1 });
    for (const node of names.slice(1)) await measured(started, node, 'healthy');

    expect(await area()).toMatchObject({
      grade: 'D',
      value: 0.25,
      samples: 4,
      confidence: 'high',
      evidence: expect.stringMatching(
        /^1 of 4 nodes throttled .*P10.*500 IOPS/,
      ),
    });
    const { items, totalItems } = await list();
    expect(totalItems).toBe(4);
    expect(items[0]).toMatchObject({
      ...{ cluster, node: 'slow', nodePool: 'user', vmSize: 'Standard_D4s_v3' },
      ...{ pulls: 1, waitSeconds: { count: 1, p50: 600, p95: 600 } },
      health: 'throttled',
      reason: { code: expect.any(String) },
      pulling: {
        ...{ seconds: 600, observedSeconds: 600, throttledSeconds: 600 },
        throttledBy: 'iops',
      },
      disk: {
        ...{ kind: 'managed', name: 'P10', queueDepth: 45, iopsShare: 1 },
        limit: {
          ...{ iops: 500, iopsBoundBy: 'P10 disk', bytesPerSecond: 96e6 },
          bytesBoundBy: 'Standard_D4s_v3 uncached',
        },
        alternatives: [
          { kind: 'ephemeral', limit: { iops: 8000, bytesPerSecond: 64e6 } },
        ],
        sources: ['prometheus', 'azure'],
      },
      parallelPulls: { mode: 'serial', basis: 'AKS below 1.31' },
    });
    expect(items.slice(1).map(({ health }) => health)).toEqual(
      Array(3).fill('healthy'),
    );

    const first = await list({ limit: 3 });
    const second = await list({ limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ node }) => node)).toEqual(
      items.map(({ node }) => node),
    );
    expect(second.nextCursor).toBeUndefined();
  });

  it('are unknown with what to do, never healthy, where nothing was measured', async () => {
    const started = await start();
    const { store, clock, area, list } = started;
    expect(await area()).toMatchObject({ grade: 'unknown', reason: none });
    expect(await list()).toMatchObject({ items: [], reason: none });

    await pulled(started, ['a', 'b']);
    await store.saveSourceState({
      cluster,
      source: 'prometheus',
      problems: [
        { code: 'x', what: 'Asking', why: 'It is down.', next: 'Start it.' },
      ],
      atMs: T0,
    });
    clock.nowMs += minuteMs;
    expect(await area()).toMatchObject({
      grade: 'unknown',
      reason: {
        code: 'disk-not-measured',
        why: expect.stringContaining('It is down'),
        next: 'Start it.',
      },
    });
    expect((await list()).items).toMatchObject([
      { health: 'unknown', pulls: 1, parallelPulls: { mode: 'unknown' } },
      { health: 'unknown', pulls: 1 },
    ]);
    expect((await list()).items[0].disk).toBeUndefined();
  });

  it('that are nearly full count, by their own threshold', async () => {
    const started = await start();
    const { store, list } = started;
    await pulled(started, ['full', 'roomy']);
    for (const node of ['full', 'roomy']) {
      await measured(started, node, 'healthy', { usedShare: 0.9 });
    }
    await store.saveNodeFacts({
      cluster,
      source: 'kubelet',
      facts: [
        {
          node: 'roomy',
          imageGcThresholds: { highShare: 0.95, lowShare: 0.9 },
        },
      ],
      atMs: T0,
    });
    expect((await list()).items).toMatchObject([
      { node: 'full', health: 'full', reason: { code: 'disk-full' } },
      { node: 'roomy', health: 'healthy' },
    ]);
  });

  it('are judged by the time since their disks are measured', async () => {
    const started = await start();
    const { store, pulls, area, list, pools } = started;
    await pulled(started, ['here']);
    await pulls.apply(
      aBatch({
        pulls: [
          // Two hours of pulls the day before, and a node that went then.
          aPull({
            ...{ node: 'here', podUid: 'old', waitSeconds: 7200 },
            finishedAtMs: T0 - 20 * hourMs,
          }),
          aPull({
            ...{ node: 'went', podUid: 'went', waitSeconds: 60 },
            finishedAtMs: T0 - 24 * hourMs,
          }),
        ],
      }),
    );
    while ((await store.takePulls({ limit: 100 })) > 0);
    await measured(started, 'here', 'healthy');
    const since = { fromMs: window.fromMs, toMs: window.toMs };
    await store.saveSourceState({
      ...{ cluster, source: 'prometheus', problems: [], atMs: T0 },
      read: since,
    });
    const wide = { fromMs: T0 - 48 * hourMs, toMs: window.toMs };
    expect(await area(wide)).toMatchObject({ grade: 'A', samples: 1 });
    expect((await list({ window: wide })).items).toMatchObject([
      {
        ...{ node: 'here', health: 'healthy', pulls: 2 },
        pulling: { seconds: 600, observedSeconds: 600 },
      },
    ]);
    // Waiting is told for all the time and all nodes, also those that went.
    expect((await pools({ window: wide })).items).toMatchObject([
      { nodes: 1, pulls: 2, waitHours: 7800 / 3600, health: { healthy: 1 } },
      { nodes: 0, pulls: 1, waitHours: 60 / 3600 },
    ]);
  });

  it('add up to pools, those that wait longest first', async () => {
    const started = await start();
    const { store, pools } = started;
    await pulled(started, ['u1', 'u2', 'u3'], 'user');
    await pulled(started, ['s1'], 'spot');
    await measured(started, 'u1', 'queueDepth', { queueDepth: 45 });
    await measured(started, 'u2', 'healthy', { queueDepth: 2 });
    await store.saveSourceState({
      cluster,
      source: 'azure facts',
      problems: [],
      registries: [{ host: 'team.azurecr.io', regions: ['westeurope'] }],
      atMs: T0,
    });
    const counted = { startMs: window.fromMs, pulls: 1.2, waitSecondsSum: 12 };
    await store.savePullMetrics({
      cluster,
      nodes: new Map([
        ['u1', [{ ...counted, requests: 4, presentLocally: 3 }]],
        ['u2', [{ ...counted, runtimePulls: 2.3 }]],
      ]),
    });
    const { items, totalItems, registries } = await pools();
    expect(totalItems).toBe(2);
    expect(registries).toEqual([
      { cluster, host: 'team.azurecr.io', regions: ['westeurope'] },
    ]);
    expect(items[0]).toMatchObject({
      ...{ cluster, nodePool: 'user', nodes: 3, pulls: 3, waitHours: 0.5 },
      meanWaitSeconds: 600,
      health: { throttled: 1, healthy: 1, unknown: 1, busy: 0, full: 0 },
      reason: { code: 'disk-not-measured' },
      pulling: {
        ...{ seconds: 1800, observedSeconds: 1200, throttledSeconds: 600 },
        throttledBy: 'queueDepth',
      },
      hours: [
        {
          hour: new Date(T0).getUTCHours(),
          ...{ pullingSeconds: 1800, observedSeconds: 1200 },
        },
      ],
      diskAndWait: { samples: 2 },
    });
    expect(items[0].kubelets).toEqual({
      ...{ hours: 2, pulls: 2, knownPulls: 2 },
      ...{ meanWaitSeconds: 10, presentShare: 0.75, runtimePulls: 2 },
    });
    expect(items[1].kubelets).toBeUndefined();
    expect(items[0].marks).toHaveLength(3);
    expect(items[0].diskAndWait.rho).toBeUndefined();
    expect(items[1]).toMatchObject({ nodePool: 'spot', nodes: 1 });
    expect((await pools({ cluster: 'other' })).reason?.code).toBe('no-nodes');
    const first = await pools({ limit: 1, sort: 'nodes' });
    const rest = await pools({ sort: 'nodes', cursor: first.nextCursor });
    expect(rest.items.map(({ nodePool }) => nodePool)).toEqual(['spot']);
  });
});
