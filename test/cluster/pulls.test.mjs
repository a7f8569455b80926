// The way from the kubelet's events to a scorecard, on a real cluster, through the Kubernetes plugin's proxy and through a
// kubeconfig at the same time: both are the same cluster, so both must say the same.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reports } from '../../scripts/paths.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { poll, startPortal } from '../portal.mjs';
import { kubectl, kubectlJson } from './kubectl.mjs';
import { kubeletPulls } from './kubeletEvents.mjs';
import { pullLines } from './pullLines.mjs';
import { createScene } from './scene.mjs';

const accesses = ['plugin', 'direct'];
const api = '/api/pull-performance/v1';
const ofService = `${api}/entities/component/default/checkout`;
const folder = mkdtempSync(join(tmpdir(), 'pull-performance-cluster-'));

let scene;
let portal;
let portalOptions;
let webImage;

/** Everything the portal has of one access, as the independent reading has it. */
async function portalPulls(cluster) {
  const { items, nextCursor } = await portal.get(
    `${ofService}/pulls?cluster=${cluster}&limit=500`,
  );
  assert.equal(nextCursor, undefined, 'the scene fits one page');
  return items;
}

/** Waits until the portal has exactly what the API server has. */
function sameAsEvents(cluster, seconds) {
  let last;
  return poll(
    `The portal has the API server's events through ${cluster}`,
    seconds,
    async () => {
      const [events, pulls] = await Promise.all([
        kubeletPulls(scene.namespace),
        portalPulls(cluster),
      ]);
      last = [pullLines(pulls), pullLines(events)];
      return String(last[0]) === String(last[1]) && events.length > 0
        ? { events, pulls }
        : undefined;
    },
  ).catch(error => {
    if (last) {
      assert.deepEqual(...last, error.message); // Shows where they differ.
    }
    throw error;
  });
}

/** How long after its event each new pull was seen, in seconds. Events tell whole seconds only: it may be up to one less. */
async function watchLags() {
  const keyOf = pull => `${pull.cluster} ${pull.id}`;
  const old = (await Promise.all(accesses.map(portalPulls))).flat().map(keyOf);
  const lags = new Map();
  let stopped = false;
  const watching = (async () => {
    let last = false;
    while (!last) {
      last = stopped; // One more round after the end: everything has been looked at.
      for (const cluster of accesses) {
        // An answer that fails is asked for again: what it would have shown counts as late.
        for (const pull of await portalPulls(cluster).catch(() => [])) {
          const key = keyOf(pull);
          if (!lags.has(key) && !old.includes(key)) {
            const seconds = (Date.now() - Date.parse(pull.finishedAt)) / 1000;
            lags.set(key, { seconds, pull });
          }
        }
      }
      await new Promise(resolve => {
        setTimeout(resolve, 200);
      });
    }
    return [...lags.values()];
  })();
  return () => {
    stopped = true;
    return watching;
  };
}

async function scoreOf(cluster) {
  const { clusters } = await portal.get(
    `${ofService}/scorecard?cluster=${cluster}`,
  );
  assert.deepEqual(
    clusters.map(score => score.cluster),
    [cluster],
  );
  return clusters[0];
}

function assertClose(actual, expected, relative, what) {
  assert.ok(
    Math.abs(actual - expected) <= expected * relative + 1e-6,
    `${what}: ${actual}, not ${expected}`,
  );
}

/** The quantile of rank floor(q (n − 1)), which a sketch stands for. */
function quantile(values, q) {
  return [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))];
}

