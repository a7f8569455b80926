import { DiskSample } from 'backstage-plugin-pull-performance-common';
import { EphemeralPlacement } from '../inventory/machines';
import { DiskMetricKey } from './metricTable';

const minuteMs = 60_000;
/** Used credits are told every five minutes. */
const creditsLastMs = 5 * minuteMs;
/** A share above this is no share: bursts reach 30 times the base of the smallest disk. */
const mostPercent = 10_000;

/** What decides which figures of a machine are about the disk with its images. */
export interface MeasuredDisk {
  kind: 'managed' | 'ephemeral' | 'unknown';
  /** Of an ephemeral disk, or `temp` for the temp disk; absent: unknown. */
  placement?: EphemeralPlacement;
  isHostCached: boolean;
}

/** Figures of one machine: by metric, then by the end of each minute. */
export type MachineFigures = ReadonlyMap<
  DiskMetricKey,
  ReadonlyMap<number, number>
>;

/** The samples of one machine, a minute each. A figure that Azure did not tell is absent, also where others are there. */
export function samplesOf(
  figures: MachineFigures,
  disk: MeasuredDisk,
): DiskSample[] {
  const minutes = new Set<number>();
  for (const points of figures.values()) {
    for (const atMs of points.keys()) minutes.add(atMs);
  }
  const samples: DiskSample[] = [];
  for (const atMs of minutes) {
    const sample = sampleAt(atMs, { figures, disk });
    // Credits alone say nothing of the use.
    if (Object.values(sample).some(value => value !== undefined)) {
      samples.push({
        atMs,
        durationMs: minuteMs,
        ...sample,
        ...creditsAt(atMs, figures),
      });
    }
  }
  return samples;
}

function sampleAt(
  atMs: number,
  options: { figures: MachineFigures; disk: MeasuredDisk },
): Pick<
  DiskSample,
  'queueDepth' | 'iops' | 'bytesPerSecond' | 'iopsShare' | 'bandwidthShare'
> {
  const { figures, disk } = options;
  const value = (key: DiskMetricKey) => figures.get(key)?.get(atMs);
  const share = (keys: readonly DiskMetricKey[]) =>
    largest(keys.map(key => shareOf(value(key))));
  // With host caching, reads from the cache count as reads of the disk, and would look like a disk beyond its limit.
  const isOwnTraffic = !(disk.kind === 'managed' && disk.isHostCached);
  const { iops, bandwidth } = shareMetricsOf(disk);
  return {
    queueDepth: value('queueDepth'),
    iops: isOwnTraffic
      ? sum(value('readsPerSecond'), value('writesPerSecond'))
      : undefined,
    bytesPerSecond: isOwnTraffic
      ? sum(value('readBytesPerSecond'), value('writtenBytesPerSecond'))
      : undefined,
    iopsShare: share(iops),
    bandwidthShare: share(bandwidth),
  };
}

/**
 * Which shares hold for a disk: the largest of them binds.
 *
 * - A managed disk is bound by itself and by what the machine lets through to managed disks; with host caching also by the cache.
 * - An ephemeral disk on the cache or the temp disk is bound by what the machine allows these. `OS Disk … Consumed Percentage` knows no such target.
 * - Of NVMe, Azure tells no share.
 * - Where the disk is unknown, its own share still is one of its limits.
 */
function shareMetricsOf(disk: MeasuredDisk): {
  iops: DiskMetricKey[];
  bandwidth: DiskMetricKey[];
} {
  if (disk.kind === 'ephemeral') {
    return disk.placement === 'cache' || disk.placement === 'temp'
      ? {
          iops: ['vmCachedIopsPercent'],
          bandwidth: ['vmCachedBandwidthPercent'],
        }
      : { iops: [], bandwidth: [] };
  }
  const shares: { iops: DiskMetricKey[]; bandwidth: DiskMetricKey[] } = {
    iops: ['diskIopsPercent'],
    bandwidth: ['diskBandwidthPercent'],
  };
  if (disk.kind === 'managed') {
    shares.iops.push('vmUncachedIopsPercent');
    shares.bandwidth.push('vmUncachedBandwidthPercent');
    if (disk.isHostCached) {
      shares.iops.push('vmCachedIopsPercent');
      shares.bandwidth.push('vmCachedBandwidthPercent');
    }
  }
  return shares;
}

function creditsAt(
  atMs: number,
  figures: MachineFigures,
): Pick<DiskSample, 'burstCreditsUsedShare'> {
  const latest = (key: DiskMetricKey) => {
    const points = figures.get(key);
    for (let at = atMs; points && at > atMs - creditsLastMs; at -= minuteMs) {
      const value = points.get(at);
      if (value !== undefined) return shareOf(value);
    }
    return undefined;
  };
  const used = largest([
    latest('burstIoCreditsPercent'),
    latest('burstBpsCreditsPercent'),
  ]);
  return used === undefined ? {} : { burstCreditsUsedShare: used };
}

function shareOf(percent: number | undefined): number | undefined {
  return percent !== undefined && percent <= mostPercent
    ? percent / 100
    : undefined;
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
