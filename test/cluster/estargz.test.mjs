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
import { image as workflowImage, workflows } from './estargz/workflows.mjs';
import { startHarnessCluster } from './faults/harnessCluster.mjs';
import { filesOf, writeFiles } from './files.mjs';
import { goProgram, programs } from './goPrograms.mjs';
import { inspectImage, inspectRaw } from './layers/layeredImage.mjs';
import {
  runAction,
  scaffolderPackage,
  scaffolderSource,
} from './scaffolderModule.mjs';
import { startPod } from './timeToReady.mjs';

const execute = promisify(execFile);
const { createEstargzAddAction } = scaffolderSource(
  'estargz/createEstargzAddAction',
);
const { parse } = scaffolderPackage('yaml');

const tocDigest = 'containerd.io/snapshot/stargz/toc.digest';
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

/** Runs the action on a repository, the folder `name` of a task's workspace. */
function add(workspacePath, path, input) {
  return runAction(createEstargzAddAction(), {
    workspacePath,
    input: { path, ...input },
  });
}

/** Steps of a workflow, of all jobs. */
const stepsOf = text =>
  Object.values(parse(text).jobs).flatMap(({ steps }) => steps);

describe('eStargz', { skip: whyNot() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pull-performance-estargz-'));
  let cluster;
  let buildkit;

  before(async () => {
    const starting = startHarnessCluster({
      net: process.env.ESTARGZ_NET ?? '127.0.9',
      nodes: 1,
      env: { STARGZ: '1', REGISTRY_MIB_S: `${mebibytesPerSecond}` },
    });
    const [started, built] = await Promise.allSettled([
      starting,
      goProgram('buildkit', 'buildkitd'),
    ]);
    cluster = started.value;
    const failed = [started, built].find(({ reason }) => reason);
    if (failed) throw failed.reason;
    buildkit = await startBuildkit({
      folder: join(folder, 'buildkit'),
      registry: cluster.registry,
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

  const imageOf = ({ name }) => `${cluster.registry}/${name}`;
  const plainOf = repository => `${imageOf(repository)}:1`;

  async function build(context, reference, output) {
    await buildkit.build({
      context,
      output: `type=image,name=${reference},push=true,${output}`,
    });
    return reference;
  }

  function buildPlain(repository) {
    return build(repository.path, plainOf(repository), 'oci-mediatypes=true');
  }

  /** Runs the script that the action commits, and returns what it has made. */
  async function runScript(repository, tool) {
    const { files } = await add(folder, repository.name, {
      ...{ image: plainOf(repository), ci: 'script', tool },
    });
    const [{ path }] = files;
    const variant = `${plainOf(repository)}-${tool}`;
    await execute(
      'sh',
      [join(repository.path, path), plainOf(repository), variant],
      {
        env: {
          ...process.env,
          PATH: `${programs}:${process.env.PATH}`,
          BUILDKIT_HOST: buildkit.address,
          CONTAINERD_ADDRESS: join(cluster.folder, 'node-1', 'containerd.sock'),
        },
      },
    );
    return variant;
  }

  /** The step that the action adds to a workflow. */
  async function variantStepOf(repository) {
    writeFiles(repository.path, {
      '.github/workflows/ci.yml': workflows['with all inputs'].text.replaceAll(
        workflowImage,
        imageOf(repository),
      ),
    });
    const { files } = await add(folder, repository.name, {
      image: imageOf(repository),
    });
    return stepsOf(files[0].content).find(({ id }) =>
      id?.startsWith('pull-performance-estargz'),
    );
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
              ...['sh', '-c', `${reading} && >/tmp/up && exec sleep infinity`],
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

  /** Says that an image is as the plain one, with the table of contents of every layer. */
  async function assertVariantOf(plain, variant) {
    const { manifest } = await inspectRaw(variant);
    for (const { annotations } of manifest.layers) {
      assert.match(annotations?.[tocDigest] ?? '', /^sha256:[0-9a-f]{64}$/);
    }
    const [before, now] = [
      await inspectImage(plain),
      await inspectImage(variant),
    ];
    assert.equal(now.layers.length, before.layers.length);
    assert.deepEqual(now.createdBy, before.createdBy);
  }

  it('is every layer of what the generated ways of building make, those of the base too, and none of the plain image', async () => {
    const repository = makeRepository('layers', { files: 3, bytes: 1000 });
    const plain = await buildPlain(repository);
    const { manifest } = await inspectRaw(plain);
    assert.deepEqual(
      manifest.layers.map(({ annotations }) => annotations?.[tocDigest]),
      [undefined, undefined, undefined],
    );
    await assertVariantOf(plain, await runScript(repository, 'buildctl'));

    // What buildx makes of a step's `outputs` and `tags`.
    const { uses, with: inputs } = await variantStepOf(repository);
    assert.match(uses, /^docker\/build-push-action@/);
    const [type, ...options] = inputs.outputs.split(',');
    assert.equal(type, 'type=registry');
    const byStep = `${plain}-step`;
    await build(repository.path, byStep, options.join(','));
    await assertVariantOf(plain, byStep);

    // Pipelines that only run commands convert what they have pushed, as an image of nothing but its base.
    const context = join(folder, 'conversion');
    writeFiles(context, { Dockerfile: `FROM ${plain}\n` });
    const converted = `${plain}-converted`;
    await build(context, converted, options.join(','));
    await assertVariantOf(plain, converted);
  });

  it('is ready before its bytes are there, where a start reads few of them, and gains nothing where it reads all', async test => {
    const bytes = megabytes * 1024 * 1024;
    const make = name => makeRepository(name, { files: 1, bytes });
    const plain = {};
    for (const [name, reading] of Object.entries({ readLittle, readAll })) {
      const pod = `plain-${name.toLowerCase()}`;
      const image = await buildPlain(make(pod));
      plain[name] = await start(pod, image, reading);
      tell(test, `plain, ${name}`, plain[name]);
      assert.ok(plain[name].readySeconds > fastestSeconds);
    }

    // In this order: what was not read at a start is fetched afterwards, and would be in the way of the next one.
    const lazyAll = await start(
      'lazy-all',
      await runScript(make('lazy-all'), 'buildctl'),
      readAll,
    );
    tell(test, 'eStargz, readAll', lazyAll);
    assert.ok(lazyAll.readySeconds > fastestSeconds);

    const lazyLittle = await start(
      'lazy-little',
      await runScript(make('lazy-little'), 'buildctl'),
      readLittle,
    );
    tell(test, 'eStargz, readLittle', lazyLittle);
    assert.ok(lazyLittle.readySeconds < plain.readLittle.readySeconds);
  });

  it(
    'loses what it gained where a file is put first that is large and of which a start reads a little',
    { skip: missingPrograms('ctr-remote') },
    async test => {
      const bytes = megabytes * 1024 * 1024;
      const repository = makeRepository('optimized', { files: 1, bytes });
      const plain = await buildPlain(repository);
      const optimized = await runScript(repository, 'ctr-remote');
      await assertVariantOf(plain, optimized);
      const started = await start('optimized', optimized, readLittle);
      tell(test, 'eStargz, optimized, readLittle', started);
      assert.ok(started.readySeconds > fastestSeconds);
    },
  );

  it('loses where the link is fast and a start reads all', async test => {
    writeFileSync(join(cluster.folder, 'node-1', 'mib_s'), '0');
    const make = name =>
      makeRepository(name, { files: 1, bytes: 150 * 1024 * 1024 });
    const plain = await buildPlain(make('plain-fast'));
    const lazy = await runScript(make('lazy-fast'), 'buildctl');
    // Which is sooner depends on what else the machine does: told, and not judged. That all was read is what makes the pods ready.
    tell(test, 'plain, readAll', await start('plain-fast', plain, readAll));
    tell(test, 'eStargz, readAll', await start('lazy-fast', lazy, readAll));
  });
});

describe(
  'Generated workflows pass actionlint',
  { skip: missingPrograms('go') },
  () => {
    let actionlint;

    before(async () => {
      actionlint = await goProgram('actionlint');
    });

    for (const [name, { text, input }] of Object.entries(workflows)) {
      it(name, async test => {
        const workspacePath = mkdtempSync(join(tmpdir(), 'pull-performance-'));
        test.after(() => rmSync(workspacePath, { recursive: true }));
        const source = join(workspacePath, 'source');
        const before = { '.github/workflows/ci.yml': text };
        writeFiles(source, before);
        const all = { image: workflowImage, ci: 'github', ...input };
        const { files } = await add(workspacePath, 'source', all);
        assert.equal(files.length, 1);

        const paths = Object.keys(filesOf(source)).map(path =>
          join(source, path),
        );
        assert.equal(paths.length, input.separateWorkflow ? 2 : 1);
        const { stdout } = await execute(actionlint, [
          ...['-shellcheck=', '-pyflakes=', '-no-color', ...paths],
        ]);
        assert.equal(stdout, '');
        const built = stepsOf(files[0].content).filter(({ with: inputs }) =>
          inputs?.outputs?.includes('compression=estargz'),
        );
        assert.equal(built.length, 1);

        const again = await add(workspacePath, 'source', all);
        assert.equal(again.changed, false);
        await add(workspacePath, 'source', { ...all, remove: true });
        assert.deepEqual(filesOf(source), before);
      });
    }
  },
);
