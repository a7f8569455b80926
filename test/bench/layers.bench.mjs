// How fast and how large the layer graph is with 10,000 images and 5,000 nodes, and whether it says what sets of strings say.
import { backendPackage } from './lib/sources.mjs';
import { quantileOf, timed } from './lib/quantiles.mjs';
import { seededRandom } from './lib/seededRandom.mjs';
import {
  IMAGES_PER_NODE,
  LAYERS_PER_IMAGE,
  LayerFleet,
  VERSIONS,
} from './layers/fleet.mjs';
import { ResourceMeter } from './ingest/ResourceMeter.mjs';

export const title = 'Layer graph';

const { LayerGraph, imageBase, reuseOnNodes, reuseOverVersions } =
  backendPackage('backstage-plugin-pull-performance-common');

const ASKED_PULLS = 20_000;
const CHECKED_PULLS = 1_000;
const AT_MS = 1_000;
const serviceRef = service => `component:default/service-${service}`;
const range = length => Array.from({ length }, (_, index) => index);

function fillGraph(graph, fleet) {
  for (const service of range(fleet.services)) {
    for (const version of range(VERSIONS)) {
      graph.putImage(fleet.imageOf(service, version));
    }
    const newest = fleet.digestOf(service, VERSIONS - 1);
    graph.putService(serviceRef(service), [newest]);
  }
  for (const index of range(fleet.nodes)) {
    const node = fleet.nodeOf(index);
    for (const { service, version, fromMs, untilMs } of fleet.holdingsOf(
      index,
    )) {
      const digest = fleet.digestOf(service, version);
      graph.putHolding({ ...node, digest, fromMs, untilMs });
    }
    graph.setComplete({ ...node, complete: false, fromMs: 0 });
  }
}

/** For each service the nodes that hold one of its images. */
function nodesOfServices(fleet) {
  const nodes = range(fleet.services).map(() => []);
  for (const index of range(fleet.nodes)) {
    const services = fleet.holdingsOf(index).map(({ service }) => service);
    new Set(services).forEach(service =>
      nodes[service].push(fleet.nodeOf(index)),
    );
  }
  return nodes;
}

/** All that the page and the areas ask of one service. */
function askAll({ graph, service, versions, nodes }) {
  const image = versions.at(-1);
  const ref = serviceRef(service);
  const layerDigests = image.layers.map(({ digest }) => digest);
  const onNodes = graph.nodesWith({
    layerDigests,
    nodes,
    atMs: AT_MS,
    exceptImages: versions.map(({ digest }) => digest),
  });
  return {
    versions: reuseOverVersions(versions),
    shared: layerDigests.map(digest => graph.sharedWith(digest, ref)),
    base: imageBase({
      image,
      sharedPrefixes: graph.sharedPrefixes(image.digest, ref),
    }),
    nodes: reuseOnNodes(image, onNodes),
  };
}

function randomPull(fleet, random) {
  const service = Math.floor(random() * fleet.services);
  const version = Math.floor(random() * VERSIONS);
  const index = Math.floor(random() * fleet.nodes);
  return { service, version, index };
}

/** The missing bytes by sets of strings, from the fleet itself. */
function missingBySets(fleet, { service, version, index }) {
  const held = fleet
    .holdingsOf(index)
    .filter(
      ({ fromMs, untilMs = Infinity }) => fromMs <= AT_MS && AT_MS < untilMs,
    );
  if (held.some(one => one.service === service && one.version === version)) {
    return 0;
  }
  const there = new Set(
    held.flatMap(one =>
      fleet
        .imageOf(one.service, one.version)
        .layers.map(({ digest }) => digest),
    ),
  );
  return fleet
    .imageOf(service, version)
    .layers.filter(({ digest }) => !there.has(digest))
    .reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);
}

