// Node disks on a real cluster: a node whose disk is throttled while it pulls is found, through Prometheus, and what it is throttled by is named;
// when the disk is fast again, so is the node.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { reports } from '../../scripts/paths.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { poll, startPortal } from '../portal.mjs';
import {
  missingMonitoring,
  scrapeSeconds,
  startMonitoring,
} from './disk/monitoring.mjs';
import { canThrottle, nodeDisk } from './disk/nodeDisk.mjs';
import { startHarnessCluster } from './faults/harnessCluster.mjs';

function whyNot() {
  if (process.platform !== 'linux' || process.getuid() !== 0) {
    return 'needs a cluster of its own, and for it Linux and root';
  }
  if (!canThrottle) return 'disks are throttled through cgroup v1';
  return missingMonitoring.length > 0
    ? `needs Debian's ${missingMonitoring.join(' and ')}`
    : false;
}

/** What the disk of the slow node can do: so little that writing an image takes more than two minutes, one of them from its beginning to its end. */
const limitMiB = 1;
const limitBytes = limitMiB * 1024 * 1024;
const imageMegabytes = 130;
const hourMs = 3_600_000;
/** Long enough that the scorecard's window of an hour, widened to full hours, has passed. */
const passingHours = 3;
const minuteMs = 60_000;
const entityPath =
  '/api/pull-performance/v1/entities/component/default/checkout';
const slow = 'node-1';
const fast = 'node-2';

