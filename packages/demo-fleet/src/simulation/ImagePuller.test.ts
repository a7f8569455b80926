import fc from 'fast-check';
import { ImagePuller, PullResult } from './ImagePuller';
import { DiskRates } from '../definitions/machines';
import { NodeDisk } from './disk/NodeDisk';
import { Image, WRITTEN_PER_COMPRESSED } from './images';
import { ImageStore } from './ImageStore';
import { Random } from './Random';
import { RegistryWeather } from './RegistryWeather';
import { Timeline } from './Timeline';

const startMs = Date.UTC(2026, 0, 5);
/** What the puller may round off, and what 0.1 ms brings. */
const toleranceMs = 0.1;

function imageOf(
  name: string,
  layers: Record<string, number>,
  writeBytes = 131_072,
): Image {
  return {
    reference: `registry.example/${name}:1`,
    repository: `registry.example/${name}`,
    digest: `sha256:${name}`,
    layers: Object.entries(layers).map(([digest, compressedBytes]) => ({
      digest,
      compressedBytes,
    })),
    sizeBytes: 1,
    writeBytes,
    pushedAtMs: 0,
  };
}

/** Images of up to four layers out of a small set, so that they share some. */
const layerBytes = fc.array(fc.integer({ min: 1, max: 400_000_000 }), {
  minLength: 6,
  maxLength: 6,
});
const requests = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 60_000 }),
    writeBytes: fc.constantFrom(40_960, 131_072),
    layers: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  { minLength: 1, maxLength: 12 },
);
const setUps = fc.record({
  seed: fc.integer({ min: 0, max: 1_000 }),
  linkBytesPerSecond: fc.integer({ min: 1_000_000, max: 200_000_000 }),
  diskRates: fc.record({
    iops: fc.integer({ min: 100, max: 20_000 }),
    bytesPerSecond: fc.integer({ min: 1_000_000, max: 400_000_000 }),
  }),
  maxParallelPulls: fc.integer({ min: 1, max: 5 }),
  slowSpellEveryHours: fc.constantFrom<number>(0.01, 1_000),
  layerBytes,
  requests,
});

function run(options: typeof setUps extends fc.Arbitrary<infer T> ? T : never) {
  const timeline = Timeline.create({ startMs });
  const store = ImageStore.create({ capacityBytes: 1e12 });
  const weather = RegistryWeather.create({
    timeline,
    random: Random.create(options.seed, 'weather'),
    slowSpellEveryHours: options.slowSpellEveryHours,
    answerMs: 200,
  });
  const disk = diskOf(options.diskRates);
  const puller = ImagePuller.create({
    timeline,
    store,
    weather,
    disk,
    ...options,
  });
  const results: (PullResult & { image: Image })[] = [];
  options.requests.forEach(({ atMs, layers, writeBytes }, index) => {
    const image = imageOf(
      `image-${index}`,
      Object.fromEntries(
        layers.map(layer => [`layer-${layer}`, options.layerBytes[layer]]),
      ),
      writeBytes,
    );
    timeline.at(startMs + atMs, () =>
      puller.pull(image, result => results.push({ ...result, image })),
    );
  });
  timeline.runUntil(startMs + 30 * 86_400_000);
  return { results, store };
}

function diskOf(rates: DiskRates): NodeDisk {
  return NodeDisk.create({
    facts: { gibibytes: 128, nvme: false, ...rates },
    random: Random.create(1, 'disk'),
    nowMs: startMs,
  });
}

describe('ImagePuller', () => {
  it('is never faster than the slower of link and disk, all pulls together', () => {
    fc.assert(
      fc.property(setUps, options => {
        const rate = Math.min(
          options.linkBytesPerSecond,
          options.diskRates.bytesPerSecond / WRITTEN_PER_COMPRESSED,
          // The largest operations that there are.
          (options.diskRates.iops * 131_072) / WRITTEN_PER_COMPRESSED,
        );
        const { results } = run(options);
        for (const one of results) {
          const floorMs = (one.fetchedBytes / rate) * 1000;
          expect(one.finishedAtMs - one.startedAtMs).toBeGreaterThanOrEqual(
            floorMs - toleranceMs,
          );
          // What was fetched since this one began cannot have come faster either.
          const bytes = results
            .filter(
              other =>
                other.startedAtMs >= one.startedAtMs &&
                other.finishedAtMs <= one.finishedAtMs,
            )
            .reduce((sum, { fetchedBytes }) => sum + fetchedBytes, 0);
          expect(one.finishedAtMs - one.startedAtMs).toBeGreaterThanOrEqual(
            (bytes / rate) * 1000 - toleranceMs,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it('answers every request, and lets no more run at once than it may', () => {
    fc.assert(
      fc.property(setUps, options => {
        const { results } = run(options);
        expect(results).toHaveLength(options.requests.length);
        for (const one of results) {
          expect(one.startedAtMs).toBeGreaterThanOrEqual(one.requestedAtMs);
          expect(one.finishedAtMs).toBeGreaterThan(one.startedAtMs);
          const atOnce = results.filter(
            other =>
              other.startedAtMs <= one.startedAtMs &&
              other.finishedAtMs > one.startedAtMs,
          );
          expect(atOnce.length).toBeLessThanOrEqual(options.maxParallelPulls);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('fetches each layer once', () => {
    fc.assert(
      fc.property(setUps, options => {
        const { results, store } = run({
          ...options,
          slowSpellEveryHours: 1e9,
        });
        const fetched = results.reduce(
          (sum, { fetchedBytes }) => sum + fetchedBytes,
          0,
        );
        expect(fetched * WRITTEN_PER_COMPRESSED).toBe(store.usedBytes);
        for (const { image } of results) {
          expect(store.missingLayers(image)).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not find what was not pushed yet', () => {
    const { results } = run({
      seed: 1,
      linkBytesPerSecond: 1e8,
      diskRates: { iops: 5_000, bytesPerSecond: 1e8 },
      maxParallelPulls: 1,
      slowSpellEveryHours: 1e9,
      layerBytes: [1e6, 1, 1, 1, 1, 1],
      requests: [{ atMs: 0, layers: [0], writeBytes: 131_072 }],
    });
    expect(results[0].failure).toBeUndefined();
    const timeline = Timeline.create({ startMs });
    const weather = RegistryWeather.create({
      timeline,
      random: Random.create(1),
      slowSpellEveryHours: 1e9,
      answerMs: 100,
    });
    const store = ImageStore.create({ capacityBytes: 1e12 });
    const puller = ImagePuller.create({
      timeline,
      weather,
      store,
      linkBytesPerSecond: 1e8,
      disk: diskOf({ iops: 5_000, bytesPerSecond: 1e8 }),
      maxParallelPulls: 1,
    });
    const late = { ...imageOf('late', { a: 1 }), pushedAtMs: startMs + 10_000 };
    const failures: (string | undefined)[] = [];
    const pull = () => puller.pull(late, one => failures.push(one.failure));
    pull();
    timeline.at(startMs + 10_001, pull);
    timeline.runUntil(startMs + 60_000);
    expect(failures).toEqual(['not-found', undefined]);
  });
});
