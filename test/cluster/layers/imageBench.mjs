// What tests of images need: a portal that reads the cluster and its registry, images that no other run has, and pulls with what the
// registry served for them.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reports } from '../../../scripts/paths.mjs';
import { kubectl } from '../kubectl.mjs';
import { createScene } from '../scene.mjs';
import { accessLogs, harnessFolder } from './accessLogs.mjs';
import { startImagePortal } from './imagePortal.mjs';
import { inspectImage, pushImage, sumOf } from './layeredImage.mjs';
import { removeImages } from './runtime.mjs';

/** Why the tests cannot be run on this cluster; false when they can. */
export const noAccessLogs = harnessFolder(process.env.KUBECONFIG)
  ? false
  : 'only a cluster of harness/ has access logs of its registry';

/**
 * Starts everything.
 *
 * @param options - `name`: of the portal's log. `services`: those that are deployed. `registries`: as in the configuration, besides the
 * cluster's own. `folder`: for files of the test
 */
export async function startImageBench({ name, services, registries = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'pull-performance-images-'));
  const cluster = harnessFolder(process.env.KUBECONFIG);
  const registry = process.env.REGISTRY;
  const logs = accessLogs(cluster);
  const scene = await createScene(registry);
  let portal;

  async function close() {
    if (portal) {
      await portal.stop();
      copyFileSync(portal.logFile, join(reports, `cluster-${name}-portal.log`));
    }
    await scene.remove();
    // A kubelet lists 50 images at most: after some runs no list would be whole.
    const named = `${registry}/${scene.namespace}-`;
    for (const node of scene.nodes) {
      await removeImages({ folder: cluster, node, named });
    }
    rmSync(folder, { recursive: true, force: true });
  }

  /** A pull, as the portal has it, of an image that a Deployment begins to run, with what the registry served for it. */
  async function pull(test, { image, ...deployment }) {
    const { name: deployed, service = deployed, node } = deployment;
    const { reference } = image;
    const mark = logs.mark(node);
    await scene.deploy({ ...deployment, service, image: reference });
    await scene.available(deployed);
    const served = logs.servedSince(mark, { node, image });
    const told = await portal.pullOf({ service, name: deployed, reference });
    const { value, low, high, basis } = told.missingBytes;
    test.diagnostic(
      `${reference} on ${node}: ${told.outcome} in ${told.pullSeconds} s; ${value} bytes missing (${low} to ${high}), ` +
        `${served.bytes} served in ${served.layers.length} layers; ${basis}`,
    );
    assert.equal(served.registryBytes, served.bytes, 'both logs say the same');
    return { ...told, served };
  }

  const bench = {
    ...{ folder, cluster, scene, logs, close, pull },
    get portal() {
      return portal;
    },

    /** Pushes an image; its layers are those of images of this run that have equal ones, and of no others. */
    async makeImage(nameAndTag, { base, layers }) {
      const reference = `${registry}/${scene.namespace}-${nameAndTag}`;
      const own = text => `${scene.namespace}-${text}`;
      await pushImage(reference, {
        base: own(base),
        layers: layers.map(
          ([megabytes, seed, createdBy = `COPY ${seed} /`]) => ({
            megabytes,
            seed: own(seed),
            createdBy,
          }),
        ),
      });
      return inspectImage(reference);
    },

    /** Deletes a Deployment, and waits until its pods are gone. */
    async undeploy(deployed) {
      const run = (...args) => kubectl(['-n', scene.namespace, ...args]);
      await run('delete', 'deployment', deployed);
      const pods = ['pod', '-l', `app=${deployed}`];
      await run('wait', '--for=delete', ...pods, '--timeout=60s');
    },

    /**
     * Brings a first image to all nodes. Nothing may be known of them yet, and its base is also that of the image of pods' sandboxes, which
     * comes with a node's first pod: but the range of missing bytes must hold. Afterwards all that they hold is known.
     */
    async warmUp(test) {
      for (const node of scene.nodes) {
        const reference = await scene.image(`warm-up-${node}`, 1);
        const { served, missingBytes } = await pull(test, {
          image: await inspectImage(reference),
          ...{ node, name: `warm-up-${node}`, service: 'warm-up' },
        });
        assert.ok(missingBytes.low <= served.bytes);
        assert.ok(served.bytes <= missingBytes.high);
      }
      await portal.knowsAllOf(scene.nodes);
    },
  };
  try {
    portal = await startImagePortal({
      ...{ folder, namespace: scene.namespace },
      kubeconfig: process.env.KUBECONFIG,
      services: ['warm-up', ...services],
      registries: [{ host: registry, insecure: true }, ...registries],
    });
  } catch (error) {
    await close();
    throw error;
  }
  return bench;
}

/** Says that a pull had to bring these layers, for certain, and that the registry served them, each once. */
export function assertBrought({ served, missingBytes }, layers) {
  const sizes = served.layers.map(({ digest, bytes }) => [digest, bytes]);
  assert.deepEqual(
    sizes.sort(),
    layers.map(({ digest, size }) => [digest, size]).sort(),
  );
  const bytes = sumOf(layers.map(({ size }) => size));
  const { value, low, high } = missingBytes;
  assert.deepEqual([value, low, high], [bytes, bytes, bytes]);
}
