import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { hostileClusters, token } from './__testUtils__/hostileClusters';
import { oddEvents, oddPods } from './__testUtils__/oddObjects';
import { component } from './__testUtils__/seeds';
import plugin from './index';
import { FakeApiServer } from './kubernetes/__testUtils__/FakeApiServer';
import { eventually } from './kubernetes/collect/__testUtils__/eventually';
import * as resources from './kubernetes/watch/resources';

const base = '/api/pull-performance/v1';
const MIB = 2 ** 20;

jest.setTimeout(240_000);

interface Shown {
  cluster: string;
  state: string;
  problems: { code: string; what: string; why: string; next: string }[];
}

/** A pod of the service `checkout`, and the pull that it began with, a minute ago. */
function healthyPod(name: string) {
  const at = new Date(Date.now() - 60_000).toISOString();
  const pod = {
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-of-${name}`,
      labels: { 'backstage.io/kubernetes-id': 'checkout' },
      ownerReferences: [
        { kind: 'StatefulSet', name: 'checkout', controller: true },
      ],
    },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
    status: {},
  };
  const event = {
    metadata: { name, namespace: 'shop', uid: `pulled-${name}` },
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name,
      uid: pod.metadata.uid,
      fieldPath: 'spec.containers{web}',
    },
    reason: 'Pulled',
    message: 'Successfully pulled image "web:1" in 1s (2s including waiting)',
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
  return { pod, event };
}

const statefulSet = {
  metadata: {
    name: 'checkout',
    namespace: 'shop',
    labels: { 'backstage.io/kubernetes-id': 'checkout' },
  },
};

/** A sentence for people: no control characters, no stack. */
function isPlain(text: string): boolean {
  return (
    /^[A-Z][^]{5,999}$/.test(text) &&
    !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text.replaceAll('\n', ' ')) &&
    !/\n\s+at |node_modules/.test(text)
  );
}

describe('healthy clusters beside hostile ones', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_15'],
    disableDocker: true,
  });
  const servers = new Map<string, FakeApiServer>();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    const names = hostileClusters.map(({ name }) => name);
    for (const name of ['healthy-1', 'healthy-2', 'odd', ...names]) {
      servers.set(name, await FakeApiServer.start());
    }
    for (const { name, answer } of hostileClusters) {
      serverOf(name).answerAll(answer);
    }
  });

  afterEach(async () => {
    await Promise.all([...servers.values()].map(server => server.stop()));
    await rm(folder, { recursive: true });
  });

  function serverOf(name: string): FakeApiServer {
    return servers.get(name)!;
  }

  /** Every server as a context of one kubeconfig. */
  async function writeKubeconfig(): Promise<string> {
    const file = join(folder, 'kubeconfig');
    const names = [...servers.keys()];
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: names.map(name => ({
        name,
        cluster: {
          server: serverOf(name).url,
          'insecure-skip-tls-verify': true,
        },
      })),
      users: [{ name: 'portal', user: { token } }],
      contexts: names.map(name => ({
        name,
        context: { cluster: name, user: 'portal' },
      })),
    };
    await writeFile(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }

  it.each(databases.eachSupportedId())(
    'go on without delay, and each says what is wrong, %p',
    async databaseId => {
      for (const name of ['healthy-1', 'healthy-2']) {
        const { pod, event } = healthyPod(`${name}-0`);
        serverOf(name).setObjects(resources.statefulSets.path, [statefulSet]);
        serverOf(name).setObjects(resources.pods.path, [pod]);
        serverOf(name).setObjects(resources.podEvents.path, [event]);
      }
      const odd = healthyPod('odd-0');
      serverOf('odd').setObjects(resources.pods.path, [odd.pod, ...oddPods()]);
      serverOf('odd').setObjects(resources.podEvents.path, [
        ...oddEvents(odd.event),
        odd.event,
      ]);
      const logger = mockServices.logger.mock();
      const startBytes = process.memoryUsage.rss();
      let peakBytes = startBytes;
      const sampling = setInterval(() => {
        peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
      }, 50);
      const knex = await databases.init(databaseId);
      const backend = await startTestBackend({
        features: [
          plugin,
          mockServices.database.factory({ knex }),
          mockServices.rootConfig.factory({
            data: {
              pullPerformance: {
                kubernetesPlugin: { enabled: false },
                kubeconfig: { file: await writeKubeconfig() },
                schedules: { clusters: { seconds: 1 } },
              },
            },
          }),
          catalogServiceMock.factory({ entities: [component('checkout')] }),
          mockServices.scheduler.mock({ scheduleTask: async () => {} }).factory,
          createServiceFactory({
            service: coreServices.logger,
            deps: {},
            factory: () => logger,
          }),
          createServiceFactory({
            service: actionsRegistryServiceMock.factory().service,
            deps: {},
            factory: () => actionsRegistryServiceMock(),
          }),
        ],
      });

      const { server } = backend;

      async function shown(): Promise<Shown[]> {
        const { body } = await request(server).get(`${base}/collection`);
        return body.clusters;
      }

      async function pulledPods(cluster: string): Promise<string[]> {
        const { status, body } = await request(server)
          .get(`${base}/entities/component/default/checkout/pulls`)
          .query({ cluster, limit: 500 });
        expect(status).toBe(200);
        return body.items.map(({ pod }: { pod: string }) => pod);
      }

      async function hasPulls(cluster: string, pods: string[]) {
        await eventually(
          `${cluster} has pulls of ${pods}`,
          () => pulledPods(cluster),
          found => pods.every(pod => found.includes(pod)),
          60_000,
        );
      }

      try {
        for (const name of ['healthy-1', 'healthy-2']) {
          await hasPulls(name, [`${name}-0`]);
        }
        for (const { name, says } of hostileClusters) {
          if (!says) continue;
          await eventually(
            name,
            shown,
            clusters =>
              clusters.some(
                ({ cluster, state, problems }) =>
                  cluster === name &&
                  state === says.state &&
                  problems.some(
                    ({ code, why }) => code === says.code && says.why.test(why),
                  ),
              ),
            60_000,
          );
        }
        // They still rage: what happens elsewhere now must come through.
        for (const name of ['healthy-1', 'healthy-2']) {
          const { pod, event } = healthyPod(`${name}-1`);
          serverOf(name).apply(resources.pods.path, pod);
          serverOf(name).apply(resources.podEvents.path, event);
          await hasPulls(name, [`${name}-0`, `${name}-1`]);
        }
        await hasPulls('odd', ['odd-0']);
        const codesOf = (clusters: Shown[], name: string) =>
          clusters
            .filter(({ cluster }) => cluster === name)
            .flatMap(({ problems }) => problems.map(({ code }) => code));
        const all = await eventually('odd says so', shown, clusters =>
          ['unreadable-event', 'unreadable-object', 'clock-ahead'].every(code =>
            codesOf(clusters, 'odd').includes(code),
          ),
        );

        const healthy = all.filter(({ cluster }) =>
          cluster.startsWith('healthy'),
        );
        expect(
          healthy.map(({ state, problems }) => ({ state, problems })),
        ).toEqual(healthy.map(() => ({ state: 'collecting', problems: [] })));
        expect(healthy).toHaveLength(2);
        const texts = all
          .flatMap(({ problems }) => problems)
          .flatMap(({ what, why, next }) => [what, why, next]);
        expect(texts.filter(text => !isPlain(text))).toEqual([]);
        const lines = [logger.error, logger.warn, logger.info].flatMap(log =>
          log.mock.calls.map(([message]) => message),
        );
        const told = JSON.stringify([all, lines]);
        for (const secret of token.split('.'))
          expect(told).not.toContain(secret);
        const perCluster = [...servers.keys()].map(
          name => lines.filter(line => line.includes(`'${name}'`)).length,
        );
        // One for each of the eleven collections, some of recovery, some of the state as a whole.
        expect(Math.max(...perCluster)).toBeLessThanOrEqual(11 * 10 + 5);
        expect(lines.length).toBeLessThan(25 * servers.size);
      } finally {
        await backend.stop();
        clearInterval(sampling);
      }
      expect((peakBytes - startBytes) / MIB).toBeLessThan(600);
    },
  );
});
