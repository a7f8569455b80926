import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { until } from '../__testUtils__/until';
import { readText } from '../watch/boundedBody';
import { pods } from '../watch/resources';
import { Reflector } from '../watch/Reflector';
import { KubernetesPluginClusterAccess } from './KubernetesPluginClusterAccess';

describe('KubernetesPluginClusterAccess', () => {
  let api: FakeApiServer;
  let plugin: http.Server;
  let proxied: express.Request[];
  let clusters: express.RequestHandler;
  let access: KubernetesPluginClusterAccess;

  beforeEach(async () => {
    // As behind the real proxy, a quiet watch sends not even its headers.
    api = await FakeApiServer.start({ silentUntilFirstByte: true });
    proxied = [];
    const app = express();
    app.use('/api/kubernetes', (req, res, next) => {
      const token = req.headers.authorization ?? '';
      if (token.includes('"target":"kubernetes"')) next();
      else res.status(401).json({ error: { name: 'AuthenticationError' } });
    });
    app.get('/api/kubernetes/clusters', (req, res, next) =>
      clusters(req, res, next),
    );
    app.use('/api/kubernetes/proxy', (req, res) => {
      proxied.push(req);
      api.handle(req, res);
    });
    plugin = app.listen(0, '127.0.0.1');
    await once(plugin, 'listening');
    const { port } = plugin.address() as AddressInfo;
    access = KubernetesPluginClusterAccess.create({
      auth: mockServices.auth({ pluginId: 'pull-performance' }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }),
    });
  });

  afterEach(async () => {
    plugin.closeAllConnections();
    plugin.close();
    await api.stop();
  });

  function named(...items: object[]): express.RequestHandler {
    return (_req, res) => {
      res.json({ items });
    };
  }

  it('lists the clusters, and skips those that need a user', async () => {
    clusters = named(
      { name: 'prod', title: 'Production', authProvider: 'serviceAccount' },
      { name: 'eks', authProvider: 'aws' },
      { name: 'own', authProvider: 'our-own-strategy' },
      { name: 'sso', authProvider: 'oidc', oidcTokenProvider: 'okta' },
      { name: 'gke', authProvider: 'google' },
      { name: 'aks', authProvider: 'aks' },
      { name: 'smörgås\r\nx: y', authProvider: 'serviceAccount' },
      { name: 'prod', title: 'Twice' },
      { title: 'No name' },
    );
    const skipped = {
      why: expect.stringMatching(/sign-in of a user/),
      next: expect.stringMatching(/serviceAccount.*pullPerformance\.clusters/),
    };
    await expect(access.listClusters()).resolves.toEqual([
      { name: 'prod', title: 'Production' },
      { name: 'eks' },
      { name: 'own' },
      { name: 'sso', skipped },
      { name: 'gke', skipped },
      { name: 'aks', skipped },
      {
        name: 'smörgås\r\nx: y',
        skipped: {
          why: expect.stringMatching(/cannot be sent/),
          next: expect.stringMatching(/ASCII/),
        },
      },
    ]);
  });

  it('finds no clusters where the plugin is not installed', async () => {
    clusters = (_req, res) => {
      res.status(404).json({ error: { name: 'NotFoundError' } });
    };
    await expect(access.listClusters()).resolves.toEqual([]);
  });

  it.each<[string, express.RequestHandler, RegExp]>([
    [
      'refuses',
      (_req, res) => {
        res.status(403).json({ error: { name: 'NotAllowedError' } });
      },
      /refused .*HTTP 403.*kubernetes\.clusters\.read and kubernetes\.proxy/,
    ],
    [
      'fails',
      (_req, res) => {
        res.status(500).json({ error: { name: 'Error' } });
      },
      /HTTP 500.*log/,
    ],
    [
      'answers something else',
      (_req, res) => {
        res.send('<html></html>');
      },
      /did not list its clusters/,
    ],
    [
      'never ends',
      (_req, res) => {
        const more = () => {
          if (!res.destroyed) res.write(Buffer.alloc(65_536, ' '), more);
        };
        more();
      },
      /larger than 8 MiB/,
    ],
    [
      'dies',
      (_req, res) => {
        res.destroy();
      },
      /cannot be asked for its clusters.*Check that the plugin/,
    ],
  ])('says so when the plugin %s', async (_, answer, message) => {
    clusters = answer;
    await expect(access.listClusters()).rejects.toThrow(message);
  });

  it('reads a cluster through the proxy', async () => {
    api.setObjects(pods.path, [{ metadata: { name: 'one' } }]);
    const response = await access.request({
      cluster: 'prod',
      path: `${pods.path}?limit=5&fieldSelector=a%3Db`,
      accept: 'application/json;as=Table',
      signal: new AbortController().signal,
    });
    expect(response).toMatchObject({
      status: 200,
      contentType: 'application/json',
    });
    await readText(response.body, { maxBytes: 1e6, what: 'the body' });
    expect(proxied).toHaveLength(1);
    expect(proxied[0].query).toEqual({ limit: '5', fieldSelector: 'a=b' });
    expect(proxied[0].headers).toMatchObject({
      'backstage-kubernetes-cluster': 'prod',
      'accept-encoding': 'identity',
      accept: 'application/json;as=Table',
      authorization: expect.stringMatching(/^Bearer .*pull-performance/),
    });
    expect(proxied[0].headers).not.toHaveProperty(
      'backstage-kubernetes-authorization',
    );
  });

  it('keeps its own token from clusters that are read without credentials', async () => {
    clusters = named({ name: 'local', authProvider: 'localKubectlProxy' });
    await access.listClusters();
    const { signal } = new AbortController();
    await access.request({ cluster: 'local', path: pods.path, signal });
    expect(proxied[0].headers).toMatchObject({
      'backstage-kubernetes-authorization': '',
    });
  });

  it('names the cluster and the next step when there is no answer', async () => {
    plugin.closeAllConnections();
    plugin.close();
    const { signal } = new AbortController();
    await expect(
      access.request({ cluster: 'prod', path: pods.path, signal }),
    ).rejects.toThrow(
      /Cluster 'prod' cannot be read through the Kubernetes plugin: .*ECONNREFUSED.*Check that/,
    );
  });

  it('follows a cluster whose watches are silent until something happens', async () => {
    const seen: unknown[] = [];
    const controller = new AbortController();
    const running = Reflector.create<unknown>({
      access,
      cluster: 'prod',
      resource: pods,
      sink: {
        upsert: object => {
          seen.push(object);
        },
      },
      parse: raw => raw,
      onStatus: () => {},
      logger: mockServices.logger.mock(),
    }).run(controller.signal);
    await until('watching', () => api.openWatches(pods.path) === 1);
    api.apply(pods.path, { metadata: { name: 'new' } });
    await until('seen', () => seen.length === 1);
    expect(seen).toEqual([
      { metadata: expect.objectContaining({ name: 'new' }) },
    ]);
    controller.abort();
    await running;
    await until('closed', () => api.openWatches(pods.path) === 0);
  });
});
