import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  defaultDiskThresholds,
  DiskSample,
  NodeFacts,
} from 'backstage-plugin-pull-performance-common';
import {
  NodeDiskRequest,
  NodeDiskSource,
  NodeFactSource,
} from 'backstage-plugin-pull-performance-node';
import { aBatch, aPull } from '../store/__testUtils__/records';
import { openStores } from '../store/__testUtils__/stores';
import { NodeReader } from './NodeReader';
import { NodeSources } from './NodeSources';

const cluster = 'prod-eu';
const minuteMs = 60_000;
const premium: NodeFacts = {
  node: 'node-1',
  imageDisk: {
    kind: 'managed',
    name: 'P10',
    limits: [{ boundBy: 'P10 disk', iops: 500, bytesPerSecond: 100e6 }],
  },
};

describe('NodeReader', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const { signal } = new AbortController();

  async function start(options: {
    disks: NodeDiskSource[];
    facts?: NodeFactSource[];
  }) {
    const { nodes, store, clock } = await openStores(databases, 'SQLITE_3');
    await nodes.saveNodeDescriptions({
      cluster,
      nodes: ['node-1', 'node-2'].map(name => ({
        ...{ name, addresses: ['10.0.0.1'], labels: {} },
        providerId: `azure:///${name}`,
      })),
      atMs: clock.nowMs,
    });
    const reader = NodeReader.create({
      store: nodes,
      sources: NodeSources.create(options),
      thresholds: defaultDiskThresholds,
      everyMs: minuteMs,
      logger: mockServices.logger.mock(),
      now: () => clock.nowMs,
    });
    const figures = async () => {
      const all = await nodes.listClusterNodes({ cluster, limit: 10 });
      const window = { fromMs: clock.nowMs - 3_600_000, toMs: clock.nowMs };
      const found = await nodes.figuresOf({
        nodeIds: all.map(({ id }) => id),
        window,
      });
      return new Map(all.map(({ id, name }) => [name, found.get(id)]));
    };
    return { nodes, store, clock, reader, figures };
  }

  function disks(
    id: string,
    sampleOf: (atMs: number) => Partial<DiskSample> | undefined,
  ) {
    const requests: NodeDiskRequest[] = [];
    const source: NodeDiskSource = {
      id,
      readsCluster: name => name === cluster,
      async readDisks(request) {
        requests.push(request);
        const samples: DiskSample[] = [];
        for (let atMs = request.fromMs; atMs < request.toMs; atMs += minuteMs) {
          const sample = sampleOf(atMs);
          if (sample) samples.push({ atMs, durationMs: minuteMs, ...sample });
        }
        return { samples: new Map([['node-1', samples]]), problems: [] };
      },
    };
    return { source, requests };
  }

  it('asks for what is new, and judges by the limits that are asked for first', async () => {
    const { source, requests } = disks('prometheus', () => ({
      ...{ iops: 495, bytesPerSecond: 10e6, busyShare: 1, queueDepth: 12 },
    }));
    const readFacts = jest.fn(async () => ({ facts: [premium], problems: [] }));
    const { reader, clock, figures, store } = await start({
      disks: [source],
      facts: [{ id: 'azure', readsCluster: () => true, readFacts }],
    });
    await store.apply(
      aBatch({
        pulls: [
          aPull({ finishedAtMs: clock.nowMs - 120_000, waitSeconds: 600 }),
        ],
      }),
    );
    await reader.takePulls(signal);
    // More nodes may be about to come.
    await reader.readDisks(signal);
    expect(requests).toHaveLength(0);
    await reader.readDisks(signal);
    expect(requests[0]).toMatchObject({
      cluster,
      fromMs: clock.nowMs - 3_600_000,
      toMs: clock.nowMs,
      nodes: [{ name: 'node-1', providerId: 'azure:///node-1' }, {}],
    });
    const throttled = { pullingSeconds: 600, throttledSeconds: 600 };
    expect((await figures()).get('node-1')).toMatchObject({
      ...throttled,
      throttledBySeconds: { iops: 600 },
      iopsShare: 0.99,
    });
    expect((await figures()).get('node-2')).toBeUndefined();

    clock.nowMs += 90_000;
    await reader.readDisks(signal);
    // What is told late is asked for again; what is told twice counts once.
    expect(requests.at(-1)).toMatchObject({
      fromMs: requests[0].toMs - 4 * minuteMs,
      toMs: requests[0].toMs + minuteMs,
    });
    expect((await figures()).get('node-1')).toMatchObject(throttled);
    expect(readFacts).toHaveBeenCalledTimes(1);
    await reader.readDisks(signal);
    expect(requests).toHaveLength(2);
    // Node 2 is still unknown to the source: it is asked again, but not each time.
    clock.nowMs += 60_000;
    await reader.readDisks(signal);
    expect(readFacts).toHaveBeenCalledTimes(2);
  });

  it('joins sources of the same minute, and goes on when one fails', async () => {
    const queue = disks('kubelet', () => ({ usedShare: 0.4, queueDepth: 99 }));
    const iops = disks('prometheus', () => ({ queueDepth: 3, iopsShare: 0.1 }));
    let failures = 0;
    const broken: NodeDiskSource = {
      id: 'broken',
      readsCluster: () => true,
      readDisks: async () => {
        failures += 1;
        throw new Error('password=secret');
      },
    };
    const { reader, figures, nodes, clock } = await start({
      disks: [broken, iops.source, queue.source],
    });
    await reader.readDisks(signal);
    await reader.readDisks(signal);
    expect((await figures()).get('node-1')).toMatchObject({
      // The first minute that was asked for lies in the hour before.
      sampledSeconds: 59 * 60,
      usedShare: 0.4,
    });
    const states = await nodes.sourceStates({ cluster });
    expect(states).toMatchObject([
      { source: 'broken', problems: [{ code: 'source-failed' }] },
      { source: 'kubelet', readUntilMs: clock.nowMs, problems: [] },
      { source: 'prometheus', readUntilMs: clock.nowMs, problems: [] },
    ]);
    expect(states[0].readUntilMs).toBeUndefined();
    // The one that failed was asked once, and does not make the others be asked again.
    expect(failures).toBe(1);
    clock.nowMs += minuteMs;
    await reader.readDisks(signal);
    expect(failures).toBe(2);
    expect(iops.requests).toHaveLength(2);
    expect(JSON.stringify(states)).not.toContain('secret');
  });

  it('reads the time before, the newest first, as far as pulls and the source remember', async () => {
    const hourMs = 3_600_000;
    let nowMs = 0;
    const { source, requests } = disks('prometheus', atMs =>
      atMs > nowMs - 30 * hourMs ? { queueDepth: 1 } : undefined,
    );
    const { reader, clock, store, nodes } = await start({ disks: [source] });
    nowMs = clock.nowMs;
    const pulledAt = (hours: number) =>
      store.apply(
        aBatch({ pulls: [aPull({ finishedAtMs: nowMs - hours * hourMs })] }),
      );
    await pulledAt(5.5);
    await reader.takePulls(signal);
    await reader.readDisks(signal);
    await reader.readDisks(signal);
    expect(requests.map(({ toMs }) => (nowMs - toMs) / hourMs)).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    // History that comes later is met later.
    await pulledAt(50);
    await reader.takePulls(signal);
    clock.nowMs += minuteMs;
    await reader.readDisks(signal);
    const since = async () =>
      (await nodes.sourceStates({ cluster }))[0].readSinceMs;
    expect(await since()).toBe(nowMs - 30 * hourMs);
    const asked = requests.length;
    clock.nowMs += minuteMs;
    await reader.readDisks(signal);
    expect(requests).toHaveLength(asked + 1);
  });

  it('takes no nonsense for a measurement', async () => {
    const { source } = disks('odd', () => ({
      ...{ queueDepth: NaN, iopsShare: -1, busyShare: Infinity },
      ...{ usedShare: 55, durationMs: NaN },
    }));
    const { reader, figures } = await start({ disks: [source] });
    await reader.readDisks(signal);
    await reader.readDisks(signal);
    expect((await figures()).get('node-1')?.sampledSeconds ?? 0).toBe(0);
  });

  it('refuses two sources of one name', () => {
    const { source } = disks('prometheus', () => undefined);
    expect(() => NodeSources.create({ disks: [source, source] })).toThrow(
      'Two sources of nodes have the id prometheus',
    );
  });
});
