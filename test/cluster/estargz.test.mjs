// What the scaffolder's action makes of a build: every layer can be mounted lazily, nodes start it so, and where that gains nothing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startBuildkit } from './buildkit.mjs';
import { missingPrograms } from './dockerRegistry.mjs';
import { startHarnessCluster } from './faults/harnessCluster.mjs';
import { goProgram, programs } from './goPrograms.mjs';
import { inspectRaw } from './layers/layeredImage.mjs';
import { scaffolderSource } from './scaffolderModule.mjs';
import { startPod } from './timeToReady.mjs';

const execute = promisify(execFile);
const { buildScript } = scaffolderSource('estargz/script/buildScript');
const { estargzOutputs } = scaffolderSource('estargz/buildOptions');

const tocDigest = 'containerd.io/snapshot/stargz/toc.digest';
const plainOutput = 'oci-mediatypes=true';
const megabytes = 60;
/** Of the node's way to the registry. */
const mebibytesPerSecond = 10;
/** No pull of all can be faster; the node's mirror lets a little more pass at its start. */
const fastestSeconds = (0.9 * megabytes) / mebibytesPerSecond;
const readLittle = 'head -c 8192 /data/0 >/dev/null';
const readAll = 'cat /data/* >/dev/null';

function whyNot() {
  if (process.platform !== 'linux' || process.getuid() !== 0) {
    return 'needs a cluster of its own, and for it Linux and root';
  }
  return missingPrograms('runc', 'skopeo') ?? false;
}

