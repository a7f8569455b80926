// What the scaffolder's action writes, on a real cluster: it is admitted where PodSecurity "restricted" is enforced, brings images onto exactly the
// nodes on which a service runs, and new pods of the service find them there.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reports } from '../../scripts/paths.mjs';
import { poll } from '../portal.mjs';
import { passwordOf, reader, startDockerRegistry } from './dockerRegistry.mjs';
import { filesOf, writeFiles } from './files.mjs';
import { kubectl } from './kubectl.mjs';
import { harnessFolder } from './layers/accessLogs.mjs';
import { startPrepullPortal } from './prepull/prepullPortal.mjs';
import { layouts } from './prepull/repositories.mjs';
import { createRestrictedScene } from './prepull/restrictedScene.mjs';
import {
  runAction,
  scaffolderPackage,
  scaffolderSource,
} from './scaffolderModule.mjs';

const { createPrepullAddAction } = scaffolderSource(
  'prepull/createPrepullAddAction',
);
const { parse, parseAllDocuments } = scaffolderPackage('yaml');

const megabytes = 30;
const markerLabel = 'pull-performance/change';
const dedicated = { key: 'shop.example/dedicated', value: 'web' };

function whyNot() {
  return harnessFolder(process.env.KUBECONFIG)
    ? false
    : 'needs a cluster of harness/: two nodes with image volumes, and images that can be removed from them';
}

