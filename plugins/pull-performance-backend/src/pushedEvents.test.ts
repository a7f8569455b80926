import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { BackendFeature } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { setTimeout as pause } from 'node:timers/promises';
import request from 'supertest';
import { gzipSync } from 'node:zlib';
import { component } from './__testUtils__/seeds';
import plugin from './index';
import { kubeletEvent } from './kubernetes/events/__testUtils__/kubeletEvent';
import { logsRequest, Told } from './kubernetes/push/__testUtils__/otlp';

const base = '/api/pull-performance/v1';

jest.setTimeout(60_000);

/** What tokens of the configuration may do, by their subjects. */
const tokens = [
  { subject: 'collector', permission: 'pull-performance.ingest' },
  { subject: 'reader', permission: 'pull-performance.fleet.read' },
  { subject: 'elsewhere', plugin: 'catalog' },
];

function staticToken({
  subject,
  plugin: restrictedTo = 'pull-performance',
  permission,
}: (typeof tokens)[number]) {
  return {
    type: 'static',
    options: { token: `${subject}-token`, subject },
    accessRestrictions: [
      { plugin: restrictedTo, ...(permission && { permission }) },
    ],
  };
}

describe('pushed events', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_15'],
    disableDocker: true,
  });

  async function start(
    databaseId: Parameters<typeof databases.init>[0],
    services: BackendFeature[] = [],
  ) {
    const knex = await databases.init(databaseId);
    const { server } = await startTestBackend({
      features: [
        plugin,
        ...services,
        mockServices.database.factory({ knex }),
        mockServices.rootConfig.factory({
          data: {
            pullPerformance: { kubernetesPlugin: { enabled: false } },
            backend: {
              baseUrl: 'http://localhost',
              auth: { externalAccess: tokens.map(staticToken) },
            },
          },
        }),
        catalogServiceMock.factory({ entities: [component('checkout')] }),
        actionsRegistryServiceMock.factory(),
        mockServices.scheduler.mock({ scheduleTask: async () => {} }).factory,
      ],
    });
    return server;
  }

  function push(
    server: Parameters<typeof request>[0],
    told: readonly Told[],
    authorization = mockCredentials.service.header(),
  ) {
    return request(server)
      .post(`${base}/otlp/v1/logs`)
      .set('authorization', authorization)
      .set('content-type', 'application/json')
      .set('content-encoding', 'gzip')
      .serialize(one => one)
      .send(gzipSync(JSON.stringify(logsRequest(told))) as unknown as string);
  }

  const nowMs = Date.now() - 2_000;
  const time = new Date(nowMs).toISOString();
  const told: Told[] = [
    {
      type: 'ADDED',
      observedAtMs: nowMs,
      object: {
        apiVersion: 'v1',
        kind: 'Event',
        ...(kubeletEvent({
          firstTimestamp: time,
          lastTimestamp: time,
        }) as object),
      },
    },
    {
      type: 'MODIFIED',
      observedAtMs: nowMs,
      object: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'web-1',
          namespace: 'shop',
          uid: 'pod-1',
          labels: { 'backstage.io/kubernetes-id': 'checkout' },
        },
        spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'w' }] },
        status: {},
      },
    },
  ];

  it.each(databases.eachSupportedId())(
    'become pulls of a service, once however often they are sent, %p',
    async databaseId => {
      const server = await start(databaseId);
      let answer = await push(server, told);
      const deadlineMs = Date.now() + 20_000;
      // Until the catalog was read.
      while (answer.status === 503 && Date.now() < deadlineMs) {
        await pause(50);
        answer = await push(server, told);
      }
      expect(answer.status).toBe(200);
      expect(answer.text).toBe('{}');
      expect((await push(server, told)).status).toBe(200);

      const pulls = await request(server).get(
        `${base}/entities/component/default/checkout/pulls`,
      );
      expect(pulls.body.items).toEqual([
        expect.objectContaining({
          cluster: 'pushed',
          pod: 'web-1',
          waitSeconds: 2,
        }),
      ]);
      const { body } = await request(server).get(`${base}/collection`);
      expect(body.clusters).toEqual([
        expect.objectContaining({
          cluster: 'pushed',
          access: 'otlp',
          state: 'collecting',
          problems: [],
          gaps: [],
        }),
      ]);
      expect(body.clusters[0].lagSeconds).toBeGreaterThan(1);
    },
  );

  it('are taken only of tokens that may push them', async () => {
    const server = await start('SQLITE_3', [
      authServiceFactory,
      httpAuthServiceFactory,
      permissionsServiceFactory,
    ]);
    const statusFor = async (authorization: string) =>
      (await push(server, [], authorization)).status;
    expect(await statusFor('')).toBe(401);
    expect(await statusFor('Bearer made-up')).toBe(401);
    for (const token of ['elsewhere', 'reader']) {
      expect(await statusFor(`Bearer ${token}-token`)).toBe(403);
    }
    const reader = await push(server, [], 'Bearer reader-token');
    expect(reader.body.error.message).toContain('pull-performance.ingest');
    expect(await statusFor('Bearer collector-token')).toBe(200);
  });

  it('are not taken of users', async () => {
    const server = await start('SQLITE_3');
    const { status } = await push(server, [], mockCredentials.user.header());
    expect(status).toBe(403);
  });
});
