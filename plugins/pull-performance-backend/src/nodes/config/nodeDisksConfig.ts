import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  defaultDiskThresholds,
  DiskThresholds,
  parseDiskThresholds,
} from 'backstage-plugin-pull-performance-common';
import { readDurationMs } from '../../configDurations';

const name = 'nodeDisks';
const root = `pullPerformance.${name}`;
const secondMs = 1000;
const weekMs = 7 * 24 * 60 * 60 * secondMs;

/** What is configured of nodes' disks, other modules' sources apart. */
export interface NodeDisksConfig {
  /** Clusters whose kubelets are asked. */
  kubelet: { clusters: string[] };
  thresholds: DiskThresholds;
}

/** The thresholds that people write in percent. */
const percents = new Map<string, keyof DiskThresholds>([
  ['throttledPercent', 'throttledShare'],
  ['busyPercent', 'busyShare'],
  ['ioPressurePercent', 'ioPressureShare'],
  ['fullPercent', 'fullShare'],
]);
const thresholdNames = [...percents.keys(), 'queueDepth', 'throttledFor'];

/**
 * Reads `pullPerformance.nodeDisks`; `config.d.ts` explains each key.
 *
 * @throws InputError that names the key that is wrong, and what it may be
 */
export function readNodeDisksConfig(rootConfig: Config): NodeDisksConfig {
  const clusters = rootConfig.getOptionalStringArray(
    `${root}.kubelet.clusters`,
  );
  return {
    kubelet: { clusters: [...new Set(clusters)] },
    thresholds: readThresholds(rootConfig),
  };
}

function readThresholds(rootConfig: Config): DiskThresholds {
  const key = `${root}.thresholds`;
  const values: Record<string, unknown> =
    rootConfig.getOptionalConfig(key)?.get() ?? {};
  for (const given of Object.keys(values)) {
    if (!thresholdNames.includes(given)) {
      throw new InputError(
        `${key}.${given} is no threshold; the thresholds are ${thresholdNames.join(
          ', ',
        )}`,
      );
    }
  }
  const shares = [...percents].map(
    ([percent, share]) =>
      [share, readShare(values[percent], `${key}.${percent}`, share)] as const,
  );
  const { throttledShare, busyShare, ...others } = Object.fromEntries(shares);
  if (busyShare > throttledShare) {
    throw new InputError(
      `${key}.busyPercent must not be above ${key}.throttledPercent: a disk is busy before it is throttled`,
    );
  }
  return parseDiskThresholds(
    {
      throttledShare,
      busyShare,
      ...others,
      queueDepth: values.queueDepth ?? defaultDiskThresholds.queueDepth,
      throttledSeconds:
        readDurationMs(rootConfig, `${name}.thresholds.throttledFor`, {
          defaultMs: defaultDiskThresholds.throttledSeconds * secondMs,
          leastMs: secondMs,
          mostMs: weekMs,
        }) / secondMs,
    },
    key,
  );
}

function readShare(
  percent: unknown,
  key: string,
  share: keyof DiskThresholds,
): number {
  if (percent === undefined) return defaultDiskThresholds[share];
  if (typeof percent !== 'number' || !(percent > 0 && percent <= 100)) {
    throw new InputError(
      `${key} must be a number above 0 and at most 100, for example ${
        defaultDiskThresholds[share] * 100
      }`,
    );
  }
  return percent / 100;
}