before(async () => {
  scene = await createScene(process.env.REGISTRY);
  const entities = join(folder, 'entities.json');
  // The namespace keeps other deployments of a shared cluster out.
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
      kubernetes: {
        clusterLocatorMethods: [
          { type: 'config', clusters: [await scene.pluginCluster('plugin')] },
        ],
      },
      pullPerformance: {
        clusters: [
          { name: 'direct', kubeconfig: { file: process.env.KUBECONFIG } },
        ],
      },
    },
  };
  portal = await startPortal(portalOptions);
  await poll('The service is in the catalog', 60, async () => {
    const { status } = await portal.request(`${ofService}/scorecard`);
    return status === 200 ? true : undefined;
  });
  await poll('Both accesses collect', 60, async () => {
    const { clusters } = await portal.get(`${api}/collection`);
    const collecting = clusters.filter(({ state }) => state === 'collecting');
    assert.equal(collecting.length, accesses.length, JSON.stringify(clusters));
    return true;
  });
  // From then on the service is known to own what carries its label.
  webImage = await scene.image('web', 20);
  await scene.deploy({ name: 'web', image: webImage, node: scene.nodes[0] });
  for (const cluster of accesses) {
    await poll('The first pull is linked to the service', 150, async () =>
      (await portalPulls(cluster)).length > 0 ? true : undefined,
    );
  }
});

