import {
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  ClusterAccess,
  pullPerformanceClustersExtensionPoint,
} from 'backstage-plugin-pull-performance-node';
import { setTimeout as pause } from 'node:timers/promises';
import request from 'supertest';
import { component, deployment, Seeds } from './__testUtils__/seeds';
import plugin from './index';
import { DatabasePullStore } from './store/DatabasePullStore';

const base = '/api/pull-performance/v1';
const hourMs = 60 * 60 * 1000;

jest.setTimeout(60_000);

/** A cluster that Backstage knows but cannot read on its own. */
const skippedAccess: ClusterAccess = {
  id: 'test-access',
  listClusters: async () => [
    {
      name: 'walled',
      skipped: { why: 'It asks for a user.', next: 'Give it a token.' },
    },
  ],
  request: async () => {
    throw new Error('A skipped cluster must not be read');
  },
};

const skippedCluster = createBackendModule({
  pluginId: 'pull-performance',
  moduleId: 'test-clusters',
  register(env) {
    env.registerInit({
      deps: { clusters: pullPerformanceClustersExtensionPoint },
      async init({ clusters }) {
        clusters.addClusterAccess(skippedAccess);
      },
    });
  },
});

describe('pull performance backend', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_15'],
    disableDocker: true,
  });

  async function start(options: {
    databaseId: Parameters<typeof databases.init>[0];
    result?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
    config?: object;
  }) {
    const knex = await databases.init(options.databaseId);
    const actionsRegistry = actionsRegistryServiceMock();
    const scheduler = mockServices.scheduler.mock({
      scheduleTask: async () => {},
    });
    const permissionsRegistry = mockServices.permissionsRegistry.mock();
    const { server } = await startTestBackend({
      features: [
        plugin,
        skippedCluster,
        mockServices.database.factory({ knex }),
        mockServices.rootConfig.factory({
          data: {
            pullPerformance: {
              kubernetesPlugin: { enabled: false },
              ...options.config,
            },
          },
        }),
        mockServices.permissions.factory({
          result: options.result ?? AuthorizeResult.ALLOW,
        }),
        catalogServiceMock.factory({
          entities: [component('checkout'), component('idle')],
        }),
        scheduler.factory,
        permissionsRegistry.factory,
        createServiceFactory({
          service: actionsRegistryServiceMock.factory().service,
          deps: {},
          factory: () => actionsRegistry,
        }),
      ],
    });
    const store = await DatabasePullStore.create({
      database: mockServices.database({ knex }),
    });
    return { server, store, actionsRegistry, scheduler, permissionsRegistry };
  }

  it.each(databases.eachSupportedId())(
    'answers over HTTP and as an action what is stored, %p',
    async databaseId => {
      const backend = await start({ databaseId });
      const { server, store, actionsRegistry } = backend;
      const seeds = new Seeds();
      for (let index = 1; index <= 10; index++) {
        seeds.pull(deployment('prod', 'checkout'), {
          outcome: 'cold',
          finishedAtMs: Date.now() - index * hourMs,
          waitSeconds: 30,
          pullSeconds: 10,
          readyAfterSeconds: 10,
        });
      }
      await seeds.applyTo(store);

      const scorecard = await request(server).get(
        `${base}/entities/component/default/checkout/scorecard`,
      );
      expect(scorecard.status).toBe(200);
      expect(scorecard.body).toMatchObject({
        areas: {
          pullTime: { grade: 'D', value: 30, samples: 10, confidence: 'low' },
          imageSize: {
            grade: 'unknown',
            reason: { code: 'not-collecting' },
          },
        },
        cause: { part: 'queue' },
        hoursLostPerWeek: expect.closeTo(300 / 3600),
      });
      expect(scorecard.body.clusters[0].imageShare).toBeCloseTo(0.75);

      const { output } = await actionsRegistry.invoke({
        id: 'test:get-scorecard',
        input: { entityRef: 'checkout' },
        credentials: mockCredentials.user(),
      });
      expect(output).toMatchObject({
        areas: [{ area: 'pullTime', grade: 'D', value: 30 }, {}, {}, {}],
      });

      const pulls = await request(server).get(
        `${base}/entities/component/default/checkout/pulls?limit=3`,
      );
      expect(pulls.body.items).toHaveLength(3);
      expect(pulls.body.nextCursor).toBeDefined();

      const idle = await request(server).get(
        `${base}/entities/component/default/idle/scorecard`,
      );
      expect(idle.body.overall.grade).toBe('unknown');
      expect(idle.body.areas.pullTime.value).toBeUndefined();

      const unknown = await request(server).get(
        `${base}/entities/component/default/nobody/scorecard`,
      );
      expect(unknown.status).toBe(404);
      const anonymous = await request(server)
        .get(`${base}/collection`)
        .set('authorization', mockCredentials.none.header());
      expect(anonymous.status).toBe(401);
      const description = await request(server).get(`${base}/openapi.json`);
      expect(description.body.servers).toEqual([
        { url: '/api/pull-performance' },
      ]);

      expect(backend.permissionsRegistry.addPermissions).toHaveBeenCalledWith([
        expect.objectContaining({ name: 'pull-performance.scorecard.read' }),
        expect.objectContaining({ name: 'pull-performance.fleet.read' }),
        expect.objectContaining({ name: 'pull-performance.ingest' }),
        expect.objectContaining({ name: 'pull-performance.change.create' }),
      ]);
      expect(backend.scheduler.scheduleTask).toHaveBeenCalledWith(
        expect.objectContaining({
          id: 'pull-performance-prune',
          scope: 'global',
          frequency: { milliseconds: hourMs },
        }),
      );
    },
  );

  it('shows the clusters that an extension adds', async () => {
    const { server } = await start({ databaseId: 'SQLITE_3' });
    const deadlineMs = Date.now() + 20_000;
    let clusters: unknown[] = [];
    while (clusters.length === 0 && Date.now() < deadlineMs) {
      const { body } = await request(server).get(`${base}/collection`);
      clusters = body.clusters;
      await pause(50);
    }
    expect(clusters).toEqual([
      expect.objectContaining({
        cluster: 'walled',
        access: 'test-access',
        state: 'skipped',
        problems: [
          expect.objectContaining({
            why: 'It asks for a user.',
            next: 'Give it a token.',
          }),
        ],
      }),
    ]);
  });

  it('refuses callers without permission, over HTTP and as an action', async () => {
    const { server, actionsRegistry } = await start({
      databaseId: 'SQLITE_3',
      result: AuthorizeResult.DENY,
    });
    for (const path of ['scorecard', 'pulls', 'pull-times']) {
      const { status, body } = await request(server).get(
        `${base}/entities/component/default/checkout/${path}`,
      );
      expect(status).toBe(403);
      expect(body.error.message).toContain('pull-performance.scorecard.read');
    }
    const collection = await request(server).get(`${base}/collection`);
    expect(collection.status).toBe(403);
    await expect(
      actionsRegistry.invoke({
        id: 'test:get-scorecard',
        input: { entityRef: 'component:default/checkout' },
        credentials: mockCredentials.user(),
      }),
    ).rejects.toThrow('pull-performance.scorecard.read');
  });

  it('does not start with a config that is wrong', async () => {
    await expect(
      start({
        databaseId: 'SQLITE_3',
        config: { scorecard: { targets: { pullTime: [1, 2] } } },
      }),
    ).rejects.toThrow('pullPerformance.scorecard.targets.pullTime');
  });
});
