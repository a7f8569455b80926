import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  defaultScoreSettings,
  pullPerformanceFleetReadPermission,
  pullPerformanceScorecardReadPermission,
} from 'backstage-plugin-pull-performance-common';
import express from 'express';
import request from 'supertest';
import { openNodeJudge } from '../__testUtils__/nodeJudge';
import { component, deployment, Seeds } from '../__testUtils__/seeds';
import { NodeJudge } from '../insight/nodes/NodeJudge';
import { ServiceImages } from '../insight/images/ServiceImages';
import { ServiceWorkloads } from '../insight/workloads/ServiceWorkloads';
import { DatabaseChangeStore } from '../store/DatabaseChangeStore';
import { DatabaseImageStore } from '../store/DatabaseImageStore';
import { DatabaseWorkloadSettingsStore } from '../store/DatabaseWorkloadSettingsStore';
import { DatabaseCollectionStore } from '../store/DatabaseCollectionStore';
import { DatabasePullStore } from '../store/DatabasePullStore';
import { PullStore } from '../store/PullStore';
import { Answers } from './Answers';
import { EntityAccess } from './EntityAccess';
import { createRouter } from './router';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const checkout = '/v1/entities/component/default/checkout';

jest.setTimeout(60_000);

describe('router', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const nowMs = Date.now();
  const authorize = jest.fn();
  const logger = mockServices.logger.mock();
  let app: express.Express;
  let pulls: PullStore;
  let collection: DatabaseCollectionStore;
  let imageStore: DatabaseImageStore;
  let nodes: NodeJudge;
  let changes: DatabaseChangeStore;
  let settings: DatabaseWorkloadSettingsStore;

  beforeAll(async () => {
    const knex = await databases.init('SQLITE_3');
    const database = mockServices.database({ knex });
    pulls = await DatabasePullStore.create({ database });
    collection = await DatabaseCollectionStore.create({ database });
    imageStore = await DatabaseImageStore.create({ database });
    changes = await DatabaseChangeStore.create({ database });
    settings = await DatabaseWorkloadSettingsStore.create({ database });
    const opened = await openNodeJudge({ database });
    nodes = opened.judge;
    await opened.store.saveSourceState({
      ...{ cluster: 'prod', source: 'prometheus', atMs: Date.now() },
      problems: [
        { code: 'slow-source', what: 'Asking', why: 'Late.', next: 'Wait.' },
      ],
    });
    await opened.store.saveNodeDescriptions({
      cluster: 'prod',
      nodes: [{ name: 'node-9', nodePool: 'a', addresses: [], labels: {} }],
      atMs: Date.now(),
    });
    const workload = deployment('prod', 'checkout');
    const seeds = new Seeds();
    for (let index = 0; index < 5; index++) {
      seeds.pull(workload, {
        outcome: 'cold',
        finishedAtMs: nowMs - (index + 1) * dayMs,
        waitSeconds: 10 + index,
        pullSeconds: 5,
        imageBytes: 41e6,
        nodePool: index % 2 ? 'apps' : undefined,
        readyAfterSeconds: 2,
      });
    }
    seeds.pull(deployment('staging', 'checkout'), {
      outcome: 'failed',
      cause: 'not-found',
      finishedAtMs: nowMs - dayMs - 1000,
      message: 'Failed to pull image',
    });
    await seeds.applyTo(pulls);
    for (const cluster of ['prod', 'staging', 'test']) {
      await collection.saveState({
        cluster,
        access: 'kubernetes-plugin',
        state: 'collecting',
        problems: [],
      });
    }
    await collection.addGap('prod', {
      fromMs: nowMs - 3 * hourMs,
      toMs: nowMs - hourMs,
      why: 'The collector did not run.',
    });

    app = await createApp(pulls);
  });

  beforeEach(() => {
    authorize
      .mockReset()
      .mockResolvedValue([{ result: AuthorizeResult.ALLOW }]);
    logger.error.mockReset();
  });

  async function createApp(store: PullStore) {
    const server = express();
    const images = ServiceImages.create({ store: imageStore });
    server.use(
      await createRouter({
        answers: Answers.create({
          access: EntityAccess.create({
            catalog: catalogServiceMock({ entities: [component('checkout')] }),
            permissions: mockServices.permissions.mock({ authorize }),
            logger,
          }),
          pulls: store,
          collection,
          images,
          nodes,
          workloads: ServiceWorkloads.create({
            ...{ store: settings, images, nodes },
          }),
          changes,
          scorecard: { ...defaultScoreSettings, windowMs: 7 * dayMs },
        }),
        httpAuth: mockServices.httpAuth(),
        logger,
        validateResponses: true,
      }),
    );
    server.use(mockErrorHandler());
    return server;
  }

  it('answers the scorecard as its description says', async () => {
    const { status, body } = await request(app).get(`${checkout}/scorecard`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      entityRef: 'component:default/checkout',
      areas: { pullTime: { grade: 'C', samples: 5, worstCluster: 'prod' } },
      overall: { grade: 'unknown', coverageShare: 0.4 },
      link: { linked: true, workloadCount: 2 },
      cause: { part: 'queue', cluster: 'prod' },
      collection: [
        { cluster: 'prod', gaps: [{ why: 'The collector did not run.' }] },
        { cluster: 'staging' },
        { cluster: 'test' },
      ],
    });
    expect(authorize).toHaveBeenCalledWith(
      [
        {
          permission: pullPerformanceScorecardReadPermission,
          resourceRef: 'component:default/checkout',
        },
      ],
      { credentials: mockCredentials.user() },
    );

    const narrowed = await request(app)
      .get(`/v1/entities/Component/Default/Checkout/scorecard`)
      .query({
        cluster: 'staging',
        from: new Date(nowMs - 2 * dayMs).toISOString(),
      });
    expect(narrowed.status).toBe(200);
    expect(narrowed.body.clusters).toMatchObject([
      {
        cluster: 'staging',
        counts: { failed: 1, cold: 0 },
        failures: [
          { cause: 'not-found', count: 1, example: 'Failed to pull image' },
        ],
      },
    ]);
  });

  it('pages through pulls, newest first', async () => {
    const pods: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const { status, body } = await request(app)
        .get(`${checkout}/pulls`)
        .query({ limit: 2, ...(cursor && { cursor }) });
      expect(status).toBe(200);
      pods.push(...body.items.map((item: { pod: string }) => item.pod));
      cursor = body.nextCursor;
      pages += 1;
    } while (cursor && pages < 10);
    expect(pods).toEqual([1, 6, 2, 3, 4, 5].map(n => `checkout-${n}`));
    expect(pages).toBe(3);

    const failed = await request(app)
      .get(`${checkout}/pulls`)
      .query({ outcome: 'failed' });
    expect(failed.body.items).toEqual([
      expect.objectContaining({
        cluster: 'staging',
        cause: 'not-found',
        finishedAt: new Date(nowMs - dayMs - 1000).toISOString(),
      }),
    ]);
    expect(failed.body.items[0].startedAt).toBeUndefined();

    const cold = await request(app)
      .get(`${checkout}/pulls`)
      .query({ outcome: 'cold', limit: 1 });
    expect(cold.body.items[0]).toMatchObject({
      waitSeconds: 10,
      pullSeconds: 5,
      imageBytes: 41e6,
      startedAt: new Date(nowMs - dayMs - 10_000).toISOString(),
    });
  });

  it('answers waits over time in pages, by day, hour, cluster and node pool', async () => {
    const days = await request(app).get(`${checkout}/pull-times`);
    expect(days.status).toBe(200);
    expect(days.body).toMatchObject({ step: 'day', groupBy: 'cluster' });
    expect(days.body.items.length).toBeGreaterThanOrEqual(6);
    const starts = days.body.items.map((item: { start: string }) => item.start);
    expect(starts).toEqual([...starts].sort());
    expect(starts[0]).toMatch(/T00:00:00.000Z$/);

    const read: unknown[] = [];
    let cursor: string | undefined;
    do {
      const { status, body } = await request(app)
        .get(`${checkout}/pull-times`)
        .query({ limit: 1, ...(cursor && { cursor }) });
      expect(status).toBe(200);
      expect(body.items.length).toBe(1);
      read.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor && read.length < 20);
    expect(read).toEqual(days.body.items);

    const pools = await request(app)
      .get(`${checkout}/pull-times`)
      .query({ groupBy: 'nodePool', cluster: 'prod', step: 'hour' });
    expect(
      pools.body.items.map((item: { nodePool?: string }) => item.nodePool),
    ).toEqual([undefined, 'apps', undefined, 'apps', undefined]);

    const all = await request(app)
      .get(`${checkout}/pull-times`)
      .query({ groupBy: 'all' });
    const failed = all.body.items.map(
      (item: { counts: { failed: number } }) => item.counts.failed,
    );
    expect(failed.reduce((sum: number, count: number) => sum + count, 0)).toBe(
      1,
    );
    expect(all.body.items[0].cluster).toBeUndefined();
  });

  it('pages through the clusters', async () => {
    const first = await request(app).get('/v1/collection').query({ limit: 2 });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      totalItems: 3,
      clusters: [{ cluster: 'prod' }, { cluster: 'staging' }],
    });
    const second = await request(app)
      .get('/v1/collection')
      .query({ limit: 2, cursor: first.body.nextCursor });
    expect(second.body.clusters).toMatchObject([{ cluster: 'test' }]);
    expect(second.body.nextCursor).toBeUndefined();
    expect(authorize).toHaveBeenLastCalledWith(
      [{ permission: pullPerformanceFleetReadPermission }],
      { credentials: mockCredentials.user() },
    );
  });

  it('tells what the sources of nodes say beside what collecting does', async () => {
    const { body } = await request(app).get('/v1/collection');
    expect(body.clusters[0].problems).toContainEqual(
      expect.objectContaining({ code: 'slow-source', count: 1 }),
    );
    expect(body.clusters[1].problems).toEqual([]);
  });

  it('tells the nodes of an entity and the pools of the fleet, each to who may read it', async () => {
    const ofEntity = await request(app).get(`${checkout}/nodes`);
    expect(ofEntity).toMatchObject({ status: 200, body: { items: [] } });
    expect(ofEntity.body.reason.code).toBe('no-nodes');
    const ofFleet = await request(app).get('/v1/fleet/nodes?sort=nodes');
    expect(ofFleet).toMatchObject({
      status: 200,
      body: {
        items: [{ cluster: 'prod', nodePool: 'a', health: { unknown: 1 } }],
        registries: [],
      },
    });
    const wrong = await request(app).get('/v1/fleet/nodes?sort=name');
    expect(wrong.status).toBe(400);
    authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    const denied = await request(app).get('/v1/fleet/nodes');
    expect(denied.status).toBe(403);
  });

  it('is checked against its description in these tests', async () => {
    const wrong: PullStore = Object.create(pulls, {
      listPulls: { value: async () => ({ items: [], nextCursor: 7 }) },
    });
    const { status } = await request(await createApp(wrong)).get(
      `${checkout}/pulls`,
    );
    expect(status).toBe(500);
  });

  it('serves its own description', async () => {
    const { status, body } = await request(app).get('/v1/openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toContain('/v1/collection');
  });

  it.each([
    ['scorecard', { from: 'yesterday' }, 'from must be a time in ISO 8601'],
    ['scorecard', { from: '2026-02-30' }, 'from must be a time in ISO 8601'],
    [
      'scorecard',
      { from: '2026-11-22T10:00:00' },
      'from must be a time in ISO 8601 with a zone',
    ],
    ['scorecard', { to: '1' }, 'to must be a time in ISO 8601'],
    [
      'scorecard',
      { from: '2026-11-02', to: '2026-11-01' },
      'from must be before to',
    ],
    ['scorecard', { from: '2999-01-01' }, 'from must be in the past'],
    [
      'scorecard',
      { from: '2018-01-01', to: '2020-01-01' },
      'from must be at most 400 days before to',
    ],
    ['scorecard', { form: '2026-11-01' }, 'form'],
    ['scorecard', { cluster: 'x'.repeat(254) }, 'cluster'],
    ['pulls', { limit: 0 }, /^limit must be >= 1$/],
    ['pulls', { limit: 501 }, 'limit'],
    ['pulls', { limit: 'many' }, 'limit'],
    ['pulls', { outcome: 'lukewarm' }, /^outcome must be .*cold, warm/],
    ['pulls', { cursor: 'nonsense' }, 'cursor'],
    ['pull-times', { cursor: 'nonsense' }, 'cursor'],
    [
      'pull-times',
      { cursor: Buffer.from('[1,"a",{}]').toString('base64url') },
      'cursor',
    ],
    ['pull-times', { groupBy: '__proto__' }, /^groupBy must/],
    ['pull-times', { step: 'year' }, 'step'],
    [
      'pull-times',
      { step: 'hour', from: '2020-01-01', to: '2020-03-01' },
      'step may be hour for at most 31 days',
    ],
  ])('names the wrong parameter of %s: %j', async (path, query, message) => {
    const { status, body } = await request(app)
      .get(`${checkout}/${path}`)
      .query(query);
    expect({ status, message: body.error.message }).toEqual({
      status: 400,
      message: expect.stringMatching(message),
    });
  });

  it('names a parameter given twice, and the cursor of another list', async () => {
    const twice = await request(app).get(
      `${checkout}/scorecard?cluster=a&cluster=b`,
    );
    expect(twice.status).toBe(400);
    expect(twice.body.error.message).toContain('cluster');
    const other = await request(app).get('/v1/collection?cursor=WzFd');
    expect(other.status).toBe(400);
    expect(other.body.error.message).toContain('cursor');
    const long = await request(app).get(
      `/v1/entities/component/default/${'x'.repeat(64)}/pulls`,
    );
    expect(long.status).toBe(400);
    expect(long.body.error.message).toContain('name');
  });

  it('answers workloads with the settings of their pods, by page and cluster', async () => {
    const podSettings = {
      serviceAccount: 'checkout',
      imagePullSecrets: ['acr'],
      nodeSelector: { disktype: 'ssd' },
      nodeAffinity: [
        {
          matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['4'] }],
        },
      ],
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
      runtimeClass: 'gvisor',
    };
    const container = {
      name: 'app',
      kind: 'container' as const,
      image: 'registry.example/checkout:1',
      pullPolicy: 'Always' as const,
    };
    await settings.saveNewestPods({
      pods: [
        {
          workload: deployment('prod', 'checkout'),
          podUid: 'pod-1',
          settings: podSettings,
          containers: [container],
        },
      ],
      atMs: nowMs,
    });
    const { status, body } = await request(app)
      .get(`${checkout}/workloads`)
      .query({ limit: 1 });
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          ...{ cluster: 'prod', namespace: 'shop' },
          ...{ kind: 'Deployment', name: 'checkout' },
          settings: podSettings,
          containers: [container],
          observedAt: new Date(nowMs).toISOString(),
        },
      ],
      totalItems: 2,
      clusters: [
        expect.objectContaining({ cluster: 'prod' }),
        expect.objectContaining({ cluster: 'staging' }),
      ],
      nextCursor: expect.any(String),
    });
    const next = await request(app)
      .get(`${checkout}/workloads`)
      .query({ limit: 1, cursor: body.nextCursor });
    expect(next.body).toMatchObject({
      items: [{ cluster: 'staging', containers: [] }],
    });
    expect(next.body.nextCursor).toBeUndefined();
    const narrowed = await request(app)
      .get(`${checkout}/workloads`)
      .query({ cluster: 'test' });
    expect(narrowed.body).toMatchObject({
      items: [],
      totalItems: 0,
      clusters: [],
      reason: { code: 'no-workload' },
    });
    for (const query of [{ cursor: 'x' }, { limit: 501 }, { from: 'now' }]) {
      const wrong = await request(app)
        .get(`${checkout}/workloads`)
        .query(query);
      expect(wrong.status).toBe(400);
    }
  });

  it('answers 404 with the entity, alike for unknown and hidden ones', async () => {
    // Whether the caller has the permission must not tell that an entity exists.
    for (const result of [AuthorizeResult.ALLOW, AuthorizeResult.DENY]) {
      authorize.mockResolvedValue([{ result }]);
      for (const path of ['scorecard', 'pulls', 'pull-times', 'workloads']) {
        const { status, body } = await request(app).get(
          `/v1/entities/component/default/nobody/${path}`,
        );
        expect(status).toBe(404);
        expect(body.error.message).toBe(
          'No entity component:default/nobody was found in the catalog, or you may not read it',
        );
      }
    }
  });

  it('answers 403 with the permission', async () => {
    authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    for (const path of ['scorecard', 'pulls', 'pull-times', 'workloads']) {
      const { status, body } = await request(app).get(`${checkout}/${path}`);
      expect(status).toBe(403);
      expect(body.error.message).toContain('pull-performance.scorecard.read');
    }
    const { status, body } = await request(app).get('/v1/collection');
    expect(status).toBe(403);
    expect(body.error.message).toContain('pull-performance.fleet.read');
  });

  it('tells nothing of the inside', async () => {
    const error = Object.assign(new Error('select * from secrets'), {
      code: 'SQLITE_BUSY',
    });
    const failing: PullStore = Object.create(pulls, {
      listPulls: { value: async () => Promise.reject(error) },
    });
    const { status, body } = await request(await createApp(failing)).get(
      `${checkout}/pulls`,
    );
    expect(status).toBe(503);
    expect(body.error.message).toContain(
      'The database of pull performance is not reachable',
    );
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(logger.error).toHaveBeenCalledWith(expect.any(String), error);
  });
});