after(async () => {
  if (portal) {
    await portal.stop();
    copyFileSync(portal.logFile, join(reports, 'cluster-portal.log'));
  }
  await scene?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('Pulls of a labelled deployment', () => {
  const expected = { cold: 4, warm: 0, checked: 1, present: 1, failed: 1 };
  let events;

  /** Pulls of every outcome, on one node. */
  async function makePulls({ node, image, queued }) {
    await scene.deploy({ name: 'web', image, node, replicas: 2 });
    await scene.available('web');
    await scene.deploy({
      name: 'always',
      image,
      node,
      imagePullPolicy: 'Always',
    });
    await scene.available('always');
    await Promise.all(queued.map(deployment => scene.deploy(deployment)));
    await Promise.all(queued.map(({ name }) => scene.available(name)));
    const missing = image.replace(/:1$/, ':2');
    await scene.deploy({ name: 'missing', image: missing, node });
    await poll('The kubelet fails', 60, async () =>
      (
        await kubeletPulls(scene.namespace)
      ).some(({ kind }) => kind === 'failed')
        ? true
        : undefined,
    );
    // One failure is enough; it would go on.
    await kubectl(['-n', scene.namespace, 'delete', 'deployment', 'missing']);
  }

  it('appear within 5 s of their events, with the numbers of the events', async test => {
    const [node] = scene.nodes;
    const image = webImage;
    const queued = [];
    for (const name of ['queued-1', 'queued-2', 'queued-3']) {
      queued.push({ name, node, image: await scene.image(name, 10) });
    }
    const stopWatching = await watchLags();
    let seen;
    try {
      await makePulls({ node, image, queued });
      for (const cluster of accesses) {
        ({ events } = await sameAsEvents(cluster, 20));
      }
    } finally {
      seen = await stopWatching();
    }
    // All but the first one, which was there before.
    assert.equal(seen.length, (events.length - 1) * accesses.length);
    for (const { seconds, pull } of seen) {
      const what = `${pull.cluster} ${pull.pod} ${pull.outcome}: seen ${seconds} s after its event`;
      test.diagnostic(what);
      assert.ok(seconds <= 5, what);
    }
  });

  for (const cluster of accesses) {
    it(`are counted and timed in the scorecard, read through ${cluster}`, async () => {
      const score = await scoreOf(cluster);
      const failed = events.filter(({ kind }) => kind === 'failed').length;
      assert.deepEqual(score.counts, { ...expected, failed });
      const [failure] = score.failures;
      assert.deepEqual([failure.cause, failure.count], ['not-found', failed]);

      const pulled = events.filter(({ kind }) => kind === 'pulled');
      const waits = pulled.map(({ waitSeconds }) => waitSeconds);
      const sum = waits.reduce((a, b) => a + b, 0);
      assert.equal(score.waitSeconds.count, waits.length);
      assertClose(score.waitSeconds.sum, sum, 1e-6, 'sum');
      assertClose(score.waitSeconds.max, Math.max(...waits), 1e-6, 'max');
      assertClose(score.waitSeconds.p50, quantile(waits, 0.5), 0.011, 'p50');
      assertClose(score.waitSeconds.p95, quantile(waits, 0.95), 0.011, 'p95');

      const cold = pulled.filter(({ pod }) => !pod.startsWith('always-'));
      const coldWait = cold.reduce(
        (all, { waitSeconds }) => all + waitSeconds,
        0,
      );
      const coldPull = cold.reduce(
        (all, { pullSeconds }) => all + pullSeconds,
        0,
      );
      assert.equal(score.gradedWaitSeconds.count, cold.length);
      assertClose(
        score.queueShare,
        1 - coldPull / coldWait,
        0.01,
        'queueShare',
      );
      assert.ok(score.queueShare > 0.05, 'three pulls at once did queue');
    });

    it(`and their pods' starts are those of the pods, read through ${cluster}`, async () => {
      const { items } = await kubectlJson([
        '-n',
        scene.namespace,
        'get',
        'pods',
      ]);
      const at = (pod, type) =>
        Date.parse(
          pod.status.conditions.find(condition => condition.type === type)
            .lastTransitionTime,
        );
      const seconds = items.map(
        pod => (at(pod, 'Ready') - at(pod, 'PodScheduled')) / 1000,
      );
      const score = await scoreOf(cluster);
      assert.equal(score.starts, seconds.length);
      assertClose(
        score.timeToReadySeconds.p95,
        quantile(seconds, 0.95),
        0.011,
        'time to ready',
      );
      assert.ok(score.imageShare > 0 && score.imageShare <= 1);
    });
  }
});

describe('A portal that is killed while pulls stream', () => {
  it('misses nothing that the API server still has, and doubles nothing', async () => {
    const [node] = scene.nodes;
    const names = ['killed-1', 'killed-2', 'killed-3', 'killed-4'];
    const images = [];
    for (const name of names) {
      images.push({ name, node, image: await scene.image(name, 15) });
    }
    await Promise.all(images.map(deployment => scene.deploy(deployment)));
    await poll('The first of them is collected', 60, async () =>
      (await portalPulls('direct')).some(({ pod }) => pod.startsWith('killed-'))
        ? true
        : undefined,
    );
    await portal.stop('SIGKILL');
    await Promise.all(names.map(name => scene.available(name)));

    portal = await startPortal(portalOptions);
    for (const cluster of accesses) {
      const { pulls } = await sameAsEvents(cluster, 60);
      assert.equal(new Set(pulls.map(({ id }) => id)).size, pulls.length);
      const score = await scoreOf(cluster);
      const counted = Object.values(score.counts).reduce((a, b) => a + b, 0);
      assert.equal(counted, pulls.length, 'the rollups agree with the pulls');
    }
  });
});

describe('A right that is missing', () => {
  async function changeRole(change) {
    const role = await kubectlJson(['get', 'clusterrole', scene.role]);
    change(role.rules[0]);
    await kubectl(['replace', '-f', '-'], JSON.stringify(role));
  }
  async function collectionOf(name) {
    const { clusters } = await portal.get(`${api}/collection`);
    return clusters.find(({ cluster }) => cluster === name);
  }

  it('is named with its rule, and the other access goes on', async () => {
    await changeRole(rule => {
      rule.resources = rule.resources.filter(name => name !== 'events');
    });
    await portal.stop();
    portal = await startPortal(portalOptions);

    const problem = await poll('The missing rule is shown', 60, async () =>
      (
        await collectionOf('plugin')
      )?.problems.find(({ code }) => code === 'forbidden'),
    );
    assert.match(problem.next, /events/);
    assert.match(problem.next, /list/);
    assert.match(problem.next, /watch/);

    const before = (await portalPulls('direct')).length;
    const image = await scene.image('forbidden', 1);
    await scene.deploy({ name: 'forbidden', image, node: scene.nodes[0] });
    await scene.available('forbidden');
    await sameAsEvents('direct', 20);
    assert.equal((await portalPulls('direct')).length, before + 1);
    assert.equal((await portalPulls('plugin')).length, before);
    await poll('The other access is collecting', 30, async () =>
      (await collectionOf('direct')).state === 'collecting' ? true : undefined,
    );
  });

  it('is used as soon as it is given, and nothing is missing', async () => {
    await changeRole(rule => {
      rule.resources = [...rule.resources, 'events'];
    });
    await sameAsEvents('plugin', 180);
    await poll('It is collecting again', 60, async () =>
      (await collectionOf('plugin')).state === 'collecting' ? true : undefined,
    );
  });
});
