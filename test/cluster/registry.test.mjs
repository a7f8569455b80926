// The registry client against Debian's docker-registry, open, with htpasswd and with tokens: what it reads must be what skopeo reads.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { reports, root } from '../../scripts/paths.mjs';
import {
  missingPrograms,
  passwordOf,
  reader as user,
  startDockerRegistry,
} from './dockerRegistry.mjs';
import { convertToEstargz, estargzMissing } from './estargz.mjs';
import { pushIndex } from './layers/imageIndex.mjs';
import { digestOf, inspectRaw } from './layers/layeredImage.mjs';
import { makeCertificate, startTokenService } from './registryTokens.mjs';

// As the Backstage CLI runs TypeScript sources.
createRequire(import.meta.url)('@backstage/cli-node/config/nodeTransform.cjs');
const { backendSource } = await import('../bench/lib/sources.mjs');
const { OciRegistry } = backendSource('registry/OciRegistry');

const execute = promisify(execFile);
const imageScript = join(root, 'test', 'cluster', 'harness', 'image.sh');
const folder = mkdtempSync(join(tmpdir(), 'pull-performance-registry-'));
const missing = missingPrograms(
  ...['docker-registry', 'skopeo', 'umoci', 'openssl', 'busybox', 'python3'],
);
/** Trusts a certificate from now on, as NODE_EXTRA_CA_CERTS does from the start. Since Node 22.19 and 24.5. */
const { setDefaultCACertificates } = tls;

const endings = [];
let open;
let withPassword;
let withTokens;
let withTls;
let tokens;

function copy(...args) {
  return execute('skopeo', ['copy', '-q', ...args]);
}

function client(...registries) {
  const registry = OciRegistry.create({
    config: registries.map(({ host, ...more }, index) => ({
      key: `pullPerformance.registries[${index}]`,
      host,
      endpoint: `http://${host}`,
      insecure: true,
      ...more,
    })),
    credentials: [],
    logger: { warn() {}, debug() {} },
  });
  endings.push(() => registry.close());
  return registry;
}

/** Reads a tag, and checks against skopeo what every image has. */
async function readTag(name, tag) {
  const registry = client({ host: open.host });
  const repository = { registry: open.host, name };
  const { bytes, manifest } = await inspectRaw(`${open.host}/${name}:${tag}`);
  const resolved = await registry.resolve(repository, tag);
  assert.equal(resolved.digest, digestOf(bytes));
  assert.equal(resolved.manifestBytes, bytes.byteLength);
  const read = await registry.read(repository, resolved.digest);
  if (read.kind === 'image') {
    const { image } = read;
    assert.equal(image.manifestBytes, bytes.byteLength);
    assert.equal(image.configBytes, manifest.config.size);
    assert.deepEqual(
      image.layers.map(layer => [layer.digest, layer.compressedBytes]),
      manifest.layers.map(layer => [layer.digest, layer.size]),
    );
    assert.deepEqual(image.platform, { os: 'linux', architecture: 'amd64' });
  }
  return { read, bytes, manifest };
}

const formats = ({ read }) => read.image.layers.map(layer => layer.format);

async function startRegistries() {
  const storage = join(folder, 'storage');
  const start = async (name, options = {}) => {
    const own = join(folder, name);
    const registry = await startDockerRegistry({
      ...{ folder: own, storage },
      ...options,
    });
    endings.push(async () => {
      await registry.stop();
      copyFileSync(join(own, 'log'), join(reports, `registry-${name}.log`));
    });
    return registry;
  };
  open = await start('open');
  withPassword = await start('htpasswd', { auth: passwordOf(folder) });
  tokens = await startTokenService({ folder, ...user });
  endings.push(() => tokens.stop());
  withTokens = await start('tokens', { auth: tokens.auth });
  const certificate = makeCertificate(folder, 'tls');
  withTls = { ...(await start('tls', { tls: certificate })), ...certificate };
}

async function pushImages() {
  const plain = `${open.host}/public/plain`;
  const insecure = ['--src-tls-verify=false', '--dest-tls-verify=false'];
  for (const [name, ...layers] of [
    ['public/plain:1', '1:base', '2:first'],
    ['public/plain:2', '1:base', '2:second'],
    ['team/secret:1', '1:base'],
  ]) {
    const args = layers.flatMap(layer => ['--layer', layer]);
    await execute('bash', [imageScript, `${open.host}/${name}`, ...args]);
  }
  await copy(
    ...insecure,
    ...['--format', 'v2s2'],
    ...[`docker://${plain}:1`, `docker://${plain}:docker`],
  );
  const zstd = `dir:${join(folder, 'zstd')}`;
  await copy(
    ...['--src-tls-verify=false', '--dest-compress'],
    ...['--dest-compress-format', 'zstd', `docker://${plain}:1`, zstd],
  );
  await copy(
    ...['--dest-tls-verify=false', '--preserve-digests'],
    ...[zstd, `docker://${plain}:zstd`],
  );
  await pushIndex(open.host, { name: 'public/plain', from: '1', to: 'multi' });
}

