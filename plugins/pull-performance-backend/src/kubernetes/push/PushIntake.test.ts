import { mockServices } from '@backstage/backend-test-utils';
import { component } from '../../__testUtils__/seeds';
import { DatabasePushingClusterStore } from '../../store/DatabasePushingClusterStore';
import { DatabasePullStore } from '../../store/DatabasePullStore';
import { openStores, testDatabases } from '../../store/__testUtils__/stores';
import { kubeletEvent } from '../events/__testUtils__/kubeletEvent';
import { OccurrenceCounter } from '../events/occurrences';
import { parseEvent } from '../events/parseEvent';
import { pullRecords } from '../events/pullRecords';
import { FailedPullEvent } from '../events/types';
import { ServiceIndex } from '../services/ServiceIndex';
import { logsRequest, Told } from './__testUtils__/otlp';
import { PushIntake, TooManyRecordsError } from './PushIntake';

const nowMs = Date.UTC(2026, 10, 22, 12);
const iso = (ms: number) => new Date(ms).toISOString();
const entityRef = 'component:default/checkout';
const deployment = {
  cluster: 'pushed',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'web',
};

jest.setTimeout(60_000);

const meta = (name: string, parts: object = {}) => ({
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...parts },
});

function owner(kind: string, name: string) {
  return { ownerReferences: [{ kind, name, controller: true }] };
}

const podName = 'web-6c5d5f5b4c-bcdfg';

function event(parts: Record<string, unknown> = {}): Told {
  const atMs = nowMs - 1_000;
  const raw = kubeletEvent({
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name: podName,
      uid: `uid-${podName}`,
      fieldPath: 'spec.containers{web}',
    },
    firstTimestamp: iso(atMs - 60_000),
    lastTimestamp: iso(atMs),
    ...parts,
  });
  return {
    type: 'ADDED',
    observedAtMs: nowMs - 500,
    object: { apiVersion: 'v1', kind: 'Event', ...(raw as object) },
  };
}

function failedEvent(count: number): Told {
  return event({
    metadata: { uid: 'event-failed' },
    reason: 'Failed',
    message: 'Failed to pull image "web:2": not found',
    count,
  });
}

const pod: Told = {
  type: 'MODIFIED',
  observedAtMs: nowMs - 500,
  object: {
    apiVersion: 'v1',
    kind: 'Pod',
    ...meta(podName, {
      ...owner('ReplicaSet', 'web-6c5d5f5b4c'),
      labels: { app: 'web', 'pod-template-hash': '6c5d5f5b4c' },
    }),
    spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'web:1' }] },
    status: {
      startTime: iso(nowMs - 10_000),
      conditions: [
        {
          type: 'PodScheduled',
          status: 'True',
          lastTransitionTime: iso(nowMs - 10_000),
        },
        {
          type: 'Ready',
          status: 'True',
          lastTransitionTime: iso(nowMs - 1_000),
        },
      ],
    },
  },
};

const controller: Told = {
  object: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...meta('web', { labels: { 'backstage.io/kubernetes-id': 'checkout' } }),
  },
};

const node: Told = {
  object: {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1', labels: { agentpool: 'userpool' } },
  },
};

