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
import { kubectl } from './kubectl.mjs';
import { harnessFolder } from './layers/accessLogs.mjs';
import { startPrepullPortal } from './prepull/prepullPortal.mjs';
import { createRestrictedScene } from './prepull/restrictedScene.mjs';
import { scaffolderPackage, scaffolderSource } from './scaffolderModule.mjs';

const { prepullManifests } = scaffolderSource('prepull/prepullManifests');
const { stringify } = scaffolderPackage('yaml');

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
        ...['placed', 'elsewhere', 'locked'],
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

  /** What is written for the images of a service that runs. */
  async function prepull(service, options) {
    const { workload } = await portal.workloadOf(service);
    const { kind, name, namespace, settings } = workload;
    const {
      manifests,
      marker,
      name: prepullName,
    } = prepullManifests({
      workload: { kind, name, namespace },
      settings,
      ...{ pauseImage, toolImage, ...options },
    });
    const text = manifests.map(manifest => stringify(manifest)).join('---\n');
    return { text, marker, name: prepullName };
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

  for (const [name, technique, shell] of [
    ['volume', 'image-volume', false],
    ['binary', 'copied-binary', false],
    ['shell', 'shell', true],
  ]) {
    it(`by ${technique} is admitted, and the next pods of the service find their image${
      shell ? '' : ', which has no shell'
    }`, async test => {
      const { first, next, cold, images } = await startFirst(name, { shell });
      const made = await prepull(name, { technique, images });
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
    const { clusterNodes } = await portal.workloadOf('cron');
    const made = await prepull('cron', {
      ...{ technique: 'image-volume', images },
      cronJob: { schedule: '30 3 * * 1-5', nodes: clusterNodes.nodes },
    });
    await scene.dryRun(made.text);
    await scene.applyText(made.text);
    // Not at half past three.
    await scene.run(
      ...['create', 'job', 'cron-now', `--from=cronjob/${made.name}`],
    );
    await scene.run(
      ...['wait', '--for=condition=Complete', 'job/cron-now'],
      '--timeout=120s',
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
    const made = await prepull('placed', {
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
    const other = await prepull('elsewhere', {
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
      const made = await prepull('locked', { technique, images });
      assert.deepEqual(await rollOut(made), scene.nodes);
      await scene.deleteText(made.text);
    }
    await stop(first);
    await assertPresent(test, { cold, next });
    await stop(next);
  });
});