describe('Node disks', { skip: whyNot() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pull-performance-disk-'));
  let cluster;
  let monitoring;
  let portal;
  let disks;

  const nodeFolder = node => join(cluster.folder, node);

  function engineOf(node) {
    return {
      cluster: 'real',
      url: monitoring.url,
      matchers: `node="${node}"`,
      imagePath: join(nodeFolder(node), 'containerd'),
      scrapeIntervalSeconds: scrapeSeconds,
    };
  }

  async function openPortal() {
    const entities = join(folder, 'entities.json');
    const annotations = { 'backstage.io/kubernetes-id': 'checkout' };
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'checkout', annotations },
      spec: { type: 'service', lifecycle: 'production', owner: 'shop-team' },
    };
    writeFileSync(entities, JSON.stringify(entity));
    const limits = [
      {
        nodePools: ['slow'],
        name: 'loop device',
        megabytesPerSecond: limitBytes / 1e6,
      },
    ];
    return startPortal({
      folder,
      port: await freePort(),
      config: {
        catalog: { locations: [{ type: 'file', target: entities }] },
        pullPerformance: {
          scorecard: { window: { hours: 1 } },
          kubernetesPlugin: { enabled: false },
          clusters: [
            { name: 'real', kubeconfig: { file: cluster.kubeconfig } },
          ],
          nodeDisks: {
            prometheus: [{ ...engineOf(slow), limits }, engineOf(fast)],
            thresholds: { throttledFor: { seconds: 20 } },
          },
          schedules: {
            services: { seconds: 5 },
            nodes: { seconds: 5 },
            nodeFacts: { seconds: 10 },
          },
        },
      },
    });
  }

  /** Lets a pod of the service run an image on a node. */
  function deploy(name, { node, image }) {
    const labels = { app: name, 'backstage.io/kubernetes-id': 'checkout' };
    return cluster.kubectl.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default', labels },
      spec: {
        selector: { matchLabels: { app: name } },
        // A slow disk is no failed deployment.
        progressDeadlineSeconds: 900,
        template: {
          metadata: { labels },
          spec: {
            nodeName: node,
            terminationGracePeriodSeconds: 0,
            automountServiceAccountToken: false,
            containers: [{ name: 'main', image }],
          },
        },
      },
    });
  }

  const available = name =>
    cluster.kubectl.run([
      ...['wait', '--for=condition=Available', `deployment/${name}`],
      '--timeout=420s',
    ]);

  const nodesOf = async query => {
    const { items } = await portal.get(`${entityPath}/nodes${query}`);
    return Object.fromEntries(items.map(item => [item.node, item]));
  };

  /** The area and the nodes, as soon as the nodes are as wanted. */
  async function judged(isWanted) {
    let last;
    return poll('The disks are judged so', 240, async () => {
      const nodes = await nodesOf('');
      const { areas } = await portal.get(`${entityPath}/scorecard`);
      last = { area: areas.nodeDiskHealth, nodes };
      return isWanted(nodes) ? last : undefined;
    }).catch(error => {
      throw new Error(`${error.message}: ${JSON.stringify(last)}`, {
        cause: error,
      });
    });
  }

  /** Lets hours pass: figures of nodes are kept by the hour, and no test waits that long. */
  function passHours() {
    const file = join(folder, 'database', 'pull-performance.sqlite');
    const database = new Database(file, { timeout: 10_000 });
    try {
      database
        .prepare('update node_hours set hour = hour - ?')
        .run(passingHours);
      // They were measured then.
      database
        .prepare('update node_sources set read_since = read_since - ?')
        .run(passingHours * hourMs);
    } finally {
      database.close();
    }
  }

  before(async () => {
    cluster = await startHarnessCluster({
      net: process.env.DISK_NET ?? '127.0.9',
      nodes: 2,
      env: { DISK_MIB_S: `${limitMiB} 0`, DISK_GIB: '4' },
    });
    const label = (node, pool) =>
      cluster.kubectl.run([
        ...['label', 'node', node, '--overwrite'],
        `kubernetes.azure.com/agentpool=${pool}`,
      ]);
    await Promise.all([label(slow, 'slow'), label(fast, 'fast')]);
    disks = Object.fromEntries(
      [slow, fast].map(node => [node, nodeDisk(nodeFolder(node))]),
    );
    monitoring = await startMonitoring({ folder, nodes: [slow, fast] });
    portal = await openPortal();
  });
  after(async () => {
    if (portal) {
      await portal.stop();
      copyFileSync(portal.logFile, join(reports, 'cluster-disk-portal.log'));
    }
    await monitoring?.stop();
    await cluster?.down();
    rmSync(folder, { recursive: true, force: true });
  });

  it('that are at their limit while images are pulled are found, and the limit is named', async test => {
    const image = await cluster.image('first', imageMegabytes);
    const before = disks[slow].read();
    await deploy('slow', { node: slow, image });
    await deploy('fast', { node: fast, image });
    await available('fast');
    await available('slow');
    const truth = disks[slow].since(before);
    test.diagnostic(
      `${disks[slow].device}: ${truth.queueDepth.toFixed(1)} requests, ` +
        `${(truth.bytesPerSecond / 1e6).toFixed(2)} MB/s for ${
          truth.seconds
        } s`,
    );
    assert.ok(truth.seconds > 60, 'the disk was slow');
    assert.ok(truth.queueDepth > 20, 'it queued');

    const { area, nodes } = await judged(
      all =>
        all[slow]?.health === 'throttled' && all[fast]?.health === 'healthy',
    );
    test.diagnostic(`${area.grade}: ${area.evidence}`);
    test.diagnostic(JSON.stringify(nodes[slow]));
    test.diagnostic(JSON.stringify(nodes[fast]));
    assert.equal(area.value, 0.5);
    assert.equal(area.grade, 'E');
    assert.equal(area.confidence, 'high');
    assert.match(area.evidence, /^1 of 2 nodes throttled/);
    assert.match(area.evidence, /loop device|MB\/s|queue of \d\d/);

    const { disk, pulling, reason, pulls } = nodes[slow];
    assert.equal(pulls, 1);
    assert.equal(reason.code, 'disk-throttled');
    assert.deepEqual(disk.limit, {
      bytesPerSecond: limitBytes,
      bytesBoundBy: 'loop device',
    });
    assert.deepEqual([...disk.sources].sort(), ['configuration', 'prometheus']);
    assert.ok(disk.queueDepth > 20, `${disk.queueDepth}`);
    // Reads and writes have the limit each.
    assert.ok(disk.bandwidthShare > 0.9, `${disk.bandwidthShare}`);
    assert.ok(disk.bandwidthShare < 2.5, `${disk.bandwidthShare}`);
    assert.ok(['bandwidth', 'queueDepth'].includes(pulling.throttledBy));
    assert.ok(pulling.throttledSeconds >= 20);
    assert.ok(pulling.throttledSeconds <= truth.seconds + 1);

    // The pressure is of the whole machine, and not of this disk.
    assert.equal(nodes[fast].pulling.throttledSeconds, 0);
    assert.ok(nodes[fast].disk.queueDepth < 20);
    assert.ok(nodes[fast].disk.usedShare > 0);
  });

  it('that are fast again recover', async test => {
    await disks[slow].limit(0);
    await disks[slow].idle();
    const image = await cluster.image('second', imageMegabytes);
    passHours();
    // No minute has both the old and the new disk.
    const minute = Math.floor(Date.now() / minuteMs);
    await poll('A new minute', 65, async () =>
      Date.now() / minuteMs >= minute + 1 ? true : undefined,
    );
    const before = disks[slow].read();
    await deploy('recovered', { node: slow, image });
    await available('recovered');
    const truth = disks[slow].since(before);
    test.diagnostic(
      `${disks[slow].device}: ${truth.queueDepth.toFixed(1)} requests, ` +
        `${(truth.bytesPerSecond / 1e6).toFixed(2)} MB/s for ${
          truth.seconds
        } s`,
    );

    const { area, nodes } = await judged(
      all => all[slow]?.pulling.observedSeconds > 0,
    );
    test.diagnostic(`${area.grade}: ${area.evidence}`);
    test.diagnostic(JSON.stringify(nodes[slow]));
    assert.equal(nodes[slow].health, 'healthy');
    assert.equal(nodes[slow].pulling.throttledSeconds, 0);
    assert.equal(area.grade, 'A');
    assert.equal(area.value, 0);
    assert.equal(area.evidence, 'All 2 nodes kept up');

    // What was before is not forgotten.
    const from = new Date(Date.now() - 2 * passingHours * hourMs);
    const earlier = await nodesOf(
      `?from=${encodeURIComponent(from.toISOString())}`,
    );
    assert.equal(earlier[slow].health, 'throttled');
  });
});
