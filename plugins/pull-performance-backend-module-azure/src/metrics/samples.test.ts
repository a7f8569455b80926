import { MetricSeries } from './metricAnswer';
import { DiskMetricKey } from './metricTable';
import { MeasuredDisk, samplesOf } from './samples';
import { usedShares } from './diskUsage';

const minuteMs = 60_000;
const atMs = Date.UTC(2026, 10, 22, 12);

function sampleWith(
  figures: Partial<Record<DiskMetricKey, number>>,
  disk: MeasuredDisk,
) {
  const byMetric = Object.entries(figures).map(
    ([key, value]) => [key as DiskMetricKey, new Map([[atMs, value]])] as const,
  );
  return samplesOf(new Map(byMetric), disk)[0];
}

const all = {
  queueDepth: 12,
  readsPerSecond: 100,
  writesPerSecond: 300,
  readBytesPerSecond: 1e6,
  writtenBytesPerSecond: 2e6,
  diskIopsPercent: 80,
  diskBandwidthPercent: 20,
  vmCachedIopsPercent: 30,
  vmCachedBandwidthPercent: 99,
  vmUncachedIopsPercent: 6,
  vmUncachedBandwidthPercent: 31,
};

describe('samplesOf', () => {
  it('takes the shares that bind a kind of disk', () => {
    expect(sampleWith(all, { kind: 'managed', isHostCached: false })).toEqual({
      atMs,
      durationMs: minuteMs,
      queueDepth: 12,
      iops: 400,
      bytesPerSecond: 3e6,
      iopsShare: 0.8,
      bandwidthShare: 0.31,
    });
    // With host caching the cache binds too, and what is read from it is no use of the disk.
    expect(sampleWith(all, { kind: 'managed', isHostCached: true })).toEqual({
      atMs,
      durationMs: minuteMs,
      queueDepth: 12,
      iopsShare: 0.8,
      bandwidthShare: 0.99,
    });
    for (const placement of ['cache', 'temp'] as const) {
      expect(
        sampleWith(all, { kind: 'ephemeral', placement, isHostCached: true }),
      ).toMatchObject({ iops: 400, iopsShare: 0.3, bandwidthShare: 0.99 });
    }
    for (const placement of ['nvme', undefined] as const) {
      const sample = sampleWith(all, {
        kind: 'ephemeral',
        placement,
        isHostCached: false,
      });
      expect(sample).toMatchObject({ queueDepth: 12, iops: 400 });
      expect(sample.iopsShare).toBeUndefined();
      expect(sample.bandwidthShare).toBeUndefined();
    }
    expect(
      sampleWith(all, { kind: 'unknown', isHostCached: false }),
    ).toMatchObject({ iopsShare: 0.8, bandwidthShare: 0.2 });
  });

  it('makes no zero of what is missing', () => {
    const disk = { kind: 'managed', isHostCached: false } as const;
    const sample = sampleWith({ queueDepth: 0, readsPerSecond: 100 }, disk);
    expect(sample.queueDepth).toBe(0);
    expect(sample.iops).toBeUndefined();
    expect(sample.bytesPerSecond).toBeUndefined();
    expect(sample.iopsShare).toBeUndefined();
    expect(samplesOf(new Map(), disk)).toEqual([]);
    expect(sampleWith({ burstIoCreditsPercent: 40 }, disk)).toBeUndefined();
    expect(
      sampleWith({ diskIopsPercent: 1e9, queueDepth: 1 }, disk).iopsShare,
    ).toBeUndefined();
    // Of a burst the share is above 1.
    expect(sampleWith({ diskIopsPercent: 700 }, disk).iopsShare).toBe(7);
  });

  it('keeps used credits for the five minutes until they are told again', () => {
    const minutes = [0, 1, 4, 5].map(minute => atMs + minute * minuteMs);
    const samples = samplesOf(
      new Map<DiskMetricKey, Map<number, number>>([
        ['queueDepth', new Map(minutes.map(at => [at, 1]))],
        ['burstIoCreditsPercent', new Map([[atMs, 40]])],
        ['burstBpsCreditsPercent', new Map([[atMs, 75]])],
      ]),
      { kind: 'managed', isHostCached: false },
    );
    expect(
      samples.map(({ burstCreditsUsedShare }) => burstCreditsUsedShare),
    ).toEqual([0.75, 0.75, 0.75, undefined]);
  });
});

describe('usedShares', () => {
  const series = (
    node: string,
    device: string,
    percent: number,
  ): MetricSeries<'usedPercent'> => ({
    key: 'usedPercent',
    dimensions: new Map([
      ['node', node],
      ['device', device],
    ]),
    points: new Map([[atMs, percent]]),
  });

  it('takes the disk of the OS, not a volume of a pod, and nothing where it cannot tell', () => {
    const shares = usedShares(
      [
        series('a', '/dev/sda1', 6),
        series('a', '/dev/sdb1', 83),
        series('a', '/dev/sdc', 99),
        series('a', 'tmpfs', 100),
        series('b', 'nvme0n1p1', 40),
        series('b', '/dev/nvme1n2', 98),
        series('c', 'overlay', 55),
        series('d', '/dev/sdc', 97),
        series('d', '/dev/sdd', 10),
        series('e', '/dev/root', 101),
        series('stranger', '/dev/sda1', 50),
      ],
      new Set(['a', 'b', 'c', 'd', 'e', 'f']),
    );
    expect(
      [...shares].map(([name, points]) => [name, points.get(atMs)]),
    ).toEqual([
      ['a', 0.83],
      ['b', 0.4],
      ['c', 0.55],
    ]);
  });
});
