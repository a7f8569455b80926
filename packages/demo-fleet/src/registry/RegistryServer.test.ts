import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { services } from '../definitions/services';
import { Listener } from '../Listener';
import { RegistryContent } from './RegistryContent';
import { RegistryServer } from './RegistryServer';

const DAY_MS = 86_400_000;
const startMs = Date.UTC(2026, 0, 6);
const credentials = { username: 'portal', password: 'of-the-test' };
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

describe('RegistryServer', () => {
  let listener: Listener;
  let nowMs: number;

  beforeEach(async () => {
    nowMs = startMs + 20 * DAY_MS;
    listener = await Listener.open();
    RegistryServer.start({
      listener,
      content: RegistryContent.create({ seed: 1, services, startMs }),
      credentials,
      service: 'registry.test',
      nowMs: () => nowMs,
    });
  });

  afterEach(async () => {
    await listener.stop();
  });

  /** With paths as they are: `fetch` would tidy them up. */
  function ask(
    path: string,
    options: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(listener.url);
      const sent = request(
        { hostname, port, path, agent: false, ...options },
        response => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', piece => (text += piece));
          response.on('end', () => {
            const { statusCode: status = 0, headers } = response;
            resolve({ status, headers, text });
          });
        },
      );
      sent.on('error', reject);
      sent.end();
    });
  }

  function basic({ username, password } = credentials): string {
    const text = Buffer.from(`${username}:${password}`).toString('base64');
    return `Basic ${text}`;
  }

  async function tokenFor(
    scope: string,
    authorization: string | undefined = basic(),
  ): Promise<string> {
    const query = new URLSearchParams({ service: 'registry.test', scope });
    const { status, text } = await ask(`/token?${query}`, {
      headers: authorization ? { authorization } : {},
    });
    expect(status).toBe(200);
    const answer = JSON.parse(text);
    expect(answer.access_token).toBe(answer.token);
    expect(answer.expires_in).toBe(300);
    return answer.token;
  }

  /** Asks a repository with a fresh token. */
  async function askFor(
    name: string,
    path: string,
    options: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const token = await tokenFor(`repository:${name}:pull`);
    return ask(`/v2/${name}/${path}`, {
      ...options,
      headers: {
        accept: manifestTypes,
        ...options.headers,
        authorization: `Bearer ${token}`,
      },
    });
  }

  function codeOf({ text }: Answer): string {
    return JSON.parse(text).errors[0].code;
  }

  async function newestTag(name: string): Promise<string> {
    const { text } = await askFor(name, 'tags/list?n=1000');
    return JSON.parse(text).tags.at(-1);
  }

  it('sends whoever has no token to its token endpoint', async () => {
    const ping = await ask('/v2/');
    expect([ping.status, codeOf(ping)]).toEqual([401, 'UNAUTHORIZED']);
    expect(ping.headers['www-authenticate']).toBe(
      `Bearer realm="${listener.url}/token",service="registry.test"`,
    );
    const manifest = await ask('/v2/shop/checkout/manifests/1');
    expect(manifest.status).toBe(401);
    expect(manifest.headers['www-authenticate']).toContain(
      'scope="repository:shop/checkout:pull"',
    );
    // Basic credentials are for the token endpoint alone.
    const headers = { authorization: basic() };
    expect((await ask('/v2/', { headers })).status).toBe(401);
    const token = await tokenFor('repository:shop/checkout:pull');
    const known = { headers: { authorization: `Bearer ${token}` } };
    expect((await ask('/v2/', known)).status).toBe(200);
  });

  it('gives rights to the right credentials only, and only those asked for', async () => {
    const wrong = basic({ ...credentials, password: 'of-the-tess' });
    for (const authorization of [wrong, 'Basic !', 'Bearer x']) {
      const answer = await ask('/token', { headers: { authorization } });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHORIZED']);
    }
    const path = '/v2/shop/checkout/tags/list';
    const refused = [
      await tokenFor('repository:shop/checkout:pull', ''),
      await tokenFor('repository:shop/vouchers:pull'),
      await tokenFor('repository:shop/checkout:push'),
      await tokenFor('registry:catalog:*'),
    ];
    for (const token of refused) {
      const authorization = `Bearer ${token}`;
      const answer = await ask(path, { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain(
        'error="insufficient_scope"',
      );
    }
    const both = await tokenFor(
      'repository:shop/vouchers:pull repository:shop/checkout:push,pull',
    );
    const allowed = { headers: { authorization: `Bearer ${both}` } };
    expect((await ask(path, allowed)).status).toBe(200);
  });

  it('takes no token that is expired or that it did not make', async () => {
    const token = await tokenFor('repository:shop/checkout:pull');
    const [claims, signature] = token.split('.');
    const mine = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const forged = Buffer.from(
      JSON.stringify({ ...mine, expiresAtMs: nowMs * 2 }),
    ).toString('base64url');
    const statusOf = async (bearer: string) => {
      const authorization = `Bearer ${bearer}`;
      const answer = await ask('/v2/shop/checkout/tags/list', {
        headers: { authorization },
      });
      const challenge = answer.headers['www-authenticate'] ?? '';
      return [answer.status, challenge.includes('error="invalid_token"')];
    };
    expect(await statusOf(token)).toEqual([200, false]);
    for (const bad of [`${forged}.${signature}`, claims, `${claims}.`, '.']) {
      expect(await statusOf(bad)).toEqual([401, true]);
    }
    nowMs += 299_000;
    expect(await statusOf(token)).toEqual([200, false]);
    nowMs += 1_000;
    expect(await statusOf(token)).toEqual([401, true]);
  });

  it('serves manifests by tag and digest, with the digest of their bytes', async () => {
    for (const name of ['shop/notifications', 'platform/search-index']) {
      const tag = await newestTag(name);
      const byTag = await askFor(name, `manifests/${tag}`);
      expect(byTag.status).toBe(200);
      const hash = createHash('sha256').update(byTag.text).digest('hex');
      const digest = `sha256:${hash}`;
      expect(byTag.headers).toMatchObject({
        'docker-content-digest': digest,
        etag: `"${digest}"`,
        'content-type': JSON.parse(byTag.text).mediaType,
        'content-length': `${Buffer.byteLength(byTag.text)}`,
      });
      const byDigest = await askFor(name, `manifests/${digest}`);
      expect(byDigest.text).toBe(byTag.text);
      const head = await askFor(name, `manifests/${tag}`, { method: 'HEAD' });
      expect([head.status, head.text]).toEqual([200, '']);
      expect(head.headers).toMatchObject({
        'docker-content-digest': digest,
        'content-length': byTag.headers['content-length'],
      });
      const known = await askFor(name, `manifests/${tag}`, {
        headers: { 'if-none-match': `"${digest}"` },
      });
      expect([known.status, known.text]).toEqual([304, '']);
      const blind = await askFor(name, `manifests/${tag}`, {
        headers: { accept: 'application/json' },
      });
      expect([blind.status, codeOf(blind)]).toEqual([404, 'MANIFEST_UNKNOWN']);
      expect((await askFor(name, `referrers/${digest}`)).text).toBe(
        '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}',
      );
    }
  });

  it('serves configurations, and of layers their size alone', async () => {
    const name = 'shop/checkout';
    const manifest = await askFor(name, `manifests/${await newestTag(name)}`);
    const { config, layers } = JSON.parse(manifest.text);
    const blob = await askFor(name, `blobs/${config.digest}`);
    expect(blob.text).toHaveLength(config.size);
    const hash = createHash('sha256').update(blob.text).digest('hex');
    expect(config.digest).toBe(`sha256:${hash}`);
    for (const { digest, size } of layers) {
      const head = await askFor(name, `blobs/${digest}`, { method: 'HEAD' });
      expect(head.status).toBe(200);
      expect(head.headers['content-length']).toBe(`${size}`);
      const got = await askFor(name, `blobs/${digest}`);
      expect([got.status, codeOf(got)]).toEqual([501, 'UNSUPPORTED']);
    }
    // Blobs belong to repositories.
    const own = layers.at(-1).digest;
    const elsewhere = await askFor('shop/vouchers', `blobs/${own}`);
    expect([elsewhere.status, codeOf(elsewhere)]).toEqual([
      404,
      'BLOB_UNKNOWN',
    ]);
  });

  it('says in the words of registries what it does not have', async () => {
    const none = `sha256:${'0'.repeat(64)}`;
    const cases = [
      ['shop/checkout', 'manifests/never-pushed', 404, 'MANIFEST_UNKNOWN'],
      ['shop/checkout', `manifests/${none}`, 404, 'MANIFEST_UNKNOWN'],
      ['shop/checkout', `blobs/${none}`, 404, 'BLOB_UNKNOWN'],
      ['shop/checkout', 'blobs/md5:0', 400, 'DIGEST_INVALID'],
      ['shop/checkout', 'referrers/1.0', 400, 'DIGEST_INVALID'],
      ['shop/nothing', 'manifests/1', 404, 'NAME_UNKNOWN'],
      ['constructor', 'tags/list', 404, 'NAME_UNKNOWN'],
      ['shop/checkout', 'tags/list?n=x', 400, 'PAGINATION_NUMBER_INVALID'],
    ] as const;
    for (const [name, path, status, code] of cases) {
      const answer = await askFor(name, path);
      expect([path, answer.status, codeOf(answer)]).toEqual([
        path,
        status,
        code,
      ]);
    }
    const odd = [
      '/',
      '/v2/_catalog',
      '/v2/Shop/tags/list',
      '/v2/shop/%63heckout/tags/list',
      '/v2//tags/list',
      `/v2/${'a/'.repeat(4_000)}tags/list`,
      '//[',
    ];
    for (const path of odd) {
      const answer = await ask(path);
      expect([path, answer.status, codeOf(answer)]).toEqual([
        path,
        404,
        'UNSUPPORTED',
      ]);
    }
    const push = await ask('/v2/shop/checkout/blobs/uploads/', {
      method: 'POST',
    });
    expect([push.status, codeOf(push)]).toEqual([405, 'UNSUPPORTED']);
  });

  it('lists tags page by page', async () => {
    const name = 'shop/inventory-sync';
    const all: string[] = JSON.parse(
      (await askFor(name, 'tags/list?n=1000')).text,
    ).tags;
    expect(all.length).toBeGreaterThan(20);
    expect(all).toEqual([...all].sort());
    expect(all).toContain('latest');
    const paged: string[] = [];
    let path = 'tags/list?n=7';
    for (let pages = 0; path && pages < 100; pages += 1) {
      const { text, headers } = await askFor(name, path);
      const page = JSON.parse(text);
      expect(page.name).toBe(name);
      expect(page.tags.length).toBeLessThanOrEqual(7);
      paged.push(...page.tags);
      const [, next = ''] =
        /^<\/v2\/shop\/inventory-sync\/(.+)>; rel="next"$/.exec(
          `${headers.link ?? ''}`,
        ) ?? [];
      path = next;
    }
    expect(paged).toEqual(all);
    const none = await askFor(name, 'tags/list?n=0');
    expect(JSON.parse(none.text).tags).toEqual([]);
  });

  it('goes with the time: a moving tag stands for the newest image', async () => {
    const name = 'shop/inventory-sync';
    const before = await askFor(name, 'manifests/latest');
    nowMs += 3 * DAY_MS;
    const after = await askFor(name, 'manifests/latest');
    const digest = before.headers['docker-content-digest'];
    expect(after.headers['docker-content-digest']).not.toBe(digest);
    const old = await askFor(name, `manifests/${digest}`);
    expect(old.text).toBe(before.text);
  });
});