/** @param {import('./lib/Bench.mjs').Bench} bench */
export async function run(bench) {
  const services = Math.max(20, Math.round(2_500 * bench.scale));
  const nodes = Math.max(20, Math.round(5_000 * bench.scale));
  const fleet = new LayerFleet({ services, nodes });
  bench.condition(
    `${services} services × ${VERSIONS} versions × ${LAYERS_PER_IMAGE} layers; ${nodes} nodes × ${IMAGES_PER_NODE} images, lists incomplete`,
  );

  const meter = ResourceMeter.start();
  const graph = LayerGraph.create();
  fillGraph(graph, fleet);
  const { cpuSeconds, growthMiB } = meter.stop();
  globalThis.gc();
  const keptMiB =
    process.memoryUsage.rss() / 2 ** 20 - meter.startRss / 2 ** 20;
  const size = graph.size();
  bench.condition(
    `graph: ${size.images} images, ${size.layers} different layers, ${size.holdings} holdings`,
  );
  bench.figure({
    name: 'filling the graph, the seeding included',
    value: cpuSeconds,
    unit: 's of CPU',
  });
  const memory = { unit: 'MiB', wanted: { atMost: 300e6 / 2 ** 20 } };
  bench.figure({
    name: 'memory (RSS growth), at most while filling',
    value: growthMiB,
    ...memory,
  });
  bench.figure({
    name: 'memory (RSS growth), afterwards',
    value: keptMiB,
    ...memory,
  });

  const random = seededRandom(11);
  for (let checked = 0; checked < CHECKED_PULLS; checked++) {
    const pull = randomPull(fleet, random);
    const digest = fleet.digestOf(pull.service, pull.version);
    const node = fleet.nodeOf(pull.index);
    const { value } = graph.missingBytes({ ...node, digest, atMs: AT_MS });
    const expected = missingBySets(fleet, pull);
    if (value !== expected) {
      throw new Error(`${value} bytes missing, by sets ${expected}`);
    }
  }
  bench.condition(
    `${CHECKED_PULLS} pulls compared with sets of strings: equal`,
  );

  const pulls = range(ASKED_PULLS).map(() => {
    const pull = randomPull(fleet, random);
    const digest = fleet.digestOf(pull.service, pull.version);
    return { ...fleet.nodeOf(pull.index), digest, atMs: AT_MS };
  });
  const pullMs = await timed(index => graph.missingBytes(pulls[index]), {
    runs: ASKED_PULLS,
  });
  for (const [name, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ]) {
    bench.figure({
      name: `missing bytes of one pull, ${name}`,
      value: quantileOf(pullMs, share),
      unit: 'ms',
      wanted: { atMost: 0.2 },
    });
  }

  const asked = nodesOfServices(fleet).map((itsNodes, service) => ({
    graph,
    service,
    versions: range(VERSIONS).map(version => fleet.imageOf(service, version)),
    nodes: itsNodes,
  }));
  const meanNodes =
    asked.reduce((sum, { nodes: itsNodes }) => sum + itsNodes.length, 0) /
    services;
  bench.condition(
    `reuse of a service: over its versions, each layer shared with services, its base, and each layer on its ${meanNodes.toFixed(
      0,
    )} nodes (mean) from other images`,
  );
  const cpu = [];
  const allMs = await timed(
    () => {
      const before = process.cpuUsage();
      asked.forEach(askAll);
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1e6);
    },
    { runs: 5, warmUp: 2 },
  );
  bench.figure({
    name: 'reuse of all services, median of 5',
    value: quantileOf(allMs, 0.5) / 1000,
    unit: 's',
    wanted: { atMost: 1 },
  });
  // A machine that others use too makes it longer, not more work.
  bench.figure({
    name: 'reuse of all services, median of 5, CPU',
    value: quantileOf(cpu.slice(-5), 0.5),
    unit: 's of CPU',
  });
  const versionsMs = await timed(
    () => asked.map(({ versions }) => reuseOverVersions(versions)),
    { runs: 5, warmUp: 1 },
  );
  bench.figure({
    name: 'of this, from version to version',
    value: quantileOf(versionsMs, 0.5) / 1000,
    unit: 's',
  });
}
