import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ClusterAccess } from 'backstage-plugin-pull-performance-node';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStores } from '../../store/__testUtils__/stores';
import { PullBatch, PullDimension, PullSubject } from '../../store/PullStore';
import deployments from '../__fixtures__/deployments.json';
import events from '../__fixtures__/events.json';
import nodes from '../__fixtures__/nodes.json';
import pods from '../__fixtures__/pods.json';
import { directAccess } from '../__testUtils__/directAccess';
import {
  answerJson,
  FakeApiServer,
  FakeObject,
  statusOf,
} from '../__testUtils__/FakeApiServer';
import { until } from '../__testUtils__/until';
import { ServiceIndex } from '../services/ServiceIndex';
import * as resources from '../watch/resources';
import { ClusterCollector, ClusterCollectorOptions } from './ClusterCollector';

const EVENTS = resources.pulledEvents.path;
const PODS = resources.pods.path;
const checkoutRef = 'component:default/checkout';
/** Half a minute after the last event of the fixtures. */
const nowMs = Date.UTC(2026, 10, 22, 2, 53, 30);
const window = {
  fromMs: Date.UTC(2026, 10, 22, 2),
  toMs: Date.UTC(2026, 10, 22, 3),
};
const replicaSet = {
  metadata: {
    name: 'checkout-58d8d95545',
    namespace: 'shop',
    uid: 'replica-set-1',
    ownerReferences: [
      { kind: 'Deployment', name: 'checkout', controller: true },
    ],
  },
};
const services = {
  index: ServiceIndex.create({
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'checkout',
          annotations: { 'backstage.io/kubernetes-id': 'checkout' },
        },
      },
    ],
  }),
};

type Stores = Awaited<ReturnType<typeof openStores>>;

jest.setTimeout(60_000);

