import { DiskState } from 'backstage-plugin-pull-performance-common';
import { PullMetricHour } from 'backstage-plugin-pull-performance-node';
import { DiskMinute } from './NodeStore';
import { aBatch, aPull, SHOP_REF, T0 } from './__testUtils__/records';
import { openStores, testDatabases } from './__testUtils__/stores';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const cluster = 'prod-eu';
/** The hour that T0 is in. */
const window = { fromMs: T0 - HOUR_MS / 2, toMs: T0 + HOUR_MS / 2 };
const threeHours = { fromMs: T0 - 2 * HOUR_MS, toMs: T0 + 2 * HOUR_MS };

function minutes(
  state: DiskState,
  from: number,
  to: number,
  more: Partial<DiskMinute> = {},
): DiskMinute[] {
  return Array.from({ length: to - from }, (_, index) => ({
    startMs: window.fromMs + (from + index) * MINUTE_MS,
    state,
    ...more,
  }));
}

describe.each(testDatabases().eachSupportedId())(
  'DatabaseNodeStore on %s',
  databaseId => {
    const databases = testDatabases();

    async function open() {
      const opened = await openStores(databases, databaseId);
      /** Takes all pulls, however long the database may still add earlier ones. */
      const takeAll = async () => {
        let taken = 0;
        for (let time = 0; time < 3; time++) {
          opened.clock.nowMs += MINUTE_MS;
          for (let some = 1; some > 0; ) {
            some = await opened.nodes.takePulls({ limit: 2 });
            taken += some;
          }
        }
        return taken;
      };
      return { ...opened, takeAll };
    }

    async function nodeIds(nodes: Awaited<ReturnType<typeof open>>['nodes']) {
      const all = await nodes.listNodes({ window, limit: 100 });
      return new Map(all.map(({ name, id }) => [name, id]));
    }

    it('adds up when nodes pulled, each pull once, and what their disks did meanwhile', async () => {
      const { store, nodes, takeAll } = await open();
      // T0 is half past: from 29:00 to 30:00 and, in the queue meanwhile, from 29:50 to 31:30.
      const batch = aBatch({
        pulls: [
          aPull({ finishedAtMs: T0, waitSeconds: 60, pullSeconds: 60 }),
          aPull({
            finishedAtMs: T0 + 90_000,
            waitSeconds: 100,
            pullSeconds: 90,
          }),
          aPull({
            outcome: 'present',
            waitSeconds: 0,
            node: 'node-2',
            podUid: 'pod-2',
          }),
          aPull({
            outcome: 'failed',
            cause: 'not-found',
            podUid: 'pod-3',
            node: 'node-3',
          }),
          aPull({ node: '', podUid: 'pod-4' }),
        ],
      });
      await store.apply(batch);
      expect(await takeAll()).toBe(5);
      await store.apply(batch);
      expect(await takeAll()).toBe(0);
      await nodes.saveDiskMinutes({
        cluster,
        nodes: new Map([
          [
            'node-1',
            [
              ...minutes('healthy', 0, 29, { queueDepth: 1, usedShare: 0.5 }),
              ...minutes('iops', 29, 30, { queueDepth: 45, iopsShare: 1 }),
              ...minutes('busy', 30, 31, { queueDepth: 9 }),
            ],
          ],
        ]),
      });
      const ids = await nodeIds(nodes);
      const id = ids.get('node-1')!;
      const expected = {
        pulls: 2,
        waitSeconds: 160,
        pullingSeconds: 150,
        observedSeconds: 120,
        busySeconds: 60,
        throttledSeconds: 60,
        throttledBySeconds: {
          iops: 60,
          bandwidth: 0,
          queueDepth: 0,
          ioPressure: 0,
        },
        sampledSeconds: 31 * 60,
        queueDepth: 45,
        iopsShare: 1,
        usedShare: 0.5,
        diskPressure: false,
      };
      const figures = await nodes.figuresOf({
        nodeIds: [...ids.values()],
        window,
      });
      expect(figures.get(id)).toMatchObject(expected);
      expect([...ids.keys()].sort()).toEqual(['node-1', 'node-2', 'node-3']);
      expect(await nodes.pullingHours({ nodeIds: [id], window })).toEqual(
        new Map([
          [
            id,
            [
              {
                hour: window.fromMs / HOUR_MS,
                ...{ pulls: 2, waitSeconds: 160, pullingSeconds: 150 },
                ...{ observedSeconds: 120, throttledSeconds: 60 },
              },
            ],
          ],
        ]),
      );

      // Told again it is the same; what is told better or unknown later stays as it was.
      await nodes.saveDiskMinutes({
        cluster,
        nodes: new Map([
          [
            'node-1',
            [...minutes('unknown', 0, 60), ...minutes('healthy', 0, 31)],
          ],
        ]),
      });
      expect(
        (await nodes.figuresOf({ nodeIds: [id], window })).get(id),
      ).toMatchObject(expected);
      expect(
        (await nodes.recentPulls({ nodeIds: [id], window, limit: 9 })).get(id),
      ).toEqual([
        {
          requestedAtMs: T0 - 60_000,
          startedAtMs: T0 - 60_000,
          finishedAtMs: T0,
        },
        {
          requestedAtMs: T0 - 10_000,
          startedAtMs: T0,
          finishedAtMs: T0 + 90_000,
        },
      ]);
    });

    it('counts a pull in the hour in which it ended, and its time in all that it ran in', async () => {
      const { store, nodes, takeAll } = await open();
      const fullHourMs = T0 + HOUR_MS / 2;
      await store.apply(
        aBatch({
          pulls: [
            aPull({
              finishedAtMs: fullHourMs + 60_000,
              waitSeconds: 180,
              pullSeconds: 90,
            }),
          ],
        }),
      );
      await takeAll();
      const ids = [...(await nodeIds(nodes)).values()];
      expect(
        (await nodes.pullingHours({ nodeIds: ids, window: threeHours })).get(
          ids[0],
        ),
      ).toMatchObject([
        { pulls: 0, waitSeconds: 0, pullingSeconds: 120 },
        { pulls: 1, waitSeconds: 180, pullingSeconds: 60 },
      ]);
    });

    it('knows the nodes of a service, and how long its pulls waited there', async () => {
      const { store, nodes, takeAll } = await open();
      await store.apply(
        aBatch({
          pulls: [
            aPull({ waitSeconds: 4 }),
            aPull({
              podUid: 'pod-2',
              node: 'node-2',
              outcome: 'present',
              waitSeconds: 0,
            }),
            aPull({
              podUid: 'pod-5',
              node: 'node-5',
              finishedAtMs: T0 - 9 * 24 * HOUR_MS,
            }),
          ],
        }),
      );
      await takeAll();
      const question = { entityRef: SHOP_REF, window, limit: 10 };
      expect(
        (await nodes.nodesOfService(question)).map(({ name }) => name),
      ).toEqual(['node-1', 'node-2']);
      expect(
        await nodes.nodesOfService({ ...question, cluster: 'other' }),
      ).toEqual([]);
      expect(await nodes.serviceWaits(question)).toEqual([
        { cluster, node: 'node-1', waitSeconds: 4 },
      ]);
    });

    it('keeps what clusters and sources tell, each without the others', async () => {
      const { nodes, images, clock } = await open();
      const atMs = clock.nowMs;
      await nodes.saveNodeFacts({
        cluster,
        source: 'azure',
        facts: [{ node: 'node-1', vmSize: 'Standard_D4s_v3' }],
        atMs,
      });
      await nodes.saveNodeDescriptions({
        cluster,
        nodes: [
          {
            name: 'node-1',
            addresses: ['10.0.0.4'],
            labels: { a: '\0b' },
            nodePool: 'user',
          },
        ],
        atMs,
      });
      await nodes.saveNodeFacts({
        cluster,
        source: 'kubelet',
        facts: [{ node: 'node-1' }],
        atMs,
      });
      await nodes.saveNodeFacts({
        cluster,
        source: 'azure',
        facts: [{ node: 'node-1', vmSize: 'Standard_D8s_v3' }],
        atMs,
      });
      const [node] = await nodes.listClusterNodes({ cluster, limit: 10 });
      expect(node).toMatchObject({
        cluster,
        name: 'node-1',
        gone: false,
        description: { nodePool: 'user', addresses: ['10.0.0.4'] },
      });
      expect(
        new Map(node.facts.map(({ source, facts }) => [source, facts.vmSize])),
      ).toEqual(
        new Map([
          ['kubelet', undefined],
          ['azure', 'Standard_D8s_v3'],
        ]),
      );
      // What was told of the past says less, and nobody knows whether such a node is still there.
      await nodes.saveNodeDescriptions({
        cluster,
        nodes: ['node-1', 'node-old'].map(name => ({
          ...{ name, addresses: [], labels: {}, nodePool: 'past' },
        })),
        ...{ atMs, past: true },
      });
      const all = await nodes.listNodes({ window, limit: 10 });
      expect(
        all.map(({ name, gone, description }) => [
          ...[name, gone, description?.nodePool],
        ]),
      ).toEqual([
        ['node-1', false, 'user'],
        ['node-old', true, 'past'],
      ]);
      expect(await nodes.listNodeClusters()).toEqual([cluster]);
      await images.keepNodes({ cluster, names: new Set(), atMs });
      expect(await nodes.listClusterNodes({ cluster, limit: 10 })).toEqual([]);
      expect(await nodes.listNodeClusters()).toEqual([]);

      const problem = { code: 'a', what: 'b', why: 'c', next: 'd' };
      await nodes.saveSourceState({
        cluster,
        source: 'azure',
        read: { fromMs: 3, toMs: 5 },
        problems: [problem],
        registries: [{ host: 'a.azurecr.io', regions: [] }],
        atMs,
      });
      await nodes.saveSourceState({
        cluster,
        source: 'azure',
        problems: [problem],
        atMs: atMs + 1,
      });
      expect(await nodes.sourceStates({ cluster })).toEqual([
        {
          cluster,
          source: 'azure',
          readSinceMs: 3,
          readUntilMs: 5,
          problems: [
            { ...problem, firstSeenAtMs: atMs, lastSeenAtMs: atMs + 1 },
          ],
          registries: [{ host: 'a.azurecr.io', regions: [] }],
          askedAtMs: atMs + 1,
        },
      ]);
    });

    it('sums up what nodes counted of pulls, each figure over the hours that have all it needs', async () => {
      const { nodes, store, takeAll } = await open();
      await store.apply(aBatch({ pulls: [aPull(), aPull({ occurrence: 2 })] }));
      await takeAll();
      const save = (name: string, ...hours: PullMetricHour[]) =>
        nodes.savePullMetrics({ cluster, nodes: new Map([[name, hours]]) });
      const { fromMs: startMs } = window;
      const [before, after] = [startMs - HOUR_MS, startMs + HOUR_MS];
      await save('node-1', { startMs, pulls: 99, waitSecondsSum: 99 });
      await save(
        'node-1',
        { startMs: before, waitSecondsSum: 7, requests: 5, runtimePulls: 9 },
        {
          ...{ startMs, pulls: 2.1, waitSecondsSum: 20 },
          ...{ requests: 8, presentLocally: 6 },
          ...{ runtimePulls: 3, runtimeFailures: 0 },
        },
        { startMs: after, pulls: 1 },
      );
      await save('node-2', { startMs, requests: 4, presentLocally: 1 });
      await save('node-3');
      const ids = await nodeIds(nodes);
      const nodeId = (name: string) => ids.get(name)!;
      expect([...ids.keys()].sort()).toEqual(['node-1', 'node-2']);
      const figures = (of: typeof window) =>
        nodes.pullMetricsOf({ nodeIds: [...ids.values()], window: of });
      const known = await figures(threeHours);
      expect(known.get(nodeId('node-1'))).toEqual({
        ...{ hours: 2, pulls: 3.1, knownPulls: 2 },
        ...{ timedPulls: 2.1, waitSeconds: 20 },
        ...{ requests: 8, presentLocally: 6 },
        ...{ runtimePulls: 3, runtimeFailures: 0 },
      });
      expect(known.get(nodeId('node-2'))).toEqual({
        ...{ hours: 0, pulls: 0, knownPulls: 0 },
        ...{ timedPulls: 0, waitSeconds: 0 },
        ...{ requests: 4, presentLocally: 1 },
      });
      expect((await figures(window)).get(nodeId('node-1'))).toMatchObject({
        ...{ hours: 1, pulls: 2.1 },
      });
      expect(await nodes.prune({ beforeMs: startMs })).toBe(1);
      expect(await nodes.prune({ beforeMs: after + 24 * HOUR_MS })).toBe(5);
      expect(await figures(threeHours)).toEqual(new Map());
    });

    it('marks hours in which a disk was full, and lets go of old ones', async () => {
      const { nodes, store, takeAll } = await open();
      await store.apply(aBatch({ pulls: [aPull()] }));
      await takeAll();
      await nodes.addNodeIncidents({
        cluster,
        incidents: [{ node: 'node-1', atMs: T0, kind: 'disk-pressure' }],
      });
      const id = (await nodeIds(nodes)).get('node-1')!;
      const figures = () => nodes.figuresOf({ nodeIds: [id], window });
      expect((await figures()).get(id)).toMatchObject({
        diskPressure: true,
        sampledSeconds: 0,
      });
      expect(await nodes.prune({ beforeMs: T0 })).toBe(0);
      expect(await nodes.prune({ beforeMs: T0 + 24 * HOUR_MS })).toBe(2);
      expect(await figures()).toEqual(new Map());
    });
  },
);
