import { TestDatabases } from '@backstage/backend-test-utils';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import events from '../__fixtures__/events.json';
import nodes from '../__fixtures__/nodes.json';
import pods from '../__fixtures__/pods.json';
import { FakeObject } from '../__testUtils__/FakeApiServer';
import * as resources from '../watch/resources';
import {
  checkoutRef,
  CollectorBench,
  EVENTS,
  fixtureEvent,
  fixturePulls,
  nowMs,
  PODS,
  window,
} from './__testUtils__/CollectorBench';
import { eventually } from './__testUtils__/eventually';

jest.setTimeout(60_000);

function sum(...seconds: number[]): number {
  return Number(seconds.reduce((total, one) => total + one, 0).toFixed(3));
}

describe('ClusterCollector', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let bench: CollectorBench;

  beforeEach(async () => {
    bench = await CollectorBench.create(databases);
  });

  afterEach(() => bench.close());

  it('stores what the events of a real cluster say', async () => {
    bench.server.setObjects(EVENTS, events.items);
    bench.start();
    await bench.pullsStored(fixturePulls);

    expect(
      await bench.counts({ entityRef: checkoutRef }, ['outcome', 'nodePool']),
    ).toEqual({ 'present/userpool': [1, 0], 'cold/userpool': [1, 2.793] });
    // The other 70: waits as in the events' texts, one pull for each occurrence.
    expect(await bench.counts({ unownedIn: 'test' }, ['outcome'])).toEqual({
      present: [7, 0],
      cold: [8, sum(3.07, 8.016, 8.2, 8.178, 3.218, 5.781, 8.36, 4.824)],
      checked: [
        10,
        sum(
          0.448,
          0.537,
          0.512,
          0.665,
          0.125,
          0.05,
          0.029,
          0.019,
          0.017,
          0.047,
        ),
      ],
      failed: [45, 0],
    });
    expect(await bench.counts({ unownedIn: 'test' }, ['cause'])).toMatchObject({
      'bad-reference': [12, 0],
      'never-policy': [12, 0],
      'not-found': [10, 0],
      unauthorized: [5, 0],
      unreachable: [6, 0],
    });
  });

  it('links workloads without any pull, and follows labels that change without a new pod', async () => {
    const { server, stores } = bench;
    const web = {
      metadata: { name: 'web', namespace: 'shop', uid: 'web-1', labels: {} },
    };
    // It runs since long ago: no start and no pull of it is news.
    const oldPod = {
      ...structuredClone(pods.items[0]),
      metadata: {
        name: 'web-0',
        namespace: 'shop',
        uid: 'web-pod',
        labels: { tier: 'front' },
        ownerReferences: [
          { kind: 'StatefulSet', name: 'web', controller: true },
        ],
      },
    };
    for (const condition of oldPod.status.conditions) {
      condition.lastTransitionTime = '2026-11-01T00:00:00Z';
    }
    server.setObjects(PODS, [oldPod]);
    server.setObjects(resources.statefulSets.path, [web]);
    bench.start();
    const known = async () => {
      const all = await stores.store.listWorkloads({ limit: 100 });
      return all.find(({ name }) => name === 'web');
    };
    // Its own labels may come before those of its pods.
    await eventually(
      'it is known with the labels of its pods',
      known,
      workload => workload?.labels.tier === 'front',
    );
    expect(await known()).toMatchObject({
      kind: 'StatefulSet',
      labels: { tier: 'front' },
      entityRefs: [],
    });
    expect(
      (await stores.store.workloadsOf({ entityRef: checkoutRef, limit: 9 }))
        .items,
    ).toMatchObject([{ kind: 'Deployment', name: 'checkout' }]);

    server.apply(resources.statefulSets.path, {
      metadata: {
        ...web.metadata,
        labels: { 'backstage.io/kubernetes-id': 'checkout' },
      },
    });
    await eventually(
      'it is linked',
      known,
      workload => workload?.entityRefs[0] === checkoutRef,
    );
    expect((await known())?.labels).toEqual({
      'backstage.io/kubernetes-id': 'checkout',
      tier: 'front',
    });
    expect(await stores.knex('pods').count({ n: '*' })).toEqual([{ n: 0 }]);
  });

  it('takes from the pods what their events do not name', async () => {
    bench.server.setObjects(EVENTS, events.items);
    bench.start();
    await bench.pullsStored(fixturePulls);
    const { items } = await bench.stores.store.listPulls({
      subject: { unownedIn: 'test' },
      window,
      limit: 200,
    });
    const imagesOf = (pod: string) => [
      ...new Set(
        items.filter(({ podName }) => podName === pod).map(one => one.image),
      ),
    ];
    expect(imagesOf('never')).toEqual(['127.0.0.1:5000/q1:2']);
    expect(imagesOf('invalid-name')).toEqual(['Web:::1']);
  });

  it('stores the starts of pods, and how collecting goes', async () => {
    bench.server.setObjects(EVENTS, events.items);
    bench.start();
    await bench.pullsStored(fixturePulls);
    const [starts] = await bench.stores.store.aggregatePodStarts({
      subject: { entityRef: checkoutRef },
      window,
    });
    expect(starts).toMatchObject({ starts: 2, pods: 2, readySecondsSum: 7 });
    expect(await bench.stateIs('collecting')).toMatchObject({
      title: 'Test cluster',
      access: 'direct',
      problems: [],
      lastSuccessAtMs: expect.any(Number),
    });
  });

  it('follows events, also when they come before their pods', async () => {
    const name = 'checkout-58d8d95545-j4zm8';
    bench.server.setObjects(PODS, []);
    bench.start({ tuning: { podWaitMs: 20_000 } });
    await bench.stateIs('collecting');
    const pulled = fixtureEvent(
      ({ reason, involvedObject }) =>
        reason === 'Pulled' && involvedObject.name === name,
    );
    bench.server.apply(EVENTS, pulled);
    const pod = pods.items.find(({ metadata }) => metadata.name === name);
    bench.server.apply(PODS, { ...pod });
    await bench.pullsStored(1);
    expect(await bench.counts({ entityRef: checkoutRef }, ['outcome'])).toEqual(
      { cold: [1, 2.793] },
    );
    await bench.stop();
    expect((await bench.state())?.lagSeconds).toBe(
      (nowMs - Date.parse(`${pulled.lastTimestamp}`)) / 1000,
    );
  });

  it('tells what nodes are, and when their disks are full', async () => {
    const { server } = bench;
    const nodeEvent = (reason: string, message: string) => ({
      metadata: { name: reason, namespace: 'default', uid: reason },
      involvedObject: { kind: 'Node', name: 'node-1', uid: 'node-1' },
      source: { component: 'kubelet', host: 'node-1' },
      lastTimestamp: '2026-11-22T02:20:00Z',
      reason,
      message,
    });
    server.setObjects(EVENTS, [
      nodeEvent('NodeHasDiskPressure', 'Node node-1 status is now: …'),
    ]);
    bench.start();
    await eventually(
      'nodes and the event are told',
      async () => [bench.nodes.length, bench.incidents.length],
      ([told, incidents]) => told === nodes.items.length && incidents === 1,
    );
    expect(bench.nodes.map(({ name }) => name)).toEqual(
      nodes.items.map(({ metadata }) => metadata.name),
    );
    await bench.watchesEvents();
    server.apply(EVENTS, nodeEvent('FreeDiskSpaceFailed', 'x'));
    server.apply(EVENTS, nodeEvent('InvalidDiskCapacity', 'x'));
    const node = structuredClone(nodes.items[1]);
    for (const condition of node.status.conditions) {
      if (condition.type === 'DiskPressure') condition.status = 'True';
    }
    server.apply(resources.nodes.path, node);
    await eventually(
      'the event and the condition are told',
      async () => bench.incidents.length,
      incidents => incidents >= 3,
    );
    const told = bench.incidents.map(one => `${one.node} ${one.kind}`).sort();
    expect(told).toEqual([
      'node-1 disk-pressure',
      'node-1 image-gc-failed',
      'node-2 disk-pressure',
    ]);
    const stored = await bench.stores.nodes.listClusterNodes({
      cluster: 'test',
      limit: 10,
    });
    expect(stored.map(({ description }) => description)).toEqual(bench.nodes);
  });

  it('counts what a watch skips', async () => {
    bench.start();
    await bench.stateIs('collecting');
    const failed = fixtureEvent(
      ({ message }) => message === 'Error: ErrImageNeverPull',
    );
    for (const count of [1, 2, 2, 7, 6, 12]) {
      bench.server.apply(EVENTS, { ...failed, count });
    }
    await bench.pullsStored(12);
    const rows = await bench.stores.knex('pulls').orderBy('occurrence');
    expect(rows.map(({ occurrence }) => occurrence)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    expect(Number(rows[11].finished_at)).toBe(
      Date.parse(`${failed.lastTimestamp}`),
    );
  });

  it('loses nothing and doubles nothing when it is killed over and over', async () => {
    const watched = readFileSync(
      join(__dirname, '..', '__fixtures__', 'watch-events.ndjson'),
      'utf8',
    )
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).object as FakeObject);
    const changes: FakeObject[] = [...watched, ...events.items];
    const lives = 6;
    for (let life = 0; life < lives; life += 1) {
      const mortal = bench.mortalStore();
      bench.start({
        pullStore: mortal,
        tuning: { maxBatchRecords: 3, maxBatchDelayMs: 5 },
      });
      await bench.watchesEvents();
      const from = Math.floor((changes.length * life) / lives);
      const to = Math.floor((changes.length * (life + 1)) / lives);
      for (const [index, change] of changes.slice(from, to).entries()) {
        bench.server.apply(EVENTS, change);
        // Lets it read and store some of them before it is killed.
        if (index % 10 === 0) await new Promise(setImmediate);
      }
      mortal.killed = true;
      await bench.stop();
    }
    bench.start();
    await bench.pullsStored(fixturePulls);
    const rows: { event_uid: string; occurrence: number }[] =
      await bench.stores.knex('pulls');
    const keys = rows.map(row => `${row.event_uid}/${row.occurrence}`);
    expect(new Set(keys).size).toBe(fixturePulls);
    // The rollups say the same as the single pulls.
    const totals = [
      ...Object.values(await bench.counts({ unownedIn: 'test' }, ['outcome'])),
      ...Object.values(
        await bench.counts({ entityRef: checkoutRef }, ['outcome']),
      ),
    ];
    expect(sum(...totals.map(([pulls]) => pulls))).toBe(fixturePulls);
  });
});