describe('ClusterCollector', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let server: FakeApiServer;
  let stores: Stores;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    server = await FakeApiServer.start();
    stores = await openStores(databases, 'SQLITE_3');
    stop = new AbortController();
    running = Promise.resolve();
  });

  afterEach(async () => {
    stop.abort();
    await running;
    await server.stop();
  });

  function fillCluster() {
    server.setObjects(resources.nodes.path, nodes.items);
    server.setObjects(resources.deployments.path, deployments.items);
    server.setObjects(resources.replicaSets.path, [replicaSet]);
    server.setObjects(PODS, pods.items);
  }

  function start(options: Partial<ClusterCollectorOptions> = {}) {
    const collector = ClusterCollector.create({
      cluster: { name: 'test', title: 'Test cluster' },
      access: directAccess(server),
      pullStore: stores.store,
      collectionStore: stores.collection,
      services,
      logger: mockServices.logger.mock(),
      ...options,
      tuning: {
        now: () => nowMs,
        podWaitMs: 100,
        maxBatchDelayMs: 20,
        saveChangeAfterMs: 5,
        storeBackoffMinMs: 1,
        storeBackoffMaxMs: 5,
        reflector: { backoffMinMs: 5, backoffMaxMs: 20, shortWatchMs: 0 },
        ...options.tuning,
      },
    });
    stop = new AbortController();
    running = collector.run(stop.signal);
  }

  async function state() {
    return stores.collection.getState('test');
  }

  async function pullsStored(count: number) {
    let stored = -1;
    let looking = false;
    await until(
      `${count} pulls are stored`,
      () => {
        if (!looking) {
          looking = true;
          stores
            .knex('pulls')
            .count({ n: '*' })
            .then(([{ n }]) => {
              stored = Number(n);
              looking = false;
            });
        }
        return stored === count;
      },
      () => stored,
    );
  }

  async function stateIs(name: string) {
    let seen: unknown;
    await until(
      `the state is ${name}`,
      () => {
        state().then(now => {
          seen = now?.state;
        });
        return seen === name;
      },
      () => seen,
    );
  }

  async function counts(subject: PullSubject, by: PullDimension[]) {
    const rows = await stores.store.aggregatePulls({ subject, window, by });
    return Object.fromEntries(
      rows.map(row => [
        by.map(dimension => row[dimension]).join('/'),
        [row.count, Number(row.waitSecondsSum.toFixed(3))],
      ]),
    );
  }

  const allPulls = 72;

  async function watchingEvents() {
    await until('it watches', () => server.openWatches(EVENTS) === 3);
  }

  /** The store as a process sees it that is killed: what it had not stored then is gone with it. */
  function mortalStore() {
    const { store } = stores;
    const mortal = {
      killed: false,
      apply: async (batch: PullBatch) => {
        if (mortal.killed) throw new Error('killed');
        return store.apply(batch);
      },
      findWorkloadOfPod: store.findWorkloadOfPod.bind(store),
    };
    return mortal;
  }

  it('stores what the events of a real cluster say', async () => {
    fillCluster();
    server.setObjects(EVENTS, events.items);
    start();
    await pullsStored(allPulls);

    expect(
      await counts({ entityRef: checkoutRef }, ['outcome', 'nodePool']),
    ).toEqual({
      'present/userpool': [1, 0],
      'cold/userpool': [1, 2.793],
    });
    // The other 70: waits as in the events' texts, one pull for each occurrence.
    expect(await counts({ unownedIn: 'test' }, ['outcome'])).toEqual({
      present: [7, 0],
      cold: [8, 3.07 + 8.016 + 8.2 + 8.178 + 3.218 + 5.781 + 8.36 + 4.824].map(
        one => Number(one.toFixed(3)),
      ),
      checked: [
        10,
        Number(
          (
            0.448 +
            0.537 +
            0.512 +
            0.665 +
            0.125 +
            0.05 +
            0.029 +
            0.019 +
            0.017 +
            0.047
          ).toFixed(3),
        ),
      ],
      failed: [45, 0],
    });
    const causes = await counts({ unownedIn: 'test' }, ['cause']);
    expect(
      Object.entries(causes)
        .filter(([cause]) => cause)
        .map(([cause, [count]]) => [cause, count])
        .sort(),
    ).toEqual([
      ['bad-reference', 12],
      ['never-policy', 12],
      ['not-found', 10],
      ['unauthorized', 5],
      ['unreachable', 6],
    ]);
    const { items } = await stores.store.listPulls({
      subject: { unownedIn: 'test' },
      window,
      limit: 200,
    });
    // Their events name no image: it comes from the pods.
    expect(
      [
        ...new Set(
          items
            .filter(({ podName }) =>
              ['never', 'invalid-name'].includes(podName),
            )
            .map(({ image }) => image),
        ),
      ].sort(),
    ).toEqual(['127.0.0.1:5000/q1:2', 'Web:::1']);
    const [starts] = await stores.store.aggregatePodStarts({
      subject: { entityRef: checkoutRef },
      window,
    });
    expect(starts).toMatchObject({
      cluster: 'test',
      starts: 2,
      pods: 2,
      readySecondsSum: 7,
    });
    await stateIs('collecting');
    expect(await state()).toMatchObject({
      title: 'Test cluster',
      access: 'direct',
      problems: [],
    });
  });

  it('follows events, also when they come before their pods', async () => {
    fillCluster();
    server.setObjects(PODS, []);
    start({ tuning: { podWaitMs: 20_000 } });
    await stateIs('collecting');
    const pulled = events.items.find(
      ({ reason, involvedObject }) =>
        reason === 'Pulled' &&
        involvedObject.name === 'checkout-58d8d95545-j4zm8',
    )!;
    server.apply(EVENTS, pulled);
    server.apply(
      PODS,
      pods.items.find(
        ({ metadata }) => metadata.name === 'checkout-58d8d95545-j4zm8',
      )!,
    );
    await pullsStored(1);
    expect(await counts({ entityRef: checkoutRef }, ['outcome'])).toEqual({
      cold: [1, 2.793],
    });
    stop.abort();
    await running;
    expect((await state())?.lagSeconds).toBe(
      (nowMs - Date.parse(pulled.lastTimestamp!)) / 1000,
    );
  });

  it('counts what a watch skips', async () => {
    fillCluster();
    start();
    await stateIs('collecting');
    const failed = events.items.find(
      ({ message }) => message === 'Error: ErrImageNeverPull',
    )!;
    for (const count of [1, 2, 2, 7, 6, 12]) {
      server.apply(EVENTS, { ...failed, count });
    }
    await pullsStored(12);
    const rows = await stores.knex('pulls').orderBy('occurrence');
    expect(rows.map(({ occurrence }) => occurrence)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    expect(Number(rows[11].finished_at)).toBe(
      Date.parse(failed.lastTimestamp!),
    );
  });

  it('loses nothing and doubles nothing when it is killed over and over', async () => {
    fillCluster();
    const lines = readFileSync(
      join(__dirname, '..', '__fixtures__', 'watch-events.ndjson'),
      'utf8',
    )
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).object as FakeObject);
    const changes = [...lines, ...events.items];
    const parts = 6;
    for (let part = 0; part < parts; part += 1) {
      const process = mortalStore();
      start({
        pullStore: process,
        tuning: { maxBatchRecords: 3, maxBatchDelayMs: 5 },
      });
      await watchingEvents();
      const from = Math.floor((changes.length * part) / parts);
      const to = Math.floor((changes.length * (part + 1)) / parts);
      for (const change of changes.slice(from, to)) {
        server.apply(EVENTS, change);
        if (Math.random() < 0.1)
          await new Promise(resolve => setImmediate(resolve));
      }
      process.killed = true;
      stop.abort();
      await running;
    }
    start();
    await pullsStored(allPulls);
    const rows: { event_uid: string; occurrence: number }[] = await stores.knex(
      'pulls',
    );
    const stored = rows.map(row => `${row.event_uid}/${row.occurrence}`);
    expect(new Set(stored).size).toBe(allPulls);
    const total = Object.values(
      await counts({ unownedIn: 'test' }, ['outcome']),
    ).reduce((sum, [count]) => sum + count, 0);
    expect(total).toBe(allPulls - 2);
  });

  it('does not need to read pods to store pulls, and names the missing rule', async () => {
    fillCluster();
    server.setObjects(EVENTS, events.items);
    const direct = directAccess(server);
    const message =
      'pods is forbidden: User "x" cannot list resource "pods" in API group "" at the cluster scope';
    const access: ClusterAccess = {
      ...direct,
      request: request => {
        if (request.path.startsWith(PODS)) {
          server.answerNext(
            PODS,
            answerJson(403, statusOf(403, 'Forbidden', message)),
          );
        }
        return direct.request(request);
      },
    };
    start({ access, tuning: { podWaitMs: 10 } });
    await pullsStored(allPulls);
    await stateIs('degraded');
    const { problems = [] } = (await state()) ?? {};
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'forbidden',
        next: expect.stringContaining('pods'),
      }),
    ]);
    // The names of the pods still lead to the Deployment and its service.
    expect(await counts({ entityRef: checkoutRef }, ['outcome'])).toEqual({
      present: [1, 0],
      cold: [1, 2.793],
    });
  });

  it('fails plainly when events may not be read', async () => {
    fillCluster();
    server.answerAll(answerJson(403, statusOf(403, 'Forbidden', 'no')));
    start();
    await stateIs('failing');
    const { problems = [] } = (await state()) ?? {};
    expect(problems.map(({ code }) => code)).toContain('forbidden');
    expect(problems.some(({ next }) => next.includes('events'))).toBe(true);
    server.answerAll();
    server.setObjects(EVENTS, events.items);
    await pullsStored(allPulls);
    await stateIs('collecting');
  });

  it('names events that it cannot read, each once, and goes on', async () => {
    fillCluster();
    const [, pulled] = events.items;
    server.setObjects(EVENTS, [
      {
        ...pulled,
        metadata: { ...pulled.metadata, uid: 'a' },
        message: 'Image has arrived',
      },
      {
        ...pulled,
        metadata: { ...pulled.metadata, uid: 'b' },
        lastTimestamp: null,
        firstTimestamp: null,
      },
      {
        ...pulled,
        metadata: { ...pulled.metadata, uid: 'c' },
        lastTimestamp: '2026-11-22T09:00:00Z',
      },
      {
        ...pulled,
        metadata: { ...pulled.metadata, uid: 'd' },
        message:
          'Successfully pulled image "a" in 1s (2s including waiting). Image size: 1 MiB.',
      },
      pulled,
    ]);
    start();
    await pullsStored(2);
    await stateIs('degraded');
    server.expire();
    server.cutWatches(EVENTS);
    await until('it lists again', () => server.seen(EVENTS, 'list').length > 3);
    stop.abort();
    await running;
    const { problems = [] } = (await state()) ?? {};
    expect(problems.map(({ code, count }) => [code, count])).toEqual([
      ['unreadable-event', 1],
      ['unreadable-event', 1],
      ['unreadable-event', 1],
      ['unknown-wording', 1],
    ]);
    expect(new Set(problems.map(({ what }) => what)).size).toBe(4);
  });

  it('ends at once while the store does not take anything', async () => {
    fillCluster();
    server.setObjects(
      EVENTS,
      Array.from({ length: 3000 }, (_, index) => ({
        ...events.items[1],
        metadata: { ...events.items[1].metadata, uid: `event-${index}` },
      })),
    );
    let refused = 0;
    const pullStore = {
      apply: async () => {
        refused += 1;
        throw new Error('the database is away');
      },
      findWorkloadOfPod: async () => {
        throw new Error('the database is away');
      },
    };
    start({ pullStore, tuning: { maxBatchRecords: 10 } });
    await until('the store was asked', () => refused > 3);
    stop.abort();
    await running;
    expect(server.openWatches(EVENTS)).toBe(0);
  });
});
