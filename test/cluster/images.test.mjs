// Images on a real cluster: what the portal says of the images that services run is what their registry, nodes and pods have.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { poll } from '../portal.mjs';
import { passwordOf, reader, startDockerRegistry } from './dockerRegistry.mjs';
import { convertToEstargz, estargzMissing } from './estargz.mjs';
import { kubectl, kubectlJson } from './kubectl.mjs';
import {
  assertBrought,
  noAccessLogs,
  startImageBench,
} from './layers/imageBench.mjs';
import { pushIndex } from './layers/imageIndex.mjs';
import { inspectImage, sumOf } from './layers/layeredImage.mjs';
import { removeImages } from './layers/runtime.mjs';

const execute = promisify(execFile);
const services = ['web', 'other', 'pod', 'lazy', 'multi', 'secret', 'locked'];

describe('Images of a service', { skip: noAccessLogs }, () => {
  let folder;
  let lockedRegistry;
  let secretImage;
  let bench;
  let nodes;
  let first;
  let second;

  const inNamespace = (...args) => [...['-n', bench.scene.namespace], ...args];

  /** The only image that a service runs, as soon as its layers are known. */
  function imageOf(service, reference) {
    return poll(`The image of ${service}`, 60, async () => {
      const images = await bench.portal.imagesOf(service);
      const image = images.find(one => one.reference === reference);
      return image?.layers.length > 0 ? image : undefined;
    });
  }

  /** An area of a service's scorecard, as soon as it is as wanted. */
  function areaOf(service, name, isWanted, seconds = 60) {
    let area;
    return poll(`${name} of ${service}`, seconds, async () => {
      area = (await bench.portal.areasOf(service))[name];
      return isWanted(area) ? area : undefined;
    }).catch(error => {
      throw new Error(`${error.message}: ${JSON.stringify(area)}`, {
        cause: error,
      });
    });
  }
  const isGraded = ({ grade }) => grade !== 'unknown';

  /** A registry that lets nobody in without a password, and a pod that wants an image of it and has none. */
  async function lockOut() {
    const { locked } = lockedRegistry;
    const { scene } = bench;
    const image = await bench.makeImage('secret:1', {
      base: 'secret',
      layers: [[1, 'secret']],
    });
    const reference = `${locked.host}/team/secret:1`;
    await execute('skopeo', [
      ...['copy', '-q', '--src-tls-verify=false', '--dest-tls-verify=false'],
      ...['--dest-creds', `${reader.username}:${reader.password}`],
      ...[`docker://${image.reference}`, `docker://${reference}`],
    ]);
    secretImage = { ...image, reference };
    await scene.deploy({
      ...{ name: 'locked', service: 'locked', node: nodes[0] },
      image: reference,
    });
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pull-performance-locked-'));
    const locked = await startDockerRegistry({
      ...{ folder, storage: join(folder, 'storage') },
      auth: passwordOf(folder),
    });
    lockedRegistry = { locked };
    bench = await startImageBench({
      ...{ name: 'images', services },
      registries: [{ host: locked.host, insecure: true }],
    });
    nodes = bench.scene.nodes;
    await lockOut();
    const dependencies = [6, 'dependencies', 'RUN npm ci --omit=dev'];
    const image = (tag, megabytes, seed) =>
      bench.makeImage(tag, {
        base: 'web',
        layers: [dependencies, [megabytes, seed, 'COPY . /app']],
      });
    first = await image('web:1', 2, 'app-1');
    second = await image('web:2', 4, 'app-2');
  });
  after(async () => {
    await bench?.close();
    await lockedRegistry?.locked.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('come to nodes of which little is known', test => bench.warmUp(test));

  it('have the layers, sizes and instructions that their registry tells', async test => {
    const [node, otherNode] = nodes;
    const other = await bench.makeImage('other:1', {
      base: 'web',
      layers: [[1, 'other']],
    });
    await bench.pull(test, { name: 'other', image: other, node: otherNode });
    await bench.pull(test, { name: 'web', image: first, node });
    await bench.pull(test, { name: 'web', image: second, node });
    await bench.pull(test, {
      ...{ name: 'web-too', service: 'web', image: second, node: otherNode },
    });
    const image = await imageOf('web', second.reference);
    assert.equal(image.digest, second.digest);
    assert.deepEqual(image.platform, second.platform);
    assert.deepEqual(
      image.layers.map(layer => [
        layer.digest,
        layer.compressedBytes,
        layer.createdBy,
        layer.format,
      ]),
      second.layers.map(({ digest, size }, index) => [
        ...[digest, size, second.createdBy[index], 'gzip'],
      ]),
    );
    assert.equal(image.compressedBytes, second.layerBytes);
    assert.equal(image.totalBytes, second.totalBytes);
    const { status } = await kubectlJson(['get', 'node', node]);
    const listed = status.images.find(({ names }) =>
      names.includes(second.reference),
    );
    if (listed) assert.equal(image.totalBytes, listed.sizeBytes);
    assert.equal(image.nodeCount, 2);
    assert.equal(image.useCount, 2);
  });

  it('tell their versions in order, and what the newest brings again', async () => {
    const image = await imageOf('web', second.reference);
    const [base, dependencies, app] = second.layers;
    assert.deepEqual(
      image.versions.map(one => [one.digest, one.fetchedAgainBytes]),
      [
        [second.digest, app.size],
        [first.digest, undefined],
      ],
    );
    assert.equal(image.fetchedAgainBytes, app.size);
    const reuseShare = (base.size + dependencies.size) / second.layerBytes;
    assert.ok(Math.abs(image.reuseShare - reuseShare) < 1e-9);
    assert.deepEqual(
      image.layers.map(layer => [
        ...[layer.inPrevious, layer.sharedWithServices, layer.nodes],
      ]),
      [
        [true, 1, { present: 2, known: 2 }],
        [true, 0, { present: 1, known: 2 }],
        [false, 0, { present: 0, known: 2 }],
      ],
    );
    const imageSize = await areaOf('web', 'imageSize', isGraded);
    assert.equal(imageSize.value, second.layerBytes);
    assert.equal(imageSize.confidence, 'high');
    const layerReuse = await areaOf('web', 'layerReuse', isGraded);
    assert.ok(
      Math.abs(layerReuse.value - reuseShare) < 1e-9,
      `${layerReuse.value}, not ${reuseShare}`,
    );
    const [old] = await bench.portal.imagesOf('web', first.digest);
    assert.equal(old.running, false);
    assert.equal(old.compressedBytes, first.layerBytes);
  });

  it('count with those of init containers and sidecars, shared layers once', async test => {
    const [node] = nodes;
    const make = name =>
      bench.makeImage(`${name}:1`, { base: 'pod', layers: [[1, name]] });
    const [setup, proxy, main] = [
      await make('setup'),
      await make('proxy'),
      await make('main'),
    ];
    const mark = bench.logs.mark(node);
    await bench.pull(test, {
      ...{ name: 'pod', image: main, node },
      pod: {
        initContainers: [
          {
            ...{ name: 'setup', image: setup.reference },
            command: ['/bin/sleep', '2'],
          },
          { name: 'proxy', image: proxy.reference, restartPolicy: 'Always' },
        ],
      },
    });
    let before;
    for (const [container, image] of Object.entries({ setup, proxy, main })) {
      const { missingBytes, finishedAt } = await bench.portal.pullOf({
        ...{ service: 'pod', name: 'pod', container },
        reference: image.reference,
      });
      const served = bench.logs.servedSince(mark, { node, image });
      const { value, low } = missingBytes;
      test.diagnostic(`${container}: ${value} missing, ${served.bytes} served`);
      // Events tell whole seconds: of two pulls that end within one nobody knows which came first.
      if (finishedAt !== before) assert.equal(value, served.bytes);
      assert.ok(low > 0 && low <= served.bytes && served.bytes <= value);
      before = finishedAt;
    }
    const all = sumOf(
      [...setup.layers, ...proxy.layers.slice(1), ...main.layers.slice(1)].map(
        ({ size }) => size,
      ),
    );
    await areaOf('pod', 'imageSize', ({ value }) => value === all);
    const images = await bench.portal.imagesOf('pod');
    assert.deepEqual(
      images.flatMap(({ uses }) => uses.map(use => use.containerKind)).sort(),
      ['container', 'init', 'init'],
    );
  });

  it('are those of the platform where pods run an index', async test => {
    const [, node] = nodes;
    const image = await bench.makeImage('multi:amd64', {
      base: 'multi',
      layers: [[2, 'multi']],
    });
    const host = process.env.REGISTRY;
    const name = `${bench.scene.namespace}-multi`;
    const index = await pushIndex(host, { name, from: 'amd64', to: '1' });
    const reference = `${host}/${name}:1`;
    const pull = await bench.pull(test, {
      ...{ name: 'multi', node, image: { ...image, reference } },
    });
    assertBrought(pull, image.layers);
    const { items } = await kubectlJson(
      inNamespace('get', 'pods', '-l', 'app=multi'),
    );
    const { imageID } = items[0].status.containerStatuses[0];
    assert.ok(imageID.endsWith(`@${index.digest}`), imageID);
    const told = await imageOf('multi', reference);
    assert.equal(told.digest, image.digest);
    assert.deepEqual(told.platform, { os: 'linux', architecture: 'amd64' });
    assert.deepEqual(
      told.layers.map(({ digest }) => digest),
      image.layers.map(({ digest }) => digest),
    );
    assert.equal(told.totalBytes, image.totalBytes + index.bytes);
    assert.equal(told.totalBytes, pull.imageBytes);
  });

  it('tell the eStargz format', { skip: estargzMissing() }, async test => {
    const [, node] = nodes;
    const plain = await bench.makeImage('lazy:plain', {
      base: 'lazy',
      layers: [[2, 'lazy']],
    });
    const reference = plain.reference.replace(/plain$/, 'estargz');
    await convertToEstargz({
      folder: join(folder, 'containerd'),
      from: plain.reference,
      to: reference,
    });
    const image = await inspectImage(reference);
    assertBrought(
      await bench.pull(test, { name: 'lazy', image, node }),
      image.layers,
    );
    const told = await imageOf('lazy', reference);
    assert.deepEqual(
      told.layers.map(layer => [layer.format, layer.compressedBytes]),
      image.layers.map(({ size }) => ['estargz', size]),
    );
    test.diagnostic(JSON.stringify(told.lazyPull));
  });

  it('say that their registry lets nobody in, and what to do, while others go on', async test => {
    const [, node] = nodes;
    const { locked } = lockedRegistry;
    await kubectl(
      inNamespace(
        ...['create', 'secret', 'docker-registry', 'pull'],
        ...[`--docker-server=${locked.host}`],
        ...[`--docker-username=${reader.username}`],
        ...[`--docker-password=${reader.password}`],
      ),
    );
    await bench.scene.deploy({
      ...{ name: 'secret', service: 'secret', node },
      ...{ image: secretImage.reference, imagePullPolicy: 'Always' },
      pod: { imagePullSecrets: [{ name: 'pull' }] },
    });
    await bench.scene.available('secret');
    const isUnauthorized = ({ grade, reason }) =>
      grade === 'unknown' && reason.code === 'unauthorized';
    const layerReuse = await areaOf('secret', 'layerReuse', isUnauthorized);
    test.diagnostic(JSON.stringify(layerReuse.reason));
    assert.match(layerReuse.reason.next, /pullPerformance\.registries/);
    const [image] = await bench.portal.imagesOf('secret');
    assert.equal(image.reason.code, 'unauthorized');
    assert.deepEqual(image.layers, []);
    // The node lists how large it is.
    const imageSize = await areaOf('secret', 'imageSize', isGraded, 120);
    assert.equal(imageSize.value, secretImage.totalBytes);
    assert.equal(imageSize.confidence, 'medium');
    const [pull] = await bench.portal.pullsOf('secret');
    assert.equal(pull.missingBytes, undefined);

    // What no node could pull either.
    for (const area of ['imageSize', 'layerReuse']) {
      const { reason } = await areaOf('locked', area, isUnauthorized, 180);
      assert.match(reason.next, /pullPerformance\.registries/);
    }
    // What the unread image holds may be shared: the range says so.
    const next = await bench.makeImage('other:2', {
      base: 'web',
      layers: [[3, 'other-2']],
    });
    const { served, missingBytes } = await bench.pull(test, {
      ...{ name: 'other', image: next, node },
    });
    assert.equal(missingBytes.value, served.bytes);
    assert.ok(missingBytes.low <= served.bytes);

    // Who comes after this test knows nothing of that registry.
    await bench.undeploy('secret');
    const named = secretImage.reference;
    await removeImages({ folder: bench.cluster, node, named });
    await bench.portal.forgets({ node, image: secretImage });
  });
});