describe('eStargz', { skip: whyNot() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pull-performance-estargz-'));
  let cluster;
  let buildkit;

  before(async () => {
    const [started] = await Promise.all([
      startHarnessCluster({
        net: process.env.ESTARGZ_NET ?? '127.0.9',
        nodes: 1,
        env: { STARGZ: '1', REGISTRY_MIB_S: `${mebibytesPerSecond}` },
      }).then(one => {
        cluster = one;
        return one;
      }),
      goProgram('buildkit', 'buildkitd'),
    ]);
    buildkit = await startBuildkit({
      folder: join(folder, 'buildkit'),
      registry: started.registry,
    });
    // The first pod of a node waits for more than its image.
    const first = makeRepository('first', { files: 1, bytes: 1024 });
    await start('first', await buildPlain(first), readLittle);
  });

  after(async () => {
    await buildkit?.stop();
    await cluster?.down();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A repository with a Dockerfile, above a base that is not eStargz. */
  function makeRepository(name, { files, bytes }) {
    const path = join(folder, name);
    mkdirSync(join(path, 'data'), { recursive: true });
    for (let index = 0; index < files; index++) {
      // No other run has these, and they do not compress.
      writeFileSync(join(path, 'data', `${index}`), randomBytes(bytes));
    }
    writeFileSync(
      join(path, 'Dockerfile'),
      [
        `FROM ${cluster.registry}/pause:1`,
        'COPY data /data',
        'RUN ["/bin/sh", "-c", "echo made >/tmp/made"]',
        `ENTRYPOINT ["/bin/sh", "-c", "${readLittle}; exec sleep infinity"]`,
        '',
      ].join('\n'),
    );
    return { name, path };
  }

  const plainOf = ({ name }) => `${cluster.registry}/${name}:1`;

  async function buildPlain(repository) {
    const reference = plainOf(repository);
    await buildkit.build({
      context: repository.path,
      output: `type=image,name=${reference},push=true,${plainOutput}`,
    });
    return reference;
  }

  /** Runs the script that the action would commit. */
  async function runScript(repository, tool) {
    const script = buildScript({
      ...{ tool, format: 'estargz' },
      image: { name: `${cluster.registry}/${repository.name}`, tag: '1' },
      ...{ context: '.', dockerfile: 'Dockerfile' },
      ...{ platforms: [], buildArgs: [] },
    });
    const file = join(repository.path, 'build-estargz.sh');
    writeFileSync(file, script);
    const reference = `${plainOf(repository)}-${tool}`;
    await execute('sh', [file, plainOf(repository), reference], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: `${programs}:${process.env.PATH}`,
        BUILDKIT_HOST: buildkit.address,
        CONTAINERD_ADDRESS: join(cluster.folder, 'node-1', 'containerd.sock'),
      },
    });
    return reference;
  }

  /** A pod that reads some of its image and then is ready. */
  function start(name, image, reading) {
    return startPod({
      kubectl: cluster.kubectl,
      name,
      pod: {
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'main',
            image,
            command: [
              ...['sh', '-c', `${reading}; >/tmp/up; exec sleep infinity`],
            ],
            readinessProbe: {
              exec: { command: ['ls', '/tmp/up'] },
              periodSeconds: 1,
            },
          },
        ],
      },
    });
  }

  function tell(test, what, { readySeconds, pulled }) {
    test.diagnostic(
      `${what}: ready in ${readySeconds.toFixed(1)} s; ${pulled.join('; ')}`,
    );
  }

  async function assertLazy(reference, layers) {
    const { manifest } = await inspectRaw(reference);
    assert.equal(manifest.layers.length, layers);
    for (const { annotations } of manifest.layers) {
      assert.match(annotations?.[tocDigest] ?? '', /^sha256:[0-9a-f]{64}$/);
    }
  }

  it('is every layer of what the generated script builds, those of the base too, and none of the plain image', async () => {
    const repository = makeRepository('layers', { files: 3, bytes: 1000 });
    const { manifest } = await inspectRaw(await buildPlain(repository));
    assert.deepEqual(
      manifest.layers.map(({ annotations }) => annotations?.[tocDigest]),
      [undefined, undefined, undefined],
    );
    await assertLazy(await runScript(repository, 'buildctl'), 3);
  });

  it('is every layer of what the generated workflow builds', async () => {
    const repository = makeRepository('workflow', { files: 3, bytes: 1000 });
    const reference = `${plainOf(repository)}-workflow`;
    // What buildx makes of `type=registry` and `tags`.
    const output = estargzOutputs({ type: 'registry' }).replace(
      'type=registry',
      `type=image,name=${reference},push=true`,
    );
    await buildkit.build({ context: repository.path, output });
    await assertLazy(reference, 3);
  });

  it('is ready before its bytes are there, where a start reads few of them, and gains nothing where it reads all', async test => {
    const bytes = megabytes * 1024 * 1024;
    const make = name => makeRepository(name, { files: 1, bytes });
    const starts = {};
    for (const [name, reading] of Object.entries({ readLittle, readAll })) {
      const image = await buildPlain(make(`plain-${name.toLowerCase()}`));
      starts[name] = await start(`plain-${name.toLowerCase()}`, image, reading);
      tell(test, `plain, ${name}`, starts[name]);
      assert.ok(starts[name].readySeconds > fastestSeconds);
    }

    // In this order: what was not read at a start is fetched afterwards, and would be in the way of the next one.
    const all = make('lazy-all');
    await buildPlain(all);
    const lazyAll = await start(
      ...['lazy-all', await runScript(all, 'buildctl'), readAll],
    );
    tell(test, 'eStargz, readAll', lazyAll);
    assert.ok(lazyAll.readySeconds > fastestSeconds);

    const little = make('lazy-little');
    await buildPlain(little);
    const lazyLittle = await start(
      ...['lazy-little', await runScript(little, 'buildctl'), readLittle],
    );
    tell(test, 'eStargz, readLittle', lazyLittle);
    assert.ok(lazyLittle.readySeconds < starts.readLittle.readySeconds);
  });

  it(
    'loses what it gained, where files are put first that are large and read a little',
    { skip: missingPrograms('ctr-remote') },
    async test => {
      const bytes = megabytes * 1024 * 1024;
      const optimized = makeRepository('optimized', { files: 1, bytes });
      await buildPlain(optimized);
      const reference = await runScript(optimized, 'ctr-remote');
      await assertLazy(reference, 3);
      const started = await start('optimized', reference, readLittle);
      tell(test, 'eStargz, optimized, readLittle', started);
      assert.ok(started.readySeconds > fastestSeconds);
    },
  );
});
