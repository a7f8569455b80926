import fc from 'fast-check';
import { osDiskOf } from '../../definitions/osDisks';
import { clusters } from '../../definitions/clusters';
import { services } from '../../definitions/services';
import { ClusterSimulation } from '../ClusterSimulation';
import { ImagePuller } from '../ImagePuller';
import { ImageStore } from '../ImageStore';
import { Random } from '../Random';
import { RegistryWeather } from '../RegistryWeather';
import { Timeline } from '../Timeline';
import { DiskCounters } from './DiskCounters';
import { NodeDisk } from './NodeDisk';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A Tuesday. */
const startMs = Date.UTC(2026, 0, 6);

const slow = osDiskOf('Standard_D8_v5', 'S6');
const fast = osDiskOf('Standard_D8ds_v5', 'ephemeral');

/** What each second of a time brought on average. */
function meanOf(disk: NodeDisk, fromMs: number, toMs: number): DiskCounters {
  const before = disk.countersAt(fromMs);
  const after = disk.countersAt(toMs);
  if (!before || !after) throw new Error('That is forgotten');
  const entries = Object.keys(before).map(name => {
    const key = name as keyof DiskCounters;
    return [key, ((after[key] - before[key]) * 1000) / (toMs - fromMs)];
  });
  return Object.fromEntries(entries);
}

/** Lets one node pull one image of 700 MB from the start on. */
function pull(options: {
  facts: typeof slow;
  linkBytesPerSecond: number;
  writeBytes: number;
}) {
  const { facts, linkBytesPerSecond, writeBytes } = options;
  const timeline = Timeline.create({ startMs });
  const disk = NodeDisk.create({
    facts,
    random: Random.create(1),
    nowMs: startMs,
  });
  const store = ImageStore.create({ capacityBytes: 64 * 1024 ** 3 });
  const puller = ImagePuller.create({
    timeline,
    store,
    disk,
    weather: RegistryWeather.create({
      timeline,
      random: Random.create(1, 'weather'),
      slowSpellEveryHours: 1e9,
      answerMs: 100,
    }),
    linkBytesPerSecond,
    maxParallelPulls: 1,
  });
  let finishedAtMs = Infinity;
  const image = {
    reference: 'r/one:1',
    repository: 'r/one',
    digest: 'one',
    layers: [{ digest: 'layer', compressedBytes: 700e6 }],
    sizeBytes: 700e6,
    writeBytes,
    pushedAtMs: 0,
  };
  puller.pull(image, result => {
    finishedAtMs = result.finishedAtMs;
  });
  timeline.runUntil(startMs + HOUR_MS);
  return { disk, store, finishedAtMs };
}

