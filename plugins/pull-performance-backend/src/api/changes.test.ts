import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  defaultScoreSettings,
  pullPerformanceChangeCreatePermission,
  pullPerformanceFleetReadPermission,
} from 'backstage-plugin-pull-performance-common';
import express from 'express';
import request from 'supertest';
import { openNodeJudge } from '../__testUtils__/nodeJudge';
import { component, deployment, Seeds } from '../__testUtils__/seeds';
import { ServiceImages } from '../insight/images/ServiceImages';
import { ServiceWorkloads } from '../insight/workloads/ServiceWorkloads';
import { DatabaseChangeStore } from '../store/DatabaseChangeStore';
import { openStores, testDatabases } from '../store/__testUtils__/stores';
import { Answers } from './Answers';
import { EntityAccess } from './EntityAccess';
import { createRouter } from './router';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const entityRef = 'component:default/checkout';
const marker = '0123456789abcdef';
const nowMs = Date.now();

jest.setTimeout(60_000);

describe('changes', () => {
  const databases = testDatabases();
  const authorize = jest.fn();
  let app: express.Express;
  let changes: DatabaseChangeStore;

  beforeAll(async () => {
    const stores = await openStores(databases, 'SQLITE_3');
    changes = stores.changes;
    const { judge } = await openNodeJudge({
      database: mockServices.database({ knex: stores.knex }),
    });
    const seeds = new Seeds();
    // Slow before the change three days ago, and images that are there since; in another cluster slow all the time.
    for (let hour = 1; hour <= 7 * 24; hour += 6) {
      const after = hour < 3 * 24;
      seeds.pull(deployment('prod', 'checkout'), {
        outcome: after ? 'present' : 'cold',
        finishedAtMs: nowMs - hour * hourMs,
        ...(after ? {} : { waitSeconds: 20, pullSeconds: 15 }),
        readyAfterSeconds: after ? 2 : 22,
      });
      seeds.pull(deployment('staging', 'checkout'), {
        outcome: 'cold',
        finishedAtMs: nowMs - hour * hourMs,
        waitSeconds: 60,
        pullSeconds: 50,
      });
    }
    await seeds.applyTo(stores.store);
    const images = ServiceImages.create({ store: stores.images });
    app = express();
    app.use(
      await createRouter({
        answers: Answers.create({
          access: EntityAccess.create({
            catalog: catalogServiceMock({ entities: [component('checkout')] }),
            permissions: mockServices.permissions.mock({ authorize }),
            logger: mockServices.logger.mock(),
          }),
          pulls: stores.store,
          collection: stores.collection,
          images,
          nodes: judge,
          workloads: ServiceWorkloads.create({
            ...{ store: stores.settings, images, nodes: judge },
          }),
          changes,
          scorecard: { ...defaultScoreSettings, windowMs: 7 * dayMs },
        }),
        httpAuth: mockServices.httpAuth(),
        logger: mockServices.logger.mock(),
        validateResponses: true,
      }),
    );
    app.use(mockErrorHandler());
  });

  beforeEach(() => {
    authorize
      .mockReset()
      .mockImplementation(async (asked: unknown[]) =>
        asked.map(() => ({ result: AuthorizeResult.ALLOW })),
      );
  });

  const record = (body: object) => request(app).post('/v1/changes').send(body);
  const list = async (query: object = { entityRef }) =>
    (await request(app).get('/v1/changes').query(query)).body;

  it('are recorded with who did it, and compared once their label is seen', async () => {
    const values = {
      target: 'prod/shop/Deployment/checkout',
      images: ['shop/checkout:1'],
    };
    const { status, body } = await record({
      ...{ entityRef: 'Component:Default/Checkout', marker, values },
      ...{ fix: 'prepull-daemonset', url: 'https://git.example/pulls/7' },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ entityRef, fix: 'prepull-daemonset', state: 'recorded', values },
      recordedBy: mockCredentials.user().principal.userEntityRef,
      reason: { code: 'not-rolled-out' },
    });
    expect(body.title).not.toBe('prepull-daemonset');
    expect(body).not.toHaveProperty('before');

    await changes.noteMarkers({
      cluster: 'prod',
      sightings: [{ marker, atMs: nowMs - 70 * hourMs }],
    });
    const { items, totalItems } = await list();
    expect(totalItems).toBe(1);
    const [change] = items;
    expect(change).toMatchObject({
      ...{ id: body.id, state: 'rolledOut', rolledOutBy: 'marker' },
      clusters: ['prod'],
      // Of this cluster alone.
      before: { counts: { present: 0 }, presentShare: 0 },
      after: { counts: { cold: 0, failed: 0 }, presentShare: 1 },
    });
    expect(change.before.counts.cold).toBeGreaterThan(10);
    expect(change.after.counts.present).toBeGreaterThan(10);
    expect(change.before.waitSeconds.p95).toBeCloseTo(20, 0);
    expect(change.after).not.toHaveProperty('waitSeconds');
    expect(change.before.timeToReadySeconds.p50).toBeGreaterThan(20);
    expect(change.after.timeToReadySeconds.p50).toBeLessThan(3);
    expect(change).not.toHaveProperty('reason');
  });

  it('run since when somebody says so', async () => {
    const { body } = await record({ entityRef, fix: 'pull-policy' });
    const confirm = (rolledOutAt: string, id = body.id) =>
      request(app).post(`/v1/changes/${id}/rollout`).send({ rolledOutAt });
    const now = new Date().toISOString();
    expect((await confirm(now)).body).toMatchObject({
      ...{ state: 'rolledOut', rolledOutBy: 'user', rolledOutAt: now },
      reason: { code: 'too-early' },
    });
    const earlier = new Date(nowMs - dayMs).toISOString();
    const corrected = (await confirm(earlier)).body;
    expect(corrected.rolledOutAt).toBe(earlier);
    expect(corrected.after.counts.cold).toBeGreaterThan(0);
    expect((await confirm('2999-01-01T00:00:00Z')).status).toBe(400);
    expect((await confirm('yesterday')).body.error.message).toContain(
      'rolledOutAt must be a time',
    );
    expect((await confirm(now, 'nothing')).status).toBe(404);
  });

  it('are listed page by page', async () => {
    const { totalItems } = await list();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 1, cursor });
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(totalItems);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each([
    ['a file for an address', { url: 'file:///etc/passwd' }, 'url'],
    ['an address with a password', { url: 'https://a:b@c/' }, 'url'],
    ['no address', { url: 'see there' }, 'url'],
    ['an unknown fix', { fix: 'magic' }, 'fix'],
    ['an odd label', { marker: 'UPPER-case' }, 'marker'],
    [
      'too deep values',
      { values: { a: { b: { c: { d: { e: { f: { g: {} } } } } } } } },
      'values',
    ],
    ['too large values', { values: { a: 'x'.repeat(20_000) } }, 'values'],
    ['a field that nobody knows', { color: 'red' }, 'additional properties'],
    ['no entity', { entityRef: 'a b c' }, 'entityRef'],
  ])('refuse %s by its name', async (_, wrong, field) => {
    const { status, body } = await record({
      ...{ entityRef, fix: 'estargz' },
      ...wrong,
    });
    expect(status).toBe(400);
    expect(body.error.message).toContain(field);
  });

  it('need their permissions', async () => {
    authorize.mockImplementation(
      async (asked: { permission: { name: string } }[]) =>
        asked.map(({ permission }) => ({
          result: [
            pullPerformanceChangeCreatePermission.name,
            pullPerformanceFleetReadPermission.name,
          ].includes(permission.name)
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
        })),
    );
    const { status, body } = await record({ entityRef, fix: 'estargz' });
    expect(status).toBe(403);
    expect(body.error.message).toContain('pull-performance.change.create');
    expect((await request(app).get('/v1/changes')).status).toBe(403);
    expect(await list()).toHaveProperty('items');
    const unknown = await list({ entityRef: 'component:default/hidden' });
    expect(unknown.error.name).toBe('NotFoundError');
  });
});
