// How fast a fleet's images are read from a registry: looked at again by HEAD, and read for the first time with configuration.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { showStep } from '../../scripts/progress.mjs';
import {
  missingPrograms,
  startDockerRegistry,
} from '../cluster/dockerRegistry.mjs';
import { backendSource } from './lib/sources.mjs';
import {
  layersPerImage,
  pushImages,
  repositoryOf,
} from './registry/images.mjs';
import { PlainRequests, skopeo, skopeosAtATime } from './registry/peers.mjs';

export const title = 'Registry scan';

const { OciRegistry } = backendSource('registry/OciRegistry');
const rounds = 5;

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Images a second of each way of reading: they take turns, so that a slow moment of the machine meets all of them. */
async function measure(images, ways) {
  const rates = ways.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, way] of ways.entries()) {
      const startMs = performance.now();
      await way(images);
      const seconds = (performance.now() - startMs) / 1000;
      // The first round only opens connections and fills the registry's caches.
      if (round > 0) rates[index].push(images.length / seconds);
    }
  }
  return rates.map(median);
}

/** @param {import('./lib/Bench.mjs').Bench} bench */
export async function run(bench) {
  const missing = missingPrograms('docker-registry', 'skopeo');
  if (missing) throw new Error(missing);
  const count = Math.max(20, Math.round(500 * bench.scale));
  const storage = join(bench.folder, 'storage');
  rmSync(storage, { recursive: true, force: true });
  bench.defer(() => rmSync(storage, { recursive: true, force: true }));
  const registry = await startDockerRegistry({ folder: bench.folder, storage });
  bench.defer(() => registry.stop());
  const { host } = registry;
  const images = await showStep(`Pushing ${count} images`, () =>
    pushImages(registry, count),
  );
  bench.condition(
    `${count} images × ${layersPerImage} layers in Debian's docker-registry on loopback, which shares the machine; 8 connections; median of ${rounds} rounds that take turns`,
  );
  const client = OciRegistry.create({
    config: [
      {
        key: 'pullPerformance.registries[0]',
        host,
        endpoint: `http://${host}`,
        insecure: true,
      },
    ],
    credentials: [],
    logger: { warn() {}, debug() {} },
  });
  bench.defer(() => client.close());
  const plain = new PlainRequests(host);
  bench.defer(() => plain.close());
  const repository = repositoryOf(host);

  const [again, plainHead] = await measure(images, [
    all => Promise.all(all.map(({ tag }) => client.resolve(repository, tag))),
    all => plain.head(all),
  ]);
  const [first, plainGet] = await measure(images, [
    all =>
      Promise.all(all.map(({ digest }) => client.read(repository, digest))),
    all => plain.get(all),
  ]);
  const few = images.slice(0, Math.max(20, Math.round(count / 10)));
  const [inspect, inspectConfig] = await measure(few, [
    all => skopeo(host, all, '--raw'),
    all => skopeo(host, all, '--config', '--raw'),
  ]);
  const skopeos = `skopeo, ${skopeosAtATime} at a time`;
  const shared = { unit: '/s', better: 'more' };
  const plainName = 'plain keep-alive requests';
  for (const figure of [
    {
      name: 'images looked at again (HEAD)',
      value: again,
      peer: { name: `${skopeos}, inspect --raw`, value: inspect },
      wanted: { ratio: 15 },
    },
    {
      name: 'the same',
      value: again,
      peer: { name: plainName, value: plainHead },
      wanted: { ratio: 0.65 },
    },
    {
      name: 'images read for the first time, with configuration',
      value: first,
      peer: { name: `${skopeos}, inspect --config`, value: inspectConfig },
      wanted: { ratio: 5 },
    },
    {
      name: 'the same',
      value: first,
      peer: { name: plainName, value: plainGet },
      wanted: { ratio: 0.8 },
    },
  ]) {
    bench.figure({ ...figure, ...shared });
  }
}