describe('Pre-pull', { skip: whyNot() }, () => {
  const registry = process.env.REGISTRY;
  const pauseImage = `${registry}/pause:1`;
  const folder = mkdtempSync(join(tmpdir(), 'pull-performance-prepull-'));
  const endings = [];
  let scene;
  let portal;
  let toolImage;

  before(async () => {
    scene = await createRestrictedScene({
      registry,
      folder: harnessFolder(process.env.KUBECONFIG),
    });
    endings.push(() => scene.remove());
    toolImage = await scene.image('tool', { megabytes: 1, shell: true });
    portal = await startPrepullPortal({
      folder,
      namespace: scene.namespace,
      services: [
        ...['volume', 'binary', 'shell', 'cron'],
        ...['placed', 'elsewhere', 'locked', 'web'],
      ],
      kubeconfig: await scene.kubeconfig(folder),
    });
    endings.push(async () => {
      await portal.stop();
      copyFileSync(portal.logFile, join(reports, 'cluster-prepull-portal.log'));
    });
  });

  after(async () => {
    for (const end of endings.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A task's workspace with the repository of a service. */
  function makeWorkspace(layout, service) {
    const workspacePath = mkdtempSync(join(folder, 'workspace-'));
    const source = join(workspacePath, 'source');
    writeFiles(source, layouts[layout].files(service));
    return { workspacePath, source };
  }

  /** Runs the action with what the portal knows of a service. */
  async function add(workspacePath, service, options) {
    const { workload, clusterNodes } = await portal.workloadOf(service);
    return runAction(createPrepullAddAction(), {
      workspacePath,
      input: {
        ...{ path: 'source', changesPath: 'changes', workload, clusterNodes },
        ...{ pauseImage, toolImage, ...options },
      },
    });
  }

  /** What is written for the images of a service that runs, into a repository of plain manifests. */
  async function prepull(service, options) {
    const { name } = service.metadata;
    const { workspacePath } = makeWorkspace('plain', service);
    const { files, ...told } = await add(workspacePath, name, options);
    const [{ change, content: text }, ...others] = files;
    assert.deepEqual([change, others], ['created', []]);
    return { ...told, text, name: parse(text).metadata.name };
  }

  /** Applies a DaemonSet, and returns the nodes on which its pods are ready; all of them are known by the marker. */
  async function rollOut({ text, name, marker }) {
    await scene.dryRun(text);
    await scene.applyText(text);
    await scene.run(
      ...['rollout', 'status', `daemonset/${name}`, '--timeout=120s'],
    );
    return nodesWithMarker(marker);
  }

  async function nodesWithMarker(marker) {
    const { items } = await scene.json(
      ...['get', 'pods', '-l', `${markerLabel}=${marker}`],
    );
    return items.map(({ spec }) => spec.nodeName).sort();
  }

  async function stop(service) {
    await scene.run(
      ...['delete', 'deployment', service.metadata.name],
      '--cascade=foreground',
    );
  }

  /** Starts a service's next version, all of whose pods must find its image; tells how long that took beside the cold start. */
  async function assertPresent(test, { cold, next }) {
    const warm = await scene.start(next);
    const [{ image }] = next.spec.template.spec.containers;
    for (const { node, messages } of warm.pulled) {
      assert.deepEqual(
        messages,
        [`Container image "${image}" already present on machine`],
        node,
      );
    }
    const seconds = ({ readySeconds }) => `${readySeconds.toFixed(1)} s`;
    test.diagnostic(
      `${warm.pulled.length} pods ready in ${seconds(
        cold,
      )} without and ${seconds(warm)} with the pre-pull; without: ${
        cold.pulled[0].messages
      }`,
    );
    return warm;
  }

  /** Two versions of a service, the first of which begins to run; `host` is where images are pushed. */
  async function startFirst(name, options = {}) {
    const { shell, pod, replicas } = options;
    const { host = registry, pulledFrom = host } = options;
    const version = async number => {
      const pushed = await scene.image(`${name}-${number}`, {
        ...{ megabytes, shell, host },
      });
      const image = pushed.replace(host, pulledFrom);
      return scene.service({ name, image, pod, replicas });
    };
    const [first, next] = [await version(1), await version(2)];
    const cold = await scene.start(first);
    for (const { messages } of cold.pulled) {
      assert.match(messages.join(), /^Successfully pulled image/);
    }
    const [{ image }] = next.spec.template.spec.containers;
    return { first, next, cold, images: [image] };
  }

  /** Keeps all pods away from a node that do not tolerate it. */
  async function reserve(test, node) {
    const { key, value } = dedicated;
    test.after(async () => {
      await kubectl(['taint', 'node', node, `${key}:NoSchedule-`]);
      await kubectl(['label', 'node', node, `${key}-`]);
    });
    await kubectl(['taint', 'node', node, `${key}=${value}:NoSchedule`]);
    await kubectl(['label', 'node', node, `${key}=${value}`]);
  }

  /** Two registries on one storage, one of which lets only the reader in. */
  async function startLockedRegistry() {
    const storage = join(folder, 'storage');
    const start = async (name, auth) => {
      const own = join(folder, name);
      mkdirSync(own);
      const started = await startDockerRegistry({ folder: own, storage, auth });
      endings.push(() => started.stop());
      scene.usesRegistry(started.host);
      return started;
    };
    return {
      open: await start('open'),
      locked: await start('locked', passwordOf(folder)),
    };
  }

  let started;
  /** A service that several tests look at. */
  function startedOnce() {
    started ??= startFirst('web');
    return started;
  }

  async function render(layout, source) {
    const text = await layouts[layout].render(source, scene);
    const objects = parseAllDocuments(text)
      .map(document => document.toJS())
      .filter(Boolean);
    return { text, objects };
  }

  const isPrepull = ({ metadata }) => metadata.name === 'prepull-web';
  const podsOf = ({ spec }) => (spec.jobTemplate?.spec ?? spec).template;

  /** Says that exactly these files are new or differ. */
  function assertToldOf(files, before, after) {
    const differing = Object.keys({ ...before, ...after })
      .filter(path => before[path] !== after[path])
      .sort();
    assert.deepEqual(
      files.map(({ path, change, content }) => [path, change, content]),
      differing.map(path => [
        path,
        path in before ? 'changed' : 'created',
        after[path],
      ]),
    );
  }

  it('is tried in a namespace that refuses what is not restricted', async () => {
    const service = scene.service({
      ...{ name: 'root', image: pauseImage, pod: { securityContext: {} } },
    });
    await assert.rejects(
      scene.dryRun(JSON.stringify(service)),
      /would violate PodSecurity "restricted/,
    );
  });

  it('is refused with the reason, and nothing written, where nodes have no image volumes', async () => {
    const { first, images } = await startedOnce();
    const { workspacePath, source } = makeWorkspace('kustomize', first);
    const before = filesOf(source);
    await assert.rejects(
      add(workspacePath, 'web', {
        ...{ technique: 'image-volume', imageVolumes: false, images },
      }),
      /image-volume does not work here: .*ImageVolume is off/,
    );
    assert.deepEqual(filesOf(source), before);
    assert.throws(() => filesOf(join(workspacePath, 'changes')), /ENOENT/);
  });

  for (const [name, technique, shell, asked] of [
    ['volume', 'image-volume', false, { imageVolumes: true }],
    // Of this Kubernetes it is not known whether it has image volumes.
    ['binary', 'copied-binary', false, {}],
    ['shell', 'shell', true, { technique: 'shell' }],
  ]) {
    it(`by ${technique} is admitted, and the next pods of the service find their image${
      shell ? '' : ', which has no shell'
    }`, async test => {
      const { first, next, cold, images } = await startFirst(name, { shell });
      const made = await prepull(first, { ...asked, images });
      assert.equal(made.technique, technique, made.techniqueReason);
      assert.equal(/"sh"/.test(made.warnings.join()), shell);
      const change = await portal.record(name, made.marker);
      assert.equal(change.state, 'recorded');
      assert.deepEqual(await rollOut(made), scene.nodes);
      await stop(first);
      await assertPresent(test, { cold, next });

      const seen = await poll('The change is seen', 60, async () => {
        const now = await portal.changeOf(name);
        return now.state === 'rolledOut' ? now : undefined;
      });
      assert.equal(seen.rolledOutBy, 'marker');
      assert.deepEqual(seen.clusters, ['real']);
      await stop(next);
      await scene.deleteText(made.text);
    });
  }

  it('by a CronJob brings the images to as many nodes as run the service', async test => {
    const { first, next, cold, images } = await startFirst('cron');
    const made = await prepull(first, {
      ...{ technique: 'image-volume', images },
      ...{ mode: 'cronjob', schedule: '30 3 * * 1-5' },
    });
    await scene.dryRun(made.text);
    await scene.applyText(made.text);
    // Not at half past three.
    await scene.run(
      ...['create', 'job', 'cron-now', `--from=cronjob/${made.name}`],
    );
    await scene.run(
      ...['wait', '--for=condition=Complete', 'job/cron-now'],
      // Its pods stay a minute.
      '--timeout=240s',
    );
    assert.deepEqual(await nodesWithMarker(made.marker), scene.nodes);
    await stop(first);
    await assertPresent(test, { cold, next });
    await stop(next);
    await scene.deleteText(made.text);
  });

  it('runs on the nodes on which the service may run, and on no others', async test => {
    const [free, taken] = scene.nodes;
    await reserve(test, taken);
    const pod = {
      nodeSelector: { [dedicated.key]: dedicated.value },
      tolerations: [{ ...dedicated, effect: 'NoSchedule' }],
    };
    const { first, next, cold, images } = await startFirst('placed', { pod });
    const made = await prepull(first, {
      technique: 'copied-binary',
      images,
    });
    assert.deepEqual(await rollOut(made), [taken]);
    await stop(first);
    const warm = await assertPresent(test, { cold, next });
    assert.deepEqual(
      [...new Set(warm.pulled.map(({ node }) => node))],
      [taken],
    );
    await stop(next);
    await scene.deleteText(made.text);

    // A service that does not tolerate the taint has nothing to do there.
    const elsewhere = await startFirst('elsewhere', { replicas: 1 });
    const other = await prepull(elsewhere.first, {
      ...{ technique: 'copied-binary', images: elsewhere.images },
    });
    assert.deepEqual(await rollOut(other), [free]);
    await stop(elsewhere.first);
    await scene.deleteText(other.text);
  });

  it("pulls from a private registry with the service's own secret", async test => {
    const { open, locked } = await startLockedRegistry();
    await scene.run(
      ...['create', 'secret', 'docker-registry', 'pull'],
      ...[`--docker-server=${locked.host}`],
      ...[`--docker-username=${reader.username}`],
      ...[`--docker-password=${reader.password}`],
    );
    const { first, next, cold, images } = await startFirst('locked', {
      host: open.host,
      pulledFrom: locked.host,
      pod: { imagePullSecrets: [{ name: 'pull' }] },
    });
    for (const technique of ['image-volume', 'copied-binary']) {
      await scene.removeImages(images[0]);
      const made = await prepull(first, { technique, images });
      assert.deepEqual(await rollOut(made), scene.nodes);
      await scene.deleteText(made.text);
    }
    await stop(first);
    await assertPresent(test, { cold, next });
    await stop(next);
  });

  for (const layout of Object.keys(layouts)) {
    it(`is accepted by the API server in every form, put into a repository of the layout ${layout}`, async () => {
      const { first, images } = await startedOnce();
      const before = await render(layout, makeWorkspace(layout, first).source);
      for (const technique of ['image-volume', 'copied-binary', 'shell']) {
        for (const form of [{}, { mode: 'cronjob', schedule: '@daily' }]) {
          const { workspacePath, source } = makeWorkspace(layout, first);
          const { marker } = await add(workspacePath, 'web', {
            ...{ technique, images: [...images, pauseImage], ...form },
          });
          const rendered = await render(layout, source);
          await scene.dryRun(rendered.text);
          assert.deepEqual(
            rendered.objects.filter(object => !isPrepull(object)),
            before.objects,
          );
          const [made, ...others] = rendered.objects.filter(isPrepull);
          assert.deepEqual(others, []);
          assert.equal(podsOf(made).metadata.labels[markerLabel], marker);
        }
      }
    });

    it(`runs as the layout ${layout} renders it; a second run changes nothing, and taking it out leaves the repository as it was`, async () => {
      const { first, images } = await startedOnce();
      const { workspacePath, source } = makeWorkspace(layout, first);
      const before = filesOf(source);
      const added = await add(workspacePath, 'web', { images });
      assert.equal(added.layout, layout);
      const after = filesOf(source);
      assertToldOf(added.files, before, after);
      assert.deepEqual(
        filesOf(join(workspacePath, 'changes')),
        Object.fromEntries(added.files.map(file => [file.path, file.content])),
      );

      const again = await add(workspacePath, 'web', { images });
      assert.deepEqual([again.changed, again.files], [false, []]);
      assert.equal(again.marker, added.marker);
      assert.deepEqual(filesOf(source), after);

      const { text, objects } = await render(layout, source);
      const { name } = objects.find(isPrepull).metadata;
      const { marker } = added;
      assert.deepEqual(await rollOut({ text, name, marker }), scene.nodes);
      await scene.run('delete', 'daemonset', name, '--cascade=foreground');

      await add(workspacePath, 'web', { remove: true });
      assert.deepEqual(filesOf(source), before);
    });
  }
});
