import { mockErrorHandler, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { defaultScoreSettings } from 'backstage-plugin-pull-performance-common';
import express from 'express';
import request from 'supertest';
import { openNodeJudge } from '../__testUtils__/nodeJudge';
import { component, deployment, Seeds } from '../__testUtils__/seeds';
import { spec } from '../schema/openapi/generated/router';
import { ServiceImages } from '../insight/images/ServiceImages';
import { ServiceWorkloads } from '../insight/workloads/ServiceWorkloads';
import { openStores, testDatabases } from '../store/__testUtils__/stores';
import { Answers } from './Answers';
import { EntityAccess } from './EntityAccess';
import { createRouter } from './router';

const dayMs = 24 * 60 * 60 * 1000;
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

jest.setTimeout(120_000);

interface Route {
  path: string;
  /** With the parameters filled in. */
  address: string;
  methods: string[];
}

/** Everything that the description knows. */
const routes: Route[] = Object.entries(spec.paths).map(
  ([path, operations]) => ({
    path,
    address: path
      .replace('{kind}', 'component')
      .replace('{namespace}', 'default')
      .replace('{name}', 'checkout'),
    methods: Object.keys(operations),
  }),
);
const readRoutes = routes.filter(route => route.methods.includes('get'));

/** What is refused, and how: parameters that are wrong name themselves. */
const refusedQueries: [string, RegExp][] = [
  ['cluster[]=a', /cluster/],
  ['cluster=a&cluster=b', /cluster/],
  ['cluster[a]=b', /cluster/],
  ['cluster[__proto__]=b', /cluster|__proto__/],
  ['cluster=a%00b', /^cluster must not hold control characters$/],
  ['from=%00', /from/],
  ['from=1e400', /from/],
  ['limit=1e400', /limit/],
  ['limit=NaN', /limit/],
  ['limit=-1', /limit/],
  ['limit=1.5', /limit/],
  ['limit[]=1', /limit/],
  ['limit=9007199254740993', /limit/],
  [`cluster=${'x'.repeat(8000)}`, /cluster/],
  [`cursor=${'x'.repeat(8000)}`, /cursor/],
  ['cursor=%00', /cursor/],
  ['cursor=__proto__', /cursor/],
  ['constructor=1', /constructor/],
  ['toString=1', /toString/],
  ['a%00b=1', /parameters must not hold control characters/],
];

/** What may be asked, strange as it is: no such cluster exists. */
const oddQueries = [
  'cluster=__proto__',
  'cluster=constructor',
  "cluster='%20or%201=1--",
  'cluster=%E2%80%AE%F0%9F%98%80',
  'cluster=%25%5F',
  '__proto__=1',
  '__proto__[limit]=1',
  '&&&===&',
];

const oddNames = [
  '..%2F..%2Fetc',
  'a%2Fb',
  '%2e%2e',
  '__proto__',
  'constructor',
  "'%20or%201=1--",
  '%E2%80%AE',
  '*',
];

describe('hostile requests', () => {
  const databases = testDatabases();

  describe.each(databases.eachSupportedId())('%p', databaseId => {
    let app: express.Express;
    const logger = mockServices.logger.mock();

    beforeAll(async () => {
      const { knex, store, collection, changes, ...stores } = await openStores(
        databases,
        databaseId as 'SQLITE_3' | 'POSTGRES_15',
      );
      const images = ServiceImages.create({ store: stores.images });
      const { judge } = await openNodeJudge({
        database: mockServices.database({ knex }),
      });
      const seeds = new Seeds();
      seeds.pull(deployment('prod', 'checkout'), {
        outcome: 'cold',
        finishedAtMs: Date.now() - dayMs,
        waitSeconds: 10,
        pullSeconds: 5,
      });
      await seeds.applyTo(store);
      app = express();
      app.use(
        await createRouter({
          answers: Answers.create({
            access: EntityAccess.create({
              catalog: catalogServiceMock({
                entities: [component('checkout')],
              }),
              permissions: mockServices.permissions.mock({
                authorize: async () => [{ result: AuthorizeResult.ALLOW }],
              }),
              logger,
            }),
            pulls: store,
            collection,
            images,
            nodes: judge,
            workloads: ServiceWorkloads.create({
              ...{ store: stores.settings, images, nodes: judge },
            }),
            changes,
            scorecard: { ...defaultScoreSettings, windowMs: 7 * dayMs },
          }),
          httpAuth: mockServices.httpAuth(),
          logger,
        }),
      );
      app.use(mockErrorHandler());
    });

    it('takes no other method than the described ones', async () => {
      for (const { address, methods: described } of routes) {
        for (const method of methods) {
          if (described.includes(method)) continue;
          const { status } = await request(app)[method](address);
          expect([method, address, [404, 405].includes(status)]).toEqual([
            method,
            address,
            true,
          ]);
        }
      }
    });

    it.each(refusedQueries)('refuses ?%s', async (query, message) => {
      for (const { path, address } of readRoutes) {
        const { status, body } = await request(app).get(`${address}?${query}`);
        expect({ path, status }).toEqual({ path, status: 400 });
        // A route that does not know the parameter says so, with its name.
        expect(body.error.message).toMatch(message);
        expect(JSON.stringify(body)).not.toMatch(/node_modules|\\n\s+at /);
      }
    });

    it.each(oddQueries)('answers ?%s like any other question', async query => {
      for (const { path, address } of readRoutes) {
        const { status } = await request(app).get(`${address}?${query}`);
        // 400: a route that has no such parameter.
        expect({ path, isFine: [200, 400].includes(status) }).toEqual({
          path,
          isFine: true,
        });
      }
      expect(Object.keys({})).toEqual([]);
    });

    it.each(oddNames)('finds no entity %s', async name => {
      for (const { path } of readRoutes) {
        if (!path.includes('{name}')) continue;
        const address = path
          .replace('{kind}', 'component')
          .replace('{namespace}', 'default')
          .replace('{name}', name);
        const { status } = await request(app).get(address);
        expect({ address, isFine: [400, 404].includes(status) }).toEqual({
          address,
          isFine: true,
        });
      }
    });

    it.each(['a%00b', '%0a', '%E0%A4%A', '%ff'])(
      'refuses the entity %s',
      async name => {
        const { status, body } = await request(app).get(
          `/v1/entities/component/default/${name}/pulls`,
        );
        expect(status).toBe(400);
        expect(body.error.message).toMatch(/^The address /);
      },
    );

    it('reads no large body', async () => {
      for (const { path, address } of readRoutes) {
        const sent = await request(app)
          .get(address)
          .set('content-type', 'application/json')
          .send(JSON.stringify({ text: 'x'.repeat(2e6) }));
        expect({ path, status: sent.status }).toEqual({ path, status: 413 });
        expect(sent.body.error.message).toMatch(/too large/);
      }
    });

    it('does not mind what a question without a body carries', async () => {
      for (const text of ['{"a":', '[]', '"__proto__"', 'null', '\0']) {
        const { status } = await request(app)
          .get(readRoutes[0].address)
          .set('content-type', 'application/json')
          .send(text);
        expect([text, [200, 400].includes(status)]).toEqual([text, true]);
      }
    });

    it('called none of it a fault of the server', () => {
      expect(logger.error).not.toHaveBeenCalled();
    });
  });
});
