// The way of pushed events: the OpenTelemetry Collector, configured as docs/pushed-events.md says, pushes what a portal cannot read.
// The same cluster is also read directly, under the name of one of the two collectors.
import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reports } from '../../scripts/paths.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { poll, startPortal } from '../portal.mjs';
import { kubeletPulls } from './kubeletEvents.mjs';
import { startCollector } from './otelcol.mjs';
import { pullLines } from './pullLines.mjs';
import { createScene } from './scene.mjs';

const api = '/api/pull-performance/v1';
const ofService = `${api}/entities/component/default/checkout`;
const folder = mkdtempSync(join(tmpdir(), 'pull-performance-push-'));
const token = 'the-token-of-the-test';
/** One that only pushes, and one that is read as well. */
const pushing = ['far', 'near'];

let scene;
let portal;
let portalOptions;
const collectors = [];

async function pullsOf(cluster) {
  const { items } = await portal.get(
    `${ofService}/pulls?cluster=${cluster}&limit=500`,
  );
  return items;
}

/** Waits until the portal has exactly what the API server has: no pull less, and none twice. */
async function sameAsEvents(cluster, seconds) {
  let last;
  await poll(`The portal has all events of ${cluster}`, seconds, async () => {
    const [events, pulls] = await Promise.all([
      kubeletPulls(scene.namespace),
      pullsOf(cluster),
    ]);
    last = [pullLines(pulls), pullLines(events)];
    return events.length > 0 && String(last[0]) === String(last[1])
      ? true
      : undefined;
  }).catch(error => {
    if (last) assert.deepEqual(...last, error.message); // Shows where they differ.
    throw error;
  });
}

async function stateOf(cluster) {
  const { clusters } = await portal.get(`${api}/collection`);
  return clusters.find(one => one.cluster === cluster);
}

before(async () => {
  scene = await createScene(process.env.REGISTRY);
  const entities = join(folder, 'entities.json');
  const annotations = {
    'backstage.io/kubernetes-id': 'checkout',
    'backstage.io/kubernetes-namespace': scene.namespace,
  };
  writeFileSync(
    entities,
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'checkout', annotations },
      spec: { type: 'service', lifecycle: 'production', owner: 'shop-team' },
    }),
  );
  portalOptions = {
    folder,
    port: await freePort(),
    config: {
      catalog: { locations: [{ type: 'file', target: entities }] },
      backend: {
        auth: {
          externalAccess: [
            {
              type: 'static',
              options: { token, subject: 'collector' },
              accessRestrictions: [
                {
                  plugin: 'pull-performance',
                  permission: 'pull-performance.ingest',
                },
              ],
            },
          ],
        },
      },
      pullPerformance: {
        clusters: [
          { name: 'near', kubeconfig: { file: process.env.KUBECONFIG } },
        ],
      },
    },
  };
  portal = await startPortal(portalOptions);
  await poll('The service is in the catalog', 60, async () => {
    const { status } = await portal.request(`${ofService}/scorecard`);
    return status === 200 ? true : undefined;
  });
  for (const cluster of pushing) {
    const own = join(folder, cluster);
    mkdirSync(own);
    collectors.push(
      startCollector({
        folder: own,
        kubeconfig: await scene.kubeconfig(own),
        cluster,
        url: portal.url,
        token,
      }),
    );
  }
});

after(async () => {
  await Promise.all(collectors.map(collector => collector.stop()));
  if (portal) {
    await portal.stop();
    copyFileSync(portal.logFile, join(reports, 'cluster-push-portal.log'));
  }
  if (collectors[0]) {
    copyFileSync(
      collectors[0].logFile,
      join(reports, 'cluster-push-otelcol.log'),
    );
  }
  await scene?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('Pushed events', () => {
  it('become the same pulls as those that are read, and both together count once', async () => {
    const [node] = scene.nodes;
    const image = await scene.image('pushed', 5);
    await scene.deploy({ name: 'web', image, node, replicas: 2 });
    await scene.available('web');
    for (const cluster of pushing) await sameAsEvents(cluster, 60);
    // Lists tell the same events again and again, under both names.
    await poll('The collector lists once more', 30, async () => {
      const { lastSuccessAt } = await stateOf('far');
      return Date.now() - Date.parse(lastSuccessAt) < 1_000 ? true : undefined;
    });
    for (const cluster of pushing) await sameAsEvents(cluster, 10);
  });

  it('show their cluster, with state, lag and no gap', async () => {
    const far = await stateOf('far');
    assert.equal(far.access, 'otlp');
    assert.equal(far.state, 'collecting', JSON.stringify(far.problems));
    assert.deepEqual(far.gaps, []);
    assert.ok(far.lagSeconds >= 0 && far.lagSeconds < 30, `${far.lagSeconds}`);
    assert.equal((await stateOf('near')).access, 'kubeconfig');
  });

  it("tell the pods' starts and their workload", async () => {
    // The collector tells pods when it likes, not with their events.
    const starts = await poll('Both starts are known', 30, async () => {
      const card = await portal.get(`${ofService}/scorecard?cluster=far`);
      const [far] = card.clusters;
      return far.starts >= 2 ? far.starts : undefined;
    });
    assert.equal(starts, 2);
  });

  it('are complete after the portal was down', async () => {
    const [node] = scene.nodes;
    await portal.stop('SIGKILL');
    for (const name of ['down-1', 'down-2']) {
      const image = await scene.image(name, 3);
      await scene.deploy({ name, image, node });
      await scene.available(name);
    }
    portal = await startPortal(portalOptions);
    for (const cluster of pushing) await sameAsEvents(cluster, 120);
    const { problems } = await stateOf('far');
    assert.deepEqual(problems, []);
  });
});
