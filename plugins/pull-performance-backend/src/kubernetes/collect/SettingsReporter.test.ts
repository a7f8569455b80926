import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import pods from '../__fixtures__/pods.json';
import { NewestPod } from '../../store/WorkloadSettingsStore';
import { readOwnedObject, readPod } from '../workloads/objects';
import { PodIndex } from '../workloads/PodIndex';
import { WorkloadIndex } from '../workloads/WorkloadIndex';
import {
  checkoutRef,
  CollectorBench,
  PODS,
} from './__testUtils__/CollectorBench';
import { eventually } from './__testUtils__/eventually';
import { SettingsReporter } from './SettingsReporter';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 22, 12);

/** A pod of a revision of the deployment `web`, or of what is said. */
function pod(
  uid: string,
  options: {
    revision?: string;
    createdAt?: string;
    serviceAccountName?: string;
    image?: string;
    owner?: { kind: string; name: string };
  } = {},
) {
  const { revision = '6c5d5f5b4c', createdAt = '12:00:00' } = options;
  const { owner = { kind: 'ReplicaSet', name: `web-${revision}` } } = options;
  return readPod({
    metadata: {
      ...{ uid, namespace: 'shop', name: `web-${revision}-${uid}` },
      creationTimestamp: `2026-11-22T${createdAt}Z`,
      labels: { 'pod-template-hash': revision },
      ownerReferences: [{ ...owner, controller: true }],
    },
    spec: {
      serviceAccountName: options.serviceAccountName ?? 'web',
      containers: [
        {
          name: 'web',
          image: options.image ?? 'web:1',
          imagePullPolicy: 'Always',
        },
      ],
    },
  });
}

/** A reporter between indexes and a store that may fail. */
function bench() {
  const clock = { nowMs: startMs };
  const told: (NewestPod & { partial?: boolean })[] = [];
  let fails = false;
  const index = PodIndex.create({ maxPods: 4 });
  const workloads = WorkloadIndex.create();
  const reporter = SettingsReporter.create({
    cluster: 'test',
    store: {
      saveNewestPods: async options => {
        if (fails) throw new Error('down');
        const { partial } = options;
        told.push(...options.pods.map(one => ({ ...one, partial })));
      },
    },
    pods: index,
    workloads,
    logger: mockServices.logger.mock(),
    everyMs: 1,
    now: () => clock.nowMs,
  });
  return {
    ...{ reporter, index, workloads, clock },
    /** What was told since the last time. */
    report: async () => {
      await reporter.report();
      return told.splice(0);
    },
    failing: (value: boolean) => {
      fails = value;
    },
  };
}

function list(index: PodIndex, ...all: ReturnType<typeof pod>[]) {
  index.listing();
  for (const one of all) index.upsert(one);
  index.listed('5');
}

