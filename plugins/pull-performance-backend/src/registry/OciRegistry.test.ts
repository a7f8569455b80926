import { FakeRegistry, json, layer } from './__testUtils__/FakeRegistry';
import { Registries } from './__testUtils__/registries';

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

describe('resolve', () => {
  it('tells digest, media type and size of a tag by one HEAD request', async () => {
    const digest = fake.putImage({ tags: ['1'] });
    const registry = registries.open(fake);
    const resolved = await registry.resolve(web(), '1');
    expect(resolved).toEqual({
      digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      manifestBytes: expect.any(Number),
    });
    await registry.resolve(web(), digest);
    expect(fake.requests.map(({ method, path }) => [method, path])).toEqual([
      ['GET', '/v2/'],
      ['HEAD', '/v2/team/web/manifests/1'],
      ['HEAD', `/v2/team/web/manifests/${digest}`],
    ]);
    const { accept } = fake.requests[1].headers;
    expect(accept).toContain('vnd.oci.image.index.v1+json');
    expect(accept).toContain('vnd.docker.distribution.manifest.list.v2+json');
  });

  it('reads the manifest where HEAD does not tell its digest, or not a valid one', async () => {
    const digest = fake.putImage({ tags: ['1'] });
    const path = '/v2/team/web/manifests/1';
    const { body } = await fetch(`${fake.url}${path}`).then(async answer => ({
      body: await answer.text(),
    }));
    fake.answers.set(path, (seen, res) => {
      res.writeHead(200, {
        'content-type': 'application/json',
        'docker-content-digest': 'sha256:abc',
      });
      res.end(seen.method === 'GET' ? body : undefined);
    });
    expect(await registries.open(fake).resolve(web(), '1')).toEqual({
      digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      manifestBytes: body.length,
    });
  });

  it('does not believe another digest than the one that was asked for', async () => {
    const other = fake.putImage();
    const digest = fake.putImage({ manifest: { layers: [] } });
    fake.answers.set(`/v2/team/web/manifests/${digest}`, (_seen, res) => {
      res.writeHead(200, {
        'content-type': 'application/vnd.oci.image.manifest.v1+json',
        'docker-content-digest': other,
      });
      res.end();
    });
    await expect(
      registries.open(fake).resolve(web(), digest),
    ).rejects.toMatchObject({
      code: 'bad-answer',
    });
  });
});