describe('NodeDisk', () => {
  it('is at its limit of bytes or of operations when it is what a pull waits for', () => {
    for (const { writeBytes, bound } of [
      { writeBytes: 131_072, bound: 'bytes' },
      { writeBytes: 40_960, bound: 'operations' },
    ]) {
      const { disk, finishedAtMs } = pull({
        facts: slow,
        linkBytesPerSecond: 80e6,
        writeBytes,
      });
      const mean = meanOf(disk, startMs + 5_000, startMs + 30_000);
      const bytes = (mean.readBytes + mean.writtenBytes) / slow.bytesPerSecond;
      const operations = (mean.reads + mean.writes) / slow.iops;
      expect(bytes).toBeLessThanOrEqual(1);
      expect(operations).toBeLessThanOrEqual(1);
      const [binding, other] =
        bound === 'bytes' ? [bytes, operations] : [operations, bytes];
      expect(binding).toBeGreaterThan(0.95);
      expect(other).toBeLessThan(0.95);
      expect(mean.queueSeconds).toBeGreaterThan(39);
      expect(mean.busySeconds).toBeGreaterThan(0.95);
      expect(mean.busySeconds).toBeLessThanOrEqual(1);
      expect(mean.waitingSeconds).toBeGreaterThan(0.75);
      // All that came was written as it came and unpacked: 3.5 times as much.
      const ratio = ((finishedAtMs - startMs) / 1000) * mean.writtenBytes;
      expect(ratio / (700e6 * 3.5)).toBeCloseTo(1, 1);
      const idle = meanOf(disk, finishedAtMs, startMs + HOUR_MS);
      expect(idle.queueSeconds).toBeLessThan(0.1);
      expect(idle.writes).toBeGreaterThan(5);
    }
  });

  it('has little to do when a slow link is what a pull waits for', () => {
    const { disk } = pull({
      facts: fast,
      linkBytesPerSecond: 13e6,
      writeBytes: 40_960,
    });
    const mean = meanOf(disk, startMs + 5_000, startMs + 30_000);
    expect(mean.writtenBytes).toBeGreaterThan(13e6 * 3.5);
    expect(mean.writtenBytes).toBeLessThan(0.2 * fast.bytesPerSecond);
    expect(mean.queueSeconds).toBeLessThan(1);
    expect(mean.waitingSeconds).toBeLessThan(0.1);
  });

  it('fills up as a pull goes on, to what the image takes', () => {
    const { disk, store, finishedAtMs } = pull({
      facts: slow,
      linkBytesPerSecond: 80e6,
      writeBytes: 131_072,
    });
    expect(store.usedBytes).toBe(700e6 * 3.5);
    expect(disk.usedBytesAt(startMs)).toBe(0);
    const half = disk.usedBytesAt((startMs + finishedAtMs) / 2) ?? 0;
    expect(half / store.usedBytes).toBeCloseTo(0.5, 1);
    expect(disk.usedBytesAt(finishedAtMs)).toBe(store.usedBytes);
    expect(disk.usedBytesAt(startMs - 1)).toBeUndefined();
  });

  it('never does more than it can, in no cluster and in no minute, and counts upwards', () => {
    let atLimit = 0;
    for (const cluster of clusters) {
      const simulation = ClusterSimulation.create({
        seed: 1,
        cluster,
        services,
        startMs,
      });
      for (let hours = 3; hours <= 15; hours += 3) {
        const nowMs = startMs + hours * HOUR_MS;
        simulation.runUntil(nowMs);
        for (const node of simulation.objects()) {
          if (node.kind !== 'Node') continue;
          const { disk, images } = node;
          const { iops, bytesPerSecond } = disk.facts;
          const fromMs = Math.max(nowMs - 3 * HOUR_MS, node.createdAtMs);
          for (let atMs = fromMs; atMs + MINUTE_MS <= nowMs; ) {
            const mean = meanOf(disk, atMs, atMs + MINUTE_MS);
            const shares = [
              (mean.reads + mean.writes) / iops,
              (mean.readBytes + mean.writtenBytes) / bytesPerSecond,
              mean.busySeconds,
              mean.waitingSeconds,
            ];
            for (const [name, value] of Object.entries(mean)) {
              if (!(value > 0))
                throw new Error(`${node.name} ${name} ${value}`);
            }
            const most = Math.max(...shares);
            if (most > 1) throw new Error(`${node.name}: ${shares}`);
            if (most > 0.95) atLimit += 1;
            atMs += MINUTE_MS;
          }
          const used = disk.usedBytesAt(nowMs) ?? NaN;
          expect(used).toBeGreaterThanOrEqual(images.usedBytes);
          expect(used).toBeLessThan(images.capacityBytes);
        }
      }
    }
    expect(atLimit).toBeGreaterThan(0);
  });

  it('remembers eight days, exactly, whatever happened since', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 * HOUR_MS }), {
          minLength: 200,
          maxLength: 400,
        }),
        gaps => {
          const disk = NodeDisk.create({
            facts: slow,
            random: Random.create(1),
            nowMs: startMs,
          });
          let nowMs = startMs;
          const seen: [number, DiskCounters | undefined][] = [];
          gaps.forEach((gapMs, index) => {
            const writeBytes = index % 2 ? [65_536] : [];
            const bytesPerSecond = index * 1000;
            disk.note(nowMs, { bytesPerSecond, writeBytes, atLimit: false }, 0);
            nowMs += gapMs;
            seen.push([nowMs, disk.countersAt(nowMs)]);
          });
          for (const [atMs, counters] of seen) {
            if (atMs < nowMs - 8 * 24 * HOUR_MS) continue;
            expect(disk.countersAt(atMs)).toEqual(counters);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