describe('SettingsReporter', () => {
  it('tells nothing before all pods are known', async () => {
    const { index, report } = bench();
    index.listing();
    index.upsert(pod('a'));
    expect(await report()).toEqual([]);
    index.listed('5');
    expect(await report()).toEqual([
      {
        workload: {
          cluster: 'test',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'web',
        },
        podUid: 'a',
        podCreatedAtMs: startMs,
        settings: {
          serviceAccount: 'web',
          imagePullSecrets: [],
          nodeSelector: {},
          nodeAffinity: [],
          tolerations: [],
        },
        containers: [
          {
            name: 'web',
            kind: 'container',
            image: 'web:1',
            pullPolicy: 'Always',
          },
        ],
        partial: false,
      },
    ]);
  });

  it('takes the newest pod of all revisions, and of those of one second always the same', async () => {
    const older = pod('z', { revision: '7d8f9', image: 'web:0' });
    const newer = pod('b', { createdAt: '12:00:01', image: 'web:2' });
    const same = pod('c', { createdAt: '12:00:01', image: 'web:3' });
    for (const order of [
      [older, newer, same],
      [same, newer, older],
    ]) {
      const { index, report } = bench();
      list(index, ...order);
      expect((await report()).map(({ podUid }) => podUid)).toEqual(['c']);
      // It was rolled back: the older one is the newest that exists.
      index.remove(same);
      index.remove(newer);
      expect(await report()).toMatchObject([
        { podUid: 'z', containers: [{ image: 'web:0' }] },
      ]);
    }
  });

  it('tells what changed, once, and twice a day that nothing did', async () => {
    const { index, report, clock } = bench();
    list(index, pod('a'));
    expect(await report()).toHaveLength(1);
    // Another pod of the same kind.
    index.upsert(pod('b', { createdAt: '12:00:01' }));
    expect(await report()).toEqual([]);
    index.upsert(pod('c', { createdAt: '12:00:02', image: 'web:2' }));
    expect(await report()).toMatchObject([{ podUid: 'c' }]);
    expect(await report()).toEqual([]);
    clock.nowMs += 12 * hourMs;
    expect(await report()).toMatchObject([{ podUid: 'c' }]);
    expect(await report()).toEqual([]);
  });

  it('tells it again when the store did not take it', async () => {
    const { index, report, reporter, failing } = bench();
    list(index, pod('a'));
    failing(true);
    await expect(reporter.report()).rejects.toThrow('down');
    failing(false);
    expect(await report()).toHaveLength(1);
  });

  it('waits for the workload of a pod, and passes over the pods of nodes', async () => {
    const { index, report, workloads } = bench();
    const cronJobs = workloads.sinkOf('CronJob');
    const jobs = workloads.sinkOf('Job');
    for (const sink of [cronJobs, jobs]) {
      sink.listing?.();
      sink.listed?.('5');
    }
    list(
      index,
      pod('a', { owner: { kind: 'Job', name: 'clean-29384756' } }),
      pod('b', { owner: { kind: 'Node', name: 'node-1' } }),
    );
    expect(await report()).toEqual([]);
    jobs.upsert(
      readOwnedObject({
        metadata: {
          namespace: 'shop',
          name: 'clean-29384756',
          ownerReferences: [
            { kind: 'CronJob', name: 'clean', controller: true },
          ],
        },
      }),
    );
    cronJobs.upsert(
      readOwnedObject({ metadata: { namespace: 'shop', name: 'clean' } }),
    );
    expect(await report()).toMatchObject([
      { workload: { kind: 'CronJob', name: 'clean' } },
    ]);
  });

  it('says so when it does not know all pods', async () => {
    const { index, report } = bench();
    list(index, ...['a', 'b', 'c', 'd', 'e'].map(uid => pod(uid)));
    expect(await report()).toMatchObject([{ podUid: 'e', partial: true }]);
  });
});

describe('settings of a cluster', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('are stored as its pods tell them, and follow their changes', async () => {
    const cluster = await CollectorBench.create(databases);
    try {
      cluster.start();
      const settings = () =>
        cluster.stores.settings.settingsOf({
          entityRef: checkoutRef,
          limit: 10,
        });
      const { items, total } = await eventually(
        'the settings of the deployment are stored',
        settings,
        found => found.items.some(item => item.pod),
      );
      expect(total).toBe(1);
      expect(items).toMatchObject([
        {
          workload: { cluster: 'test', kind: 'Deployment', name: 'checkout' },
          pod: {
            settings: { serviceAccount: 'default', tolerations: [] },
            containers: [
              {
                name: 'web',
                kind: 'container',
                image: '127.0.0.1:5000/web:1',
                pullPolicy: 'IfNotPresent',
              },
            ],
          },
        },
      ]);
      const [first] = pods.items;
      cluster.server.apply(PODS, {
        ...first,
        metadata: {
          ...first.metadata,
          name: 'checkout-58d8d95545-new',
          uid: 'new',
          creationTimestamp: '2026-11-22T02:53:00Z',
        },
        spec: { ...first.spec, nodeSelector: { disktype: 'ssd' } },
      });
      await eventually('the newest pod counts', settings, found =>
        Boolean(found.items[0].pod?.settings?.nodeSelector.disktype),
      );
    } finally {
      await cluster.close();
    }
  });
});
