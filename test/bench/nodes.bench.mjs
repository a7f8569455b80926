// How long it takes to refresh the disks of 5,000 nodes, from an engine's or Azure's answers to the hours in the store.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { showStep } from '../../scripts/progress.mjs';
import { root } from '../../scripts/paths.mjs';
import { ResourceMeter } from './ingest/ResourceMeter.mjs';
import { openDatabase } from './ingest/measuredStore.mjs';
import { azureNodes, prometheusNode } from './nodes/fleet.mjs';
import { backendPackage, backendSource, moduleSource } from './lib/sources.mjs';

export const title = 'Disks of nodes';

const ROUNDS = 5;
const MINUTE_MS = 60_000;

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** @param {import('./lib/Bench.mjs').Bench} bench */
export async function run(bench) {
  const nodes = Math.max(200, Math.round(5_000 * bench.scale));
  const engines = fork(
    join(root, 'test', 'bench', 'nodes', 'enginesProcess.mjs'),
    [`${nodes}`],
  );
  bench.defer(() => engines.kill());
  const addresses = await addressesOf(engines);
  bench.condition(
    `${nodes} nodes, one sample a minute; Prometheus: 6 figures from 8 metrics in 7 queries; Azure: 12 metrics in scale sets of 100; the servers are on loopback and share the machine; SQLite; median of ${ROUNDS} refreshes`,
  );

  const { NodeReader } = backendSource('nodes/NodeReader');
  const { NodeSources } = backendSource('nodes/NodeSources');
  const { DatabaseNodeStore } = backendSource('store/DatabaseNodeStore');
  const { defaultDiskThresholds } = backendPackage(
    'backstage-plugin-pull-performance-common',
  );
  rmSync(join(bench.folder, 'database'), { recursive: true, force: true });
  const database = openDatabase({
    client: 'better-sqlite3',
    connection: { directory: join(bench.folder, 'database') },
  });
  const store = await DatabaseNodeStore.create({ database });

  const ways = [
    prometheusCluster(addresses, nodes),
    azureCluster(addresses, nodes),
  ];
  // From here on: what the sources were compiled with is not theirs.
  const meter = ResourceMeter.start();
  for (const way of ways) {
    const { cluster, described, disks, facts = [] } = way;
    const clock = { nowMs: Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS };
    await showStep(`${nodes} nodes of ${cluster}`, () =>
      store.saveNodeDescriptions({
        cluster,
        nodes: described,
        atMs: clock.nowMs,
      }),
    );
    const reader = NodeReader.create({
      store: only(store, cluster),
      sources: NodeSources.create({ disks: [disks], facts }),
      thresholds: defaultDiskThresholds,
      everyMs: MINUTE_MS,
      logger: { warn: console.warn, info() {}, debug() {}, error() {} },
      now: () => clock.nowMs,
    });
    const { signal } = new AbortController();
    // Nodes may still be coming the first time, so nothing is read.
    await reader.readDisks(signal);
    const beganAt = performance.now();
    await reader.readDisks(signal);
    const firstSeconds = (performance.now() - beganAt) / 1000;
    const seconds = [];
    for (let round = 0; round < ROUNDS; round++) {
      clock.nowMs += MINUTE_MS;
      const startedAt = performance.now();
      await reader.readDisks(signal);
      seconds.push((performance.now() - startedAt) / 1000);
    }
    const [state] = await store.sourceStates({ cluster });
    if (state.problems.length > 0) {
      throw new Error(`${cluster}: ${JSON.stringify(state.problems)}`);
    }
    const sampled = await sampledNodes(store, cluster, clock.nowMs);
    if (sampled !== described.length) {
      throw new Error(`${cluster}: ${sampled} of ${described.length} measured`);
    }
    bench.figure({
      name: `${cluster}: refresh of ${described.length} nodes`,
      value: median(seconds),
      unit: 's',
      wanted: { atMost: 10 },
    });
    bench.figure({
      name: `${cluster}: the first, back to an hour`,
      value: firstSeconds,
      unit: 's',
    });
  }
  bench.figure({
    name: 'growth of memory, both one after the other',
    value: meter.stop().growthMiB,
    unit: 'MiB',
    wanted: { atMost: 300 },
  });
}

/** The transform of sources also sends messages. */
async function addressesOf(engines) {
  for (;;) {
    const [message] = await once(engines, 'message');
    if (message.prometheus) return message;
  }
}

/** The store as if it had one cluster. */
function only(store, cluster) {
  return Object.create(store, {
    listNodeClusters: { value: async () => [cluster] },
  });
}

async function sampledNodes(store, cluster, nowMs) {
  const all = await store.listClusterNodes({ cluster, limit: 100_000 });
  const figures = await store.figuresOf({
    nodeIds: all.map(({ id }) => id),
    window: { fromMs: nowMs - 2 * 3_600_000, toMs: nowMs },
  });
  return [...figures.values()].filter(
    ({ sampledSeconds }) => sampledSeconds >= 50 * 60,
  ).length;
}

function prometheusCluster({ prometheus: url }, nodes) {
  const { PrometheusDiskSource } = moduleSource(
    'prometheus',
    'PrometheusDiskSource',
  );
  const { configsOf } = moduleSource('prometheus', '__testUtils__/disks');
  const cluster = 'Prometheus';
  return {
    cluster,
    described: Array.from({ length: nodes }, (_, index) =>
      prometheusNode(index),
    ),
    disks: PrometheusDiskSource.create({
      configs: configsOf({ cluster, url }),
    }),
  };
}

function azureCluster({ azure: origin }, nodes) {
  const { sourcesOn } = moduleSource('azure', '__testUtils__/harness');
  const cluster = 'Azure';
  const credential = {
    getToken: async () => ({
      token: 'bench',
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
  const { disks, facts } = sourcesOn(
    { origin },
    { credential, config: { cluster } },
  );
  return { cluster, described: azureNodes(nodes), disks, facts: [facts] };
}