describe('read', () => {
  it('puts manifest, configuration and history together', async () => {
    const digest = fake.putImage({
      manifest: {
        layers: [layer(1000), layer(1000)],
        annotations: {
          'org.opencontainers.image.base.name': 'docker.io/library/node:20',
          'com.amazon.soci.index-digest': 'sha256:1',
        },
      },
    });
    const read = await registries.open(fake).read(web(), digest);
    expect(read).toEqual({
      kind: 'image',
      image: {
        digest,
        platform: { os: 'linux', architecture: 'amd64' },
        manifestBytes: expect.any(Number),
        configBytes: expect.any(Number),
        layers: [
          {
            digest: layer(1000).digest,
            compressedBytes: 1000,
            format: 'gzip',
            createdBy: 'ADD rootfs.tar /',
          },
          {
            digest: layer(1000).digest,
            compressedBytes: 1000,
            format: 'gzip',
            createdBy: 'COPY . /app',
          },
        ],
        history: [
          { createdBy: 'ADD rootfs.tar /', layer: 0 },
          { createdBy: 'ENV A=b' },
          { createdBy: 'COPY . /app', layer: 1 },
        ],
        baseName: 'docker.io/library/node:20',
        lazyIndexes: ['soci-v2'],
      },
    });
    // Layers are never fetched.
    expect(fake.requests).toHaveLength(3);
  });

  it('lists the images of an index, and looks into those whose platform it does not tell', async () => {
    const digest = fake.putImage();
    const arm = `sha256:${'a'.repeat(64)}`;
    const entry = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      size: 1,
    };
    const index = fake.putManifest(
      {
        schemaVersion: 2,
        manifests: [
          { ...entry, digest },
          {
            ...entry,
            digest: arm,
            platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
          },
        ],
      },
      { mediaType: 'application/vnd.oci.image.index.v1+json' },
    );
    expect(await registries.open(fake).read(web(), index)).toEqual({
      kind: 'index',
      digest: index,
      indexBytes: expect.any(Number),
      entries: [
        { digest, platform: { os: 'linux', architecture: 'amd64' } },
        {
          digest: arm,
          platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
        },
      ],
    });
  });

  it('finds indexes for lazy pulling where told to, and never fails for them', async () => {
    const digest = fake.putImage();
    const path = `/v2/team/web/referrers/${digest}`;
    const lazyIndexes = async (referrers: boolean) => {
      const read = await registries
        .open(fake, { config: { referrers } })
        .read(web(), digest);
      return read.kind === 'image' && read.image.lazyIndexes;
    };
    const list = {
      manifests: [
        { artifactType: 'application/vnd.azure.artifact.streaming.v1' },
        { artifactType: 'application/vnd.amazon.soci.index.v1+json' },
        { artifactType: 'application/vnd.example.sbom' },
        'nonsense',
      ],
    };
    expect(await lazyIndexes(false)).toEqual([]);
    expect(fake.count('GET', path)).toBe(0);
    fake.answers.set(path, json(200, list));
    expect(await lazyIndexes(true)).toEqual(['soci-v1', 'artifact-streaming']);
    fake.answers.set(path, json(500, {}));
    expect(await lazyIndexes(true)).toEqual([]);
    fake.answers.set(path, json(404, {}));
    expect(await lazyIndexes(true)).toEqual([]);
    fake.putManifest(list, { tags: [digest.replace(':', '-')] });
    expect(await lazyIndexes(true)).toEqual(['soci-v1', 'artifact-streaming']);
  });

  it('asks for referrers sixty times a minute at most', async () => {
    const digests = Array.from({ length: 70 }, (_, index) =>
      fake.putImage({
        manifest: { layers: [layer(index)] },
        config: { os: 'linux', architecture: 'amd64', index },
      }),
    );
    fake.answers.set('/v2/team/web/referrers/*', json(200, {}));
    const registry = registries.open(fake, { config: { referrers: true } });
    const asked = () =>
      fake.requests.filter(({ path }) => path.includes('/referrers/')).length;
    await Promise.all(digests.map(digest => registry.read(web(), digest)));
    expect(asked()).toBe(60);
    registries.nowMs += minuteMs;
    await registry.read(web(), digests[0]);
    expect(asked()).toBe(61);
  });

  it('has no more than eight requests open at a time', async () => {
    const digests = Array.from({ length: 30 }, (_, index) =>
      fake.putImage({ manifest: { layers: [layer(index)] } }),
    );
    let running = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    fake.answers.set('/v2/team/web/manifests/*', (seen, res) => {
      running += 1;
      most = Math.max(most, running);
      waiting.push(() => {
        running -= 1;
        json(404, {})(seen, res);
      });
    });
    const registry = registries.open(fake);
    const reads = Promise.allSettled(
      digests.map(digest => registry.read(web(), digest)),
    );
    let answered = 0;
    while (answered < digests.length) {
      await new Promise(resolve => {
        setImmediate(resolve);
      });
      for (const answer of waiting.splice(0)) {
        answer();
        answered += 1;
      }
    }
    await reads;
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('ends when the caller no longer wants it', async () => {
    fake.answers.set('/v2/team/web/manifests/1', () => {});
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    const { signal } = controller;
    const resolved = registries.open(fake).resolve(web(), '1', { signal });
    controller.abort(reason);
    await expect(resolved).rejects.toBe(reason);
  });
});

describe('limits', () => {
  it('are honoured: a registry that asked to wait is left alone until then', async () => {
    fake.putImage({ tags: ['1'] });
    const path = '/v2/team/web/manifests/1';
    const date = new Date(registries.nowMs + 120_000).toUTCString();
    fake.answers.set(path, json(429, {}, { 'retry-after': date }));
    const registry = registries.open(fake);
    await expect(registry.resolve(web(), '1')).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 120_000,
    });
    fake.answers.delete(path);
    registries.nowMs += 60_000;
    await expect(registry.resolve(web(), '1')).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 60_000,
    });
    expect(fake.count('HEAD', path)).toBe(1);
    registries.nowMs += 60_000;
    await registry.resolve(web(), '1');
  });

  it('leave the last fifth of the pulls to nodes, while HEAD requests go on and tell of more', async () => {
    const digest = fake.putImage({ tags: ['1'] });
    const head = (remaining: number) => {
      fake.answers.set('/v2/team/web/manifests/1', (_seen, res) => {
        res.writeHead(200, {
          'content-type': 'application/vnd.oci.image.manifest.v1+json',
          'docker-content-digest': digest,
          'ratelimit-limit': '100;w=21600',
          'ratelimit-remaining': `${remaining};w=21600`,
        });
        res.end();
      });
    };
    const registry = registries.open(fake);
    head(20);
    await registry.resolve(web(), '1');
    await expect(registry.read(web(), digest)).rejects.toMatchObject({
      code: 'rate-limited',
      message: expect.stringContaining('leaves to the nodes'),
    });
    expect(fake.count('GET', `/v2/team/web/manifests/${digest}`)).toBe(0);
    head(21);
    await registry.resolve(web(), '1');
    await registry.read(web(), digest);
  });
});