describe('PushIntake', () => {
  const databases = testDatabases();
  const index = ServiceIndex.create({ entities: [component('checkout')] });

  async function create(
    databaseId: Parameters<typeof openStores>[1] = 'SQLITE_3',
  ) {
    const stores = await openStores(databases, databaseId);
    const { knex, store, clock, collection } = stores;
    clock.nowMs = nowMs;
    const clusters = await DatabasePushingClusterStore.create({
      database: mockServices.database({ knex }),
      now: () => clock.nowMs,
    });
    /** One replica; its store may fail. */
    const replica = (pullStore: Partial<DatabasePullStore> = {}) => {
      const intake = PushIntake.create({
        pullStore: {
          apply: batch => store.apply(batch),
          findWorkloadsOfPods: options => store.findWorkloadsOfPods(options),
          findWorkloads: keys => store.findWorkloads(keys),
          ...pullStore,
        },
        clusters,
        services: { index },
        logger: mockServices.logger.mock(),
        now: () => clock.nowMs,
      });
      return (told: readonly Told[], cluster?: string) =>
        intake.take(Buffer.from(JSON.stringify(logsRequest(told, cluster))));
    };
    const window = { fromMs: 0, toMs: nowMs + 3_600_000 };
    const pulls = async (subject: { entityRef: string } = { entityRef }) => {
      const { items } = await store.listPulls({ subject, window, limit: 100 });
      return items.map(({ id, ...pull }) => pull);
    };
    const state = async (cluster = 'pushed') =>
      (await collection.listStates({ limit: 10 })).find(
        one => one.cluster === cluster,
      );
    return { ...stores, clusters, replica, pulls, state };
  }

  it.each(databases.eachSupportedId())(
    'makes pulls and starts of a service of events and pods that come together, once, %p',
    async databaseId => {
      const { replica, pulls, store } = await create(
        databaseId as 'SQLITE_3' | 'POSTGRES_15',
      );
      const push = replica();
      // The event before what says whose it is.
      const told = [event(), pod, controller, node];
      expect(await push(told)).toEqual({ rejected: 0 });
      const expected = [
        expect.objectContaining({
          workload: deployment,
          eventUid: 'event-1',
          node: 'node-1',
          nodePool: 'userpool',
          image: 'web:1',
          waitSeconds: 2,
          pullSeconds: 1,
        }),
      ];
      expect(await pulls()).toEqual(expected);
      // Again, and by another replica that remembers nothing.
      await push(told);
      await replica()(told);
      expect(await pulls()).toEqual(expected);
      const [starts] = await store.aggregatePodStarts({
        subject: { entityRef },
        window: { fromMs: nowMs - 86_400_000, toMs: nowMs + 3_600_000 },
      });
      expect(starts).toMatchObject({ starts: 1, readySecondsSum: 9 });
    },
  );

  it('counts the same pull once when it is read as well', async () => {
    const { replica, pulls, store } = await create();
    const parsed = parseEvent(failedEvent(3).object) as FailedPullEvent;
    const counter = OccurrenceCounter.create({ maxEvents: 10 });
    await store.apply({
      workloads: [],
      podStarts: [],
      pulls: pullRecords(parsed, counter.advance(parsed).occurrences, {
        workload: deployment,
        containers: [],
      }),
    });
    await replica()([failedEvent(4), pod, controller]);
    expect((await pulls()).map(({ occurrence }) => occurrence).sort()).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('understands an event of events.k8s.io as the event that it is', async () => {
    const { replica, pulls } = await create();
    const { involvedObject, message, source, count, ...rest } = event()
      .object as Record<string, unknown>;
    const { firstTimestamp, lastTimestamp, ...others } = rest;
    const push = replica();
    await push([
      {
        object: {
          ...others,
          apiVersion: 'events.k8s.io/v1',
          regarding: involvedObject,
          note: message,
          deprecatedSource: source,
          deprecatedCount: count,
          deprecatedFirstTimestamp: firstTimestamp,
          deprecatedLastTimestamp: lastTimestamp,
        },
      },
      pod,
      controller,
    ]);
    const [pull] = await pulls();
    await push([event()]);
    expect(await pulls()).toEqual([pull]);
    expect(pull).toMatchObject({ node: 'node-1', waitSeconds: 2 });
  });

  it('counts what failed to be stored when it comes again', async () => {
    const { replica, pulls, store } = await create();
    let fails = true;
    const push = replica({
      apply: async batch => {
        if (fails) throw new Error('The database is away');
        return store.apply(batch);
      },
    });
    const told = [failedEvent(2), pod, controller];
    await expect(push(told)).rejects.toThrow('away');
    expect(await pulls()).toEqual([]);
    fails = false;
    await push(told);
    expect(await pulls()).toHaveLength(2);
    await push([failedEvent(3)]);
    expect(await pulls()).toHaveLength(3);
  });

  it('finds the workload of a pod that only another replica was told of', async () => {
    const { replica, pulls } = await create();
    await replica()([pod, controller]);
    await replica()([event()]);
    // A pod that nobody was told of, by its name.
    await replica()([
      event({
        metadata: { uid: 'event-2' },
        involvedObject: {
          kind: 'Pod',
          namespace: 'shop',
          name: 'web-6c5d5f5b4c-zzzzz',
          uid: 'gone',
        },
      }),
    ]);
    expect((await pulls()).map(({ workload }) => workload)).toEqual([
      deployment,
      deployment,
    ]);
  });

  it('keeps the services of a workload whose own labels another replica knows', async () => {
    const { replica, store } = await create();
    await replica()([pod, controller]);
    await replica()([pod]);
    const { items } = await store.workloadsOf({ entityRef, limit: 10 });
    expect(items).toEqual([deployment]);
  });

  it('stores the others when single records cannot be used', async () => {
    const { replica, pulls, state } = await create();
    const result = await replica()([
      event({ metadata: { uid: 'event-2' }, message: 'No known wording' }),
      { object: { apiVersion: 'v1', kind: 'Pod', metadata: {} } },
      { object: { apiVersion: 'example.com/v1', kind: 'Deployment' } },
      { object: { apiVersion: 'v1', kind: 'Secret', ...meta('s') } },
      event(),
      pod,
      controller,
    ]);
    expect(result).toEqual({
      rejected: 2,
      firstReason: expect.stringContaining(
        'resourceLogs[0].scopeLogs[0].logRecords[0]: ',
      ),
    });
    expect(await pulls()).toHaveLength(1);
    expect(await state()).toMatchObject({
      state: 'degraded',
      problems: [
        { code: 'unreadable-event', count: 1 },
        { code: 'unreadable-object', count: 1 },
      ],
    });
  });

  it('shows lag, silence and gaps of its cluster', async () => {
    const { replica, state, clock } = await create();
    const push = replica();
    await push([event()]);
    expect(await state()).toMatchObject({
      access: 'otlp',
      state: 'collecting',
      lastSuccessAtMs: nowMs,
      lagSeconds: 1,
      gaps: [],
    });
    clock.nowMs = nowMs + 7 * 60_000;
    expect(await state()).toMatchObject({
      state: 'failing',
      problems: [{ code: 'silent', why: expect.stringContaining('7 minutes') }],
    });
    const later = { ...pod, observedAtMs: clock.nowMs };
    await push([later]);
    expect(await state()).toMatchObject({
      state: 'collecting',
      problems: [],
      gaps: [{ fromMs: nowMs - 500, toMs: clock.nowMs }],
    });
    // What was queued meanwhile.
    await push([{ ...pod, observedAtMs: nowMs + 3 * 60_000 }]);
    expect((await state())?.gaps).toEqual([]);
  });

  it('takes history without lag and without gaps', async () => {
    const { replica, state, pulls } = await create();
    const old = (days: number) => nowMs - days * 86_400_000;
    const push = replica();
    await push([pod, controller]);
    for (const days of [9, 5, 2]) {
      await push([
        {
          ...event({
            metadata: { uid: `event-${days}` },
            firstTimestamp: iso(old(days)),
            lastTimestamp: iso(old(days)),
          }),
          observedAtMs: old(days),
        },
      ]);
    }
    expect(await pulls()).toHaveLength(3);
    const { lagSeconds, gaps } = (await state())!;
    expect({ lagSeconds, gaps }).toEqual({ lagSeconds: undefined, gaps: [] });
  });

  it('leaves the state of a cluster that is read alone', async () => {
    const { replica, collection, state } = await create();
    const read = { cluster: 'pushed', access: 'kubeconfig', problems: [] };
    await replica()([event()]);
    await collection.saveState({ ...read, state: 'failing' });
    await replica()([event()]);
    expect(await state()).toMatchObject({ access: 'kubeconfig' });
    expect(await collection.countStates()).toBe(1);
    // Skipped means that nobody reads it.
    await collection.saveState({ ...read, state: 'skipped' });
    expect(await state()).toMatchObject({ access: 'otlp' });
    // The collectors forget only what they read.
    await collection.keepOnly([]);
    expect(await state()).toMatchObject({ access: 'otlp' });
  });

  it('admits a bounded number of clusters, and forgets silent ones', async () => {
    const { replica, clusters, clock, collection } = await create();
    for (let count = 0; count < 200; count++) {
      expect(await clusters.admit(`cluster-${count}`)).toBe(true);
    }
    await expect(replica()([event()])).rejects.toThrow(
      "so 'pushed' is refused",
    );
    clock.nowMs += 15 * 86_400_000;
    expect(await collection.countStates()).toBe(0);
    await replica()([event()]);
    expect(await collection.countStates()).toBe(1);
  });

  it('refuses too many records, and nothing of them is stored', async () => {
    const { replica, pulls } = await create();
    const told = Array(50_001).fill({ object: {} });
    await expect(replica()([event(), ...told])).rejects.toThrow(
      TooManyRecordsError,
    );
    expect(await pulls({ entityRef })).toEqual([]);
  });

  it('waits for the catalog, so that no service loses its workloads', async () => {
    const { clusters, store } = await create();
    const intake = PushIntake.create({
      pullStore: store,
      clusters,
      services: { index: undefined },
      logger: mockServices.logger.mock(),
    });
    await expect(intake.take(Buffer.from('{}'))).rejects.toThrow(
      'catalog has not been read',
    );
  });
});
