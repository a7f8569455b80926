import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { FakeRegistry, json, redirect } from './__testUtils__/FakeRegistry';
import { hostileContents } from './__testUtils__/hostileContents';
import { hostileConversations } from './__testUtils__/hostileConversations';
import { Registries } from './__testUtils__/registries';

const secrets = [
  'hunter2',
  'aHVudGVyMg',
  'cmVhZGVyOmh1bnRlcjI',
  'signed-right',
];
const credentials = { username: 'reader', password: 'hunter2' };
const manifests = '/v2/team/web/manifests/*';
const blobs = '/v2/team/web/blobs/*';

let registries: Registries;
/** Does what a test wants. */
let bad: FakeRegistry;
/** Should get no request that it is not meant to get. */
let other: FakeRegistry;
let good: FakeRegistry;

beforeEach(async () => {
  registries = new Registries();
  bad = await registries.start();
  other = await registries.start();
  good = await registries.start();
});

afterEach(() => registries.end());

function bearer(realm: string) {
  return json(401, {}, { 'www-authenticate': `Bearer realm="${realm}"` });
}

describe('A registry that', () => {
  it.each([...hostileConversations, ...hostileContents])(
    '$title',
    async ({ make, config, timeouts, ...wanted }) => {
      const ordinary = bad.putImage();
      const digest = make({ bad, other }) ?? ordinary;
      const others = [
        { ...good.config, key: 'pullPerformance.registries[1]' },
        ...(wanted.otherIsConfigured ? [other.config] : []),
      ];
      const registry = registries.open(bad, {
        config,
        others,
        timeouts,
      });
      const error = await registry
        .read({ registry: bad.host, name: 'team/web' }, digest)
        .then(
          () => undefined,
          reason => reason,
        );

      expect(error).toMatchObject({
        name: 'RegistryError',
        code: wanted.code,
        message: expect.stringMatching(wanted.says),
        reason: {
          what: `Reading ${bad.host}/team/web@${digest}`,
          why: expect.stringMatching(/^[\x20-\x7e]+[.]$/),
          next: expect.stringMatching(/[.]$/),
        },
      });
      expect(error.retryAfterMs).toBe(wanted.retryAfterMs);

      // No secret leaves: not with the error and its causes, not into the log, not to another server.
      const { warn, info, debug, error: logged } = registries.logger;
      const logs = [warn, info, debug, logged].map(({ mock }) => mock.calls);
      const seen = inspect([error, logs, other.requests], { depth: 20 });
      for (const secret of secrets.slice(0, 3)) {
        expect(seen).not.toContain(secret);
      }
      expect(inspect([error, logs], { depth: 20 })).not.toContain(
        'signed-right',
      );
      const uninvited = wanted.otherIsConfigured ? [] : other.requests;
      expect(uninvited).toEqual([]);
      expect(other.requests.some(({ path }) => path === '/token')).toBe(false);
      expect(bad.requests.every(({ headers }) => !headers['x-evil'])).toBe(
        true,
      );

      // Others go on, and so does this registry with another image, unless it asked for quiet.
      const goodDigest = good.putImage();
      const read = await registry.read(
        { registry: good.host, name: 'team/web' },
        goodDigest,
      );
      expect(read.kind).toBe('image');
    },
  );

  it('sends credentials only where they belong, along redirects and to its token service', async () => {
    const digest = bad.putImage();
    const token = 'the-token';
    bad.guard = ({ headers }) =>
      headers.authorization ? undefined : bearer(`${other.url}/token`);
    other.answers.set('/token', json(200, { token }));
    bad.answers.set(blobs, (seen, res) =>
      redirect(`${good.url}${seen.path}`)(seen, res),
    );
    good.putImage();
    const registry = registries.open(bad, {
      config: { ...credentials, tokenOrigin: other.url },
      others: [good.config],
    });
    await registry.read({ registry: bad.host, name: 'team/web' }, digest);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([
      expect.stringMatching(/^Basic /),
    ]);
    expect(
      bad.requests.every(
        ({ headers }) =>
          !headers.authorization || headers.authorization === `Bearer ${token}`,
      ),
    ).toBe(true);
    expect(good.requests).toHaveLength(1);
    expect(good.requests[0].headers.authorization).toBeUndefined();
  });

  it('has a certificate that nobody trusts gets no credentials', async () => {
    const pem = (file: string) =>
      readFileSync(join(__dirname, '../kubernetes/__testUtils__/tls', file));
    const answer = jest.fn();
    const server = createServer(
      { cert: pem('server.crt'), key: pem('server.key') },
      answer,
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    registries.defer(async () => server.close());
    const { port } = server.address() as AddressInfo;
    const host = `localhost:${port}`;
    const config = { host, key: 'x', insecure: false, ...credentials };
    const registry = registries.open(bad, { others: [config] });
    await expect(
      registry.resolve({ registry: host, name: 'team/web' }, '1'),
    ).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(
        /certificate of 'localhost:\d+' is not trusted.*NODE_EXTRA_CA_CERTS/,
      ),
    });
    expect(answer).not.toHaveBeenCalled();
  });

  it('is no longer reachable says so, and says it of a stopped client too', async () => {
    const repository = { registry: bad.host, name: 'team/web' };
    bad.answers.set(manifests, () => {});
    const registry = registries.open(bad);
    const reading = registry.resolve(repository, '1');
    await registry.close();
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
    const { host } = other;
    await other.stop();
    registries.defer(async () => undefined);
    const second = registries.open(good, {
      others: [{ ...other.config, host, endpoint: `http://${host}` }],
    });
    await expect(
      second.resolve({ registry: host, name: 'team/web' }, '1'),
    ).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
  });
});

describe('A name', () => {
  const example = 'registry.example.com';

  it.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    'fd00::1',
    '100.64.0.1',
  ])(
    'of a public registry that has the address %s is not asked',
    async address => {
      const registry = registries.open(bad, {
        lookup: (_name, _options, callback) =>
          callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]),
      });
      await expect(
        registry.resolve({ registry: 'ghcr.io', name: 'team/web' }, '1'),
      ).rejects.toMatchObject({
        code: 'host-not-allowed',
        message: expect.stringContaining("{ host: 'ghcr.io' }"),
      });
    },
  );

  it('that nobody allowed is not even looked up', async () => {
    const lookup = jest.fn();
    const registry = registries.open(bad, { lookup });
    for (const [host, says] of [
      [example, `registries: [{ host: '${example}' }]`],
      ['evil.com/ghcr.io', 'not a valid host'],
      ['ghcr.io@evil.com', 'not a valid host'],
      ['ghcr.io.evil.com', 'none of them'],
      ['team.azurecr.io', 'none of them'],
      ['localhost:5000', 'none of them'],
    ]) {
      await expect(
        registry.resolve({ registry: host, name: 'team/web' }, '1'),
      ).rejects.toMatchObject({
        code: 'host-not-allowed',
        message: expect.stringContaining(says),
      });
    }
    expect(lookup).not.toHaveBeenCalled();
  });

  it.each([
    ['../../token', '1'],
    ['Team/web', '1'],
    ['team/web', '../../../token'],
    ['team/web', 'a?b'],
    ['team/web', `sha256:${'a'.repeat(63)}`],
  ])('%s with tag %s is not asked for', async (name, tag) => {
    const registry = registries.open(bad);
    await expect(
      registry.resolve({ registry: bad.host, name }, tag),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(bad.requests).toEqual([]);
  });
});
