import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeRegistry, json } from './__testUtils__/FakeRegistry';
import { Registries } from './__testUtils__/registries';
import { TokenServer } from './__testUtils__/TokenServer';

const basic = { username: 'reader', password: 'hunter2' };
const basicHeader = `Basic ${Buffer.from('reader:hunter2').toString('base64')}`;
const minuteMs = 60_000;

let registries: Registries;
let fake: FakeRegistry;

beforeEach(async () => {
  registries = new Registries();
  fake = await registries.start();
});

afterEach(() => registries.end());

function web() {
  return { registry: fake.host, name: 'team/web' };
}

describe('credentials', () => {
  function guardWithBasic() {
    fake.guard = ({ headers }) =>
      headers.authorization === basicHeader
        ? undefined
        : json(401, {}, { 'www-authenticate': 'Basic realm="x"' });
  }

  it('of the configuration are sent as Basic, where the registry wants that', async () => {
    fake.putImage({ tags: ['1'] });
    guardWithBasic();
    const registry = registries.open(fake, { config: basic });
    await registry.resolve(web(), '1');
    await registry.resolve(web(), '1');
    expect(fake.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      basicHeader,
      basicHeader,
    ]);
  });

  it('that changed are asked for again when the registry refuses them', async () => {
    fake.putImage({ tags: ['1'] });
    guardWithBasic();
    const passwords = ['hunter1', 'hunter2'];
    const registry = registries.open(fake, {
      credentials: [
        {
          id: 'rotating',
          credentialsFor: async () => ({
            type: 'basic',
            username: 'reader',
            password: passwords.shift() ?? 'none',
          }),
        },
      ],
    });
    await expect(registry.resolve(web(), '1')).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(passwords).toEqual(['hunter2']);
    await registry.resolve(web(), '1');
    expect(passwords).toEqual([]);
  });

  it('are not sent where everybody may read', async () => {
    fake.putImage({ tags: ['1'] });
    await registries.open(fake, { config: basic }).resolve(web(), '1');
    expect(fake.requests.every(({ headers }) => !headers.authorization)).toBe(
      true,
    );
  });

  it('of a wrong kind, none and wrong ones are told apart', async () => {
    fake.putImage({ tags: ['1'] });
    guardWithBasic();
    const none = registries.open(fake).resolve(web(), '1');
    await expect(none).rejects.toMatchObject({
      code: 'unauthorized',
      reason: {
        what: `Reading ${fake.host}/team/web:1`,
        next: expect.stringContaining('Add credentials for'),
      },
    });
    const wrong = registries.open(fake, {
      config: { ...basic, password: 'p4ssw0rd' },
    });
    const refused = wrong.resolve(web(), '1');
    await expect(refused).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('does not accept the credentials'),
    });
    await expect(refused).rejects.not.toThrow(/p4ssw0rd/);
    const token = registries.open(fake, {
      credentials: [
        {
          id: 'test',
          credentialsFor: async () => ({
            type: 'refreshToken',
            refreshToken: 'r',
          }),
        },
      ],
    });
    await expect(token.resolve(web(), '1')).rejects.toThrow(
      /wants a name and a password/,
    );
  });

  it.each(['token', 'access_token'] as const)(
    'are exchanged for a %s, one for each repository however many ask',
    async field => {
      fake.putImage({ tags: ['1', '2'] });
      fake.putImage({ tags: ['1'], name: 'team/api' });
      const tokens = TokenServer.guard({
        registry: fake,
        field,
        accepts: ({ headers }) => headers.authorization === basicHeader,
      });
      const registry = registries.open(fake, { config: basic });
      await Promise.all([
        registry.resolve(web(), '1'),
        registry.resolve(web(), '2'),
        registry.resolve({ ...web(), name: 'team/api' }, '1'),
      ]);
      expect(tokens.asked).toBe(2);
      expect(
        fake.requests.find(({ path }) => path === '/token')?.query,
      ).toEqual({ service: 'fake', scope: 'repository:team/web:pull' });
      expect(fake.count('GET', '/v2/')).toBe(1);
    },
  );

  it('are not needed where everybody gets a token, which is renewed before it ends: after a minute if it does not say', async () => {
    fake.putImage({ tags: ['1'] });
    const tokens = TokenServer.guard({ registry: fake });
    const registry = registries.open(fake);
    await registry.resolve(web(), '1');
    registries.nowMs += 49_000;
    await registry.resolve(web(), '1');
    expect(tokens.asked).toBe(1);
    registries.nowMs += 2_000;
    await registry.resolve(web(), '1');
    expect(tokens.asked).toBe(2);
  });

  it('get a new token once when one is refused', async () => {
    fake.putImage({ tags: ['1'] });
    const tokens = TokenServer.guard({ registry: fake, lifeSeconds: 3600 });
    const registry = registries.open(fake);
    await registry.resolve(web(), '1');
    tokens.valid.clear();
    await Promise.all([
      registry.resolve(web(), '1'),
      registry.resolve(web(), '1'),
    ]);
    expect(tokens.asked).toBe(2);
    fake.answers.set('/token', json(200, { token: 'never-valid' }));
    tokens.valid.clear();
    const before = fake.requests.length;
    await expect(registry.resolve(web(), '1')).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(fake.requests.length - before).toBe(3);
  });

  it('are wanted by single repositories only', async () => {
    fake.putImage({ tags: ['1'] });
    TokenServer.guard({ registry: fake });
    fake.answers.set('/v2/', json(200, {}));
    const { guard } = fake;
    fake.guard = seen => (seen.path === '/v2/' ? undefined : guard?.(seen));
    const resolved = await registries.open(fake).resolve(web(), '1');
    expect(resolved.digest).toMatch(/^sha256:/);
  });

  it('of Azure are exchanged twice, and the first result is kept', async () => {
    fake.putImage({ tags: ['1'] });
    fake.putImage({ tags: ['1'], name: 'team/api' });
    fake.answers.set('/oauth2/exchange', json(200, { refresh_token: 'acr-r' }));
    const tokens = TokenServer.guard({
      registry: fake,
      field: 'access_token',
      accepts: ({ method, body }) => {
        const form = new URLSearchParams(body);
        return (
          method === 'POST' &&
          form.get('grant_type') === 'refresh_token' &&
          form.get('refresh_token') === 'acr-r' &&
          form.get('service') === 'fake'
        );
      },
    });
    const hosts: string[] = [];
    const registry = registries.open(fake, {
      credentials: [
        { id: 'other', credentialsFor: async () => undefined },
        {
          id: 'azure',
          credentialsFor: async ({ host }) => {
            hosts.push(host);
            return {
              type: 'acrAccessToken',
              accessToken: 'aad-token',
              tenant: 'contoso',
            };
          },
        },
      ],
    });
    await registry.resolve(web(), '1');
    await registry.resolve({ ...web(), name: 'team/api' }, '1');
    expect(tokens.asked).toBe(2);
    expect(hosts).toEqual([fake.host]);
    const exchanges = fake.requests.filter(
      ({ path }) => path === '/oauth2/exchange',
    );
    expect(
      exchanges.map(({ body }) =>
        Object.fromEntries(new URLSearchParams(body)),
      ),
    ).toEqual([
      {
        grant_type: 'access_token',
        service: fake.host,
        tenant: 'contoso',
        access_token: 'aad-token',
      },
    ]);
  });

  it('that a provider fails to give say so, and in the log why', async () => {
    fake.putImage({ tags: ['1'] });
    guardWithBasic();
    const registry = registries.open(fake, {
      credentials: [
        {
          id: 'vault',
          credentialsFor: async () => {
            throw new Error('sealed, token=abcdefghijklmnop');
          },
        },
      ],
    });
    await expect(registry.resolve(web(), '1')).rejects.toThrow(
      /could not be had from 'vault'/,
    );
    expect(registries.logger.warn.mock.calls).toEqual([
      [expect.stringMatching(/'vault': sealed, token=…/)],
    ]);
  });

  describe('of a docker configuration', () => {
    let file: string;

    beforeEach(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'registry-test-'));
      file = join(folder, 'config.json');
      registries.defer(() => rm(folder, { recursive: true }));
      fake.putImage({ tags: ['1'] });
      guardWithBasic();
    });

    const auth = Buffer.from('reader:hunter2').toString('base64');

    it.each([
      ['auth', () => ({ auths: { [fake.host]: { auth } } })],
      [
        'a URL as key',
        () => ({ auths: { [`https://${fake.host}/v1/`]: basic } }),
      ],
      [
        'a helper for others',
        () => ({ auths: { [fake.host]: { auth } }, credsStore: 'desktop' }),
      ],
    ])('are used: %s', async (_title, config) => {
      await writeFile(file, JSON.stringify(config()));
      const registry = registries.open(fake, {
        config: { dockerConfigFile: file },
      });
      const resolved = await registry.resolve(web(), '1');
      expect(resolved.digest).toMatch(/^sha256:/);
    });

    it('are read again when they change', async () => {
      await writeFile(file, JSON.stringify({ auths: {} }));
      const registry = registries.open(fake, {
        config: { dockerConfigFile: file },
      });
      await expect(registry.resolve(web(), '1')).rejects.toThrow(
        /Add credentials/,
      );
      await writeFile(
        file,
        JSON.stringify({ auths: { [fake.host]: { auth } } }),
      );
      registries.nowMs += minuteMs;
      await registry.resolve(web(), '1');
    });

    it.each([
      [{ credsStore: 'desktop' }, /Backstage starts no helpers/],
      [{ auths: 'secret-text' }, /Add credentials/],
      ['secret-text', /cannot be read, or is no JSON/],
      [['secret-text'], /is no docker configuration/],
    ])('are missing in %j', async (config, message) => {
      await writeFile(
        file,
        typeof config === 'string' ? config : JSON.stringify(config),
      );
      const registry = registries.open(fake, {
        config: { dockerConfigFile: file },
      });
      const read = registry.resolve(web(), '1');
      await expect(read).rejects.toThrow(message);
      await expect(read).rejects.not.toThrow(/secret-text/);
    });

    it('cannot be read', async () => {
      const registry = registries.open(fake, {
        config: { dockerConfigFile: `${file}.none` },
      });
      await expect(registry.resolve(web(), '1')).rejects.toMatchObject({
        code: 'unauthorized',
        message: expect.stringContaining(
          'pullPerformance.registries[0].dockerConfigFile',
        ),
      });
    });
  });
});