describe('The registry client', { skip: missing }, () => {
  before(async () => {
    await startRegistries();
    await pushImages();
  });

  after(async () => {
    for (const end of endings.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads what skopeo reads, of each format, and which instruction made which layer', async () => {
    const plain = await readTag('public/plain', '1');
    assert.deepEqual(formats(plain), ['gzip', 'gzip', 'gzip']);
    assert.deepEqual(plain.read.image.history, [
      ...[0, 1, 2].map(layer => ({ createdBy: 'umoci raw add-layer', layer })),
      { createdBy: 'umoci config' },
    ]);
    const second = await readTag('public/plain', '2');
    const same = second.read.image.layers.map(
      ({ digest }, index) => digest === plain.read.image.layers[index].digest,
    );
    assert.deepEqual(same, [true, true, false]);
    const docker = await readTag('public/plain', 'docker');
    assert.match(docker.manifest.mediaType, /docker\.distribution/);
    assert.deepEqual(formats(docker), ['gzip', 'gzip', 'gzip']);
    const zstd = await readTag('public/plain', 'zstd');
    assert.deepEqual(formats(zstd), ['zstd', 'zstd', 'zstd']);
  });

  it('reads an index without its attestations', async () => {
    const { read, bytes, manifest } = await readTag('public/plain', 'multi');
    assert.equal(read.kind, 'index');
    assert.equal(read.indexBytes, bytes.byteLength);
    assert.equal(manifest.manifests.length, 3);
    assert.deepEqual(
      read.entries.map(({ platform }) => platform.architecture),
      ['amd64', 'arm64'],
    );
  });

  it('knows an eStargz image', { skip: estargzMissing() }, async () => {
    await convertToEstargz({
      folder: join(folder, 'containerd'),
      from: `${open.host}/public/plain:1`,
      to: `${open.host}/public/plain:estargz`,
    });
    const estargz = await readTag('public/plain', 'estargz');
    assert.deepEqual(formats(estargz), ['estargz', 'estargz', 'estargz']);
  });

  it('tells missing tags and repositories', async () => {
    const registry = client({ host: open.host });
    for (const name of ['public/plain', 'public/none']) {
      await assert.rejects(
        registry.resolve({ registry: open.host, name }, 'none'),
        { code: 'not-found' },
      );
    }
  });

  it('gets in with name and password, and not without them or with others', async () => {
    const { host } = withPassword;
    const repository = { registry: host, name: 'team/secret' };
    const wrong = { ...user, password: 'not-hunter2' };
    await assert.rejects(client({ host }).resolve(repository, '1'), {
      code: 'unauthorized',
    });
    await assert.rejects(client({ host, ...wrong }).resolve(repository, '1'), {
      code: 'unauthorized',
    });
    const registry = client({ host, ...user });
    const { digest } = await registry.resolve(repository, '1');
    const { image } = await registry.read(repository, digest);
    assert.equal(image.layers.length, 2);
  });

  it('gets in with tokens, for everybody and for a user', async () => {
    const { host } = withTokens;
    const tokenOrigin = new URL(tokens.realm).origin;
    const isPublic = { registry: host, name: 'public/plain' };
    const isSecret = { registry: host, name: 'team/secret' };
    const anonymous = client({ host, tokenOrigin });
    const { digest } = await anonymous.resolve(isPublic, '1');
    assert.equal((await anonymous.read(isPublic, digest)).kind, 'image');
    await assert.rejects(anonymous.resolve(isSecret, '1'), {
      code: 'unauthorized',
    });
    const registry = client({ host, tokenOrigin, ...user });
    await registry.resolve(isSecret, '1');
    // One of each client and repository; that of the refused reader was made for it.
    assert.equal(tokens.seen.length, 3);
  });

  it(
    'reads over TLS, by a name, if the certificate is trusted',
    { skip: setDefaultCACertificates ? false : 'this Node is too old for it' },
    async () => {
      const host = withTls.host.replace('127.0.0.1', 'localhost');
      const repository = { registry: host, name: 'public/plain' };
      const config = { host, endpoint: undefined, insecure: false };
      await assert.rejects(client(config).resolve(repository, '1'), {
        code: 'unreachable',
        message: /certificate of 'localhost:\d+' is not trusted/,
      });
      setDefaultCACertificates([readFileSync(withTls.certificate, 'utf8')]);
      const registry = client(config);
      const { digest } = await registry.resolve(repository, '1');
      assert.equal((await registry.read(repository, digest)).kind, 'image');
    },
  );

  it('sends no credentials to a token service that nobody named', async () => {
    const { host } = withTokens;
    const asked = tokens.seen.length;
    await assert.rejects(
      client({ host, ...user }).resolve(
        { registry: host, name: 'team/secret' },
        '1',
      ),
      { code: 'unauthorized', message: /tokenRealm/ },
    );
    assert.equal(tokens.seen.length, asked);
  });
});
