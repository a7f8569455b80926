import { Answer, AzureServer, failure } from '../__testUtils__/azureServer';
import { smallWorld } from '../__testUtils__/azureWorld';
import {
  diskRequest,
  factRequest,
  nodesOf,
  sourcesOn,
} from '../__testUtils__/harness';
import { readEndpoint } from '../config/endpoint';
import { AzureConnection } from './AzureConnection';
import { AzureError } from './AzureError';
import { AzureTokens } from './AzureTokens';
import { boundedHttpClient } from './boundedHttpClient';

jest.mock('./azureSdk', () => jest.requireActual('../__testUtils__/sdk'));

const hourMs = 3_600_000;

/** Gives one token after the other. */
function credentialOf(...tokens: string[]) {
  let given = 0;
  const getToken = jest.fn(async () => {
    const token = tokens[Math.min(given, tokens.length - 1)];
    given += 1;
    return { token, expiresOnTimestamp: Date.now() + hourMs };
  });
  return { getToken };
}

describe('requests to Azure', () => {
  let server: AzureServer;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    server = await AzureServer.start(smallWorld());
    server.world.scaleSets[0].figures = { 'OS Disk Queue Depth': () => 4 };
  });

  afterEach(() => server.stop());

  const nodes = () => nodesOf(server.world.scaleSets[0]);

  function connect(tokens?: AzureTokens) {
    return AzureConnection.create({
      endpoint: readEndpoint(server.origin, 'endpoint'),
      subscriptionId: 'x',
      tokens,
    });
  }

  /** What goes wrong with a single request. */
  async function failureOf(answer: Answer): Promise<AzureError> {
    server.fault = () => answer;
    const error = await connect()
      .get('/subscriptions/x', { apiVersion: '2024-01-01', signal })
      .catch(caught => caught);
    expect(error).toBeInstanceOf(AzureError);
    return error;
  }

  it('fetches a token once for all requests, and once more when Azure refuses it', async () => {
    server.tokens = new Set(['fresh']);
    const credential = credentialOf('stale', 'fresh');
    const { disks } = sourcesOn(server, { credential });
    const { samples, problems } = await disks.readDisks(diskRequest(nodes()));
    expect(samples.size).toBe(2);
    expect(problems).toEqual([]);
    expect(credential.getToken).toHaveBeenCalledTimes(2);
    expect(credential.getToken).toHaveBeenCalledWith(
      `${server.origin}/.default`,
      expect.anything(),
    );
    const sent = new Set(
      server.requests.map(({ authorization }) => authorization),
    );
    expect(sent).toEqual(new Set(['Bearer stale', 'Bearer fresh']));
  });

  it('says that a token is refused when there is no other', async () => {
    server.tokens = new Set(['fresh']);
    const { disks } = sourcesOn(server, {
      credential: credentialOf('expired'),
    });
    const { samples, problems } = await disks.readDisks(diskRequest(nodes()));
    expect(samples.size).toBe(0);
    expect(problems).toMatchObject([
      {
        code: 'azure-cluster',
        why: 'Azure refused the token (HTTP 401 ExpiredAuthenticationToken).',
      },
    ]);
    expect(problems[0].next).toContain(
      'pullPerformance.nodeDisks.azure[0].credential',
    );
    expect(JSON.stringify(problems)).not.toContain('expired');
  });

  it('names an identity that is missing, with the number of the error only', async () => {
    const { disks } = sourcesOn(server, {
      credential: {
        getToken: async () => {
          throw new Error('AADSTS7000215: invalid client secret "hunter2"');
        },
      },
    });
    const { problems } = await disks.readDisks(diskRequest(nodes()));
    expect(problems[0].why).toBe(
      'No token of Microsoft Entra ID could be had (Error, AADSTS7000215).',
    );
    expect(server.requests).toEqual([]);
  });

  it('sends no token to a server on loopback that stands for Azure', async () => {
    await sourcesOn(server).disks.readDisks(diskRequest(nodes()));
    expect(server.requests.length).toBeGreaterThan(3);
    for (const { authorization } of server.requests) {
      expect(authorization).toBeUndefined();
    }
  });

  it('names the role that is missing, and uses what may be read', async () => {
    server.fault = ({ path }) =>
      /virtualMachineScaleSets$|Insights.metrics$/.test(path)
        ? failure(403, 'AuthorizationFailed', {
            message: "The client 'secret-object-id' has no authorization",
          })
        : undefined;
    const { disks, facts } = sourcesOn(server);
    const measured = await disks.readDisks(diskRequest(nodes()));
    expect(measured.samples.size).toBe(0);
    expect(measured.problems.map(({ code, next }) => [code, next])).toEqual([
      [
        'azure-metrics',
        'Give the identity of Backstage the role "Monitoring Reader" on the resource group of the nodes (docs/azure.md has the commands). A new role takes up to ten minutes to work.',
      ],
      [
        'azure-disk-usage',
        'Give the identity of Backstage the role "Reader" on the cluster prod (docs/azure.md has the commands). A new role takes up to ten minutes to work.',
      ],
    ]);
    const known = await facts.readFacts(factRequest(nodes()));
    expect(known.problems).toMatchObject([
      {
        code: 'azure-scale-sets',
        why: 'Azure allowed no access (HTTP 403 AuthorizationFailed).',
        next: expect.stringContaining(
          'the role "Monitoring Reader" on the resource group MC_shop_prod_westeurope',
        ),
      },
    ]);
    // The agent pool still tells the kind of the disk.
    expect(known.facts[0]).toMatchObject({
      vmSize: 'Standard_D4s_v3',
      imageDisk: { kind: 'managed', limits: [] },
    });
    expect(
      JSON.stringify([...measured.problems, ...known.problems]),
    ).not.toContain('secret-object-id');
  });

  it('names the keys of the configuration when the cluster is not found', async () => {
    const { disks } = sourcesOn(server, { config: { clusterName: 'gone' } });
    const { problems } = await disks.readDisks(diskRequest(nodes()));
    expect(problems).toMatchObject([
      {
        code: 'azure-cluster',
        what: 'Azure does not tell about the cluster gone.',
        why: 'Azure does not know the resource (HTTP 404 ResourceNotFound).',
        next: expect.stringContaining(
          'pullPerformance.nodeDisks.azure[0].clusterName',
        ),
      },
    ]);
  });

  it('asks again after a short Retry-After, and leaves Azure alone for a long one', async () => {
    const { disks } = sourcesOn(server, {
      config: { nodeResourceGroup: 'MC_shop_prod_westeurope' },
    });
    let isFirst = true;
    server.fault = ({ path }) => {
      if (!isFirst || !path.includes('vmss/providers')) return undefined;
      isFirst = false;
      return failure(429, 'TooManyRequests', {
        headers: { 'retry-after': '0' },
      });
    };
    const short = await disks.readDisks(diskRequest(nodes()));
    expect(short.samples.size).toBe(2);
    expect(short.problems).toEqual([]);
    expect(server.count('vmss/providers')).toBe(2);

    server.fault = ({ path }) =>
      path.includes('Insights')
        ? failure(429, 'TooManyRequests', {
            headers: {
              'retry-after': new Date(Date.now() + hourMs / 2).toUTCString(),
            },
          })
        : undefined;
    const long = await disks.readDisks(diskRequest(nodes()));
    expect(long.samples.size).toBe(0);
    expect(long.problems[0]).toMatchObject({
      code: 'azure-metrics',
      why: expect.stringContaining('Azure asked to wait'),
      next: expect.stringMatching(/asked again after 20\d\d-\d\d-\d\dT/),
    });
    const calls = server.requests.length;
    await disks.readDisks(diskRequest(nodes()));
    expect(server.requests.length).toBe(calls);
  });

  it.each<[string, Answer, Partial<AzureError>]>([
    ['a failing Azure', failure(503, 'ServerBusy'), { failure: 'unavailable' }],
    [
      'a page of a proxy',
      { status: 200, body: '<html>Sign in: token=abc</html>' },
      { failure: 'badAnswer' },
    ],
    [
      'a page that claims to be JSON',
      {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '<html>token=abc</html>',
      },
      { failure: 'badAnswer' },
    ],
    [
      'a cut answer',
      {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"token":"abc',
      },
      { failure: 'badAnswer' },
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://example.org/?token=abc' } },
      { failure: 'badAnswer', status: 302 },
    ],
    [
      'a code that is no word',
      { status: 403, body: { error: { code: 'token=abc' } } },
      { failure: 'forbidden', code: undefined },
    ],
  ])('tells %s without repeating it', async (_, answer, expected) => {
    const error = await failureOf(answer);
    expect(error).toMatchObject(expected);
    expect(`${error} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(
      /abc|html|example/,
    );
  });

  it('does not repeat metrics that it cannot read', async () => {
    for (const value of ['x', [{ timeseries: 'token=abc' }], [null], {}]) {
      server.fault = ({ path }) =>
        path.includes('Insights')
          ? { status: 200, body: { value, timespan: 'x' } }
          : undefined;
      const { disks } = sourcesOn(server);
      const { samples, problems } = await disks.readDisks(diskRequest(nodes()));
      expect(samples.size).toBe(0);
      expect(problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(problems)).not.toContain('abc');
    }
  });

  it('tells a server that is gone', async () => {
    const { origin } = server;
    await server.stop();
    const { disks } = sourcesOn(server, {
      config: { endpoint: readEndpoint(origin, 'endpoint') },
    });
    const { problems } = await disks.readDisks(diskRequest(nodes()));
    expect(problems).toMatchObject([
      {
        why: 'Azure did not answer (ECONNREFUSED).',
        next: `Check that the backend may connect to ${origin} (proxy, firewall, DNS).`,
      },
    ]);
    server = await AzureServer.start(smallWorld());
  });

  it('follows pages to its own origin only, and not for ever', async () => {
    const collect = async (connection: AzureConnection) => {
      const items: unknown[] = [];
      const pages = connection.list('/subscriptions/x', {
        apiVersion: '2024-01-01',
        mostPages: 5,
        signal,
      });
      for await (const item of pages) items.push(item);
      return items;
    };
    const credential = credentialOf('token');
    const tokens = AzureTokens.create({ credential: async () => credential });
    for (const nextLink of [
      'https://example.org/next?api-version=1',
      'http://127.0.0.1:1/next',
      '/relative',
      17,
    ]) {
      server.fault = () => ({ status: 200, body: { value: [{}], nextLink } });
      await expect(collect(connect(tokens))).rejects.toThrow(
        'Azure led to an address that is not its own',
      );
    }
    server.requests.length = 0;
    server.fault = () => ({
      status: 200,
      body: { value: [{}], nextLink: `${server.origin}/again?api-version=1` },
    });
    await expect(collect(connect(tokens))).rejects.toThrow(
      'Azure has more than 5 pages of a list',
    );
    expect(server.requests).toHaveLength(5);
  });

  it('bounds size and time of an answer', async () => {
    const { loadAzureSdk } = jest.requireActual('../__testUtils__/sdk');
    const sdk = await loadAzureSdk();
    const request = () => {
      const made = sdk.createPipelineRequest({
        url: `${server.origin}/subscriptions/x?api-version=1`,
        allowInsecureConnection: true,
      });
      made.headers.set('accept-encoding', 'gzip');
      return made;
    };
    server.fault = () => ({ status: 200, body: { pad: 'x'.repeat(10_000) } });
    const client = sdk.createDefaultHttpClient();
    const small = boundedHttpClient(client, {
      mostBytes: 1000,
      longestMs: 10_000,
    });
    await expect(small.sendRequest(request())).rejects.toMatchObject({
      failure: 'tooLarge',
    });
    const large = boundedHttpClient(client, {
      mostBytes: 20_000,
      longestMs: 10_000,
    });
    const { bodyAsText } = await large.sendRequest(request());
    expect(bodyAsText).toContain('xxx');

    const quick = boundedHttpClient(
      {
        sendRequest: made =>
          new Promise((_, reject) => {
            made.abortSignal?.addEventListener('abort', () =>
              reject(new Error('cut token=abc')),
            );
          }),
      },
      { mostBytes: 1000, longestMs: 1 },
    );
    await expect(quick.sendRequest(request())).rejects.toMatchObject({
      failure: 'unreachable',
      message: 'Azure did not answer in time',
    });
  });
});
