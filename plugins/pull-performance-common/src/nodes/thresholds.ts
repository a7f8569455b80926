import { InputError } from '@backstage/errors';
import { DiskThresholds } from './types';

/**
 * The thresholds that hold where nothing is configured.
 *
 * @remarks
 * - `throttledShare`: Microsoft's recommended alerts for AKS warn from 95 % of an OS disk's IOPS or bandwidth on ("Proactive monitoring best
 *   practices for AKS"); means over a minute rarely reach 100 %.
 * - `fullShare`: the kubelet's default for `imageGCHighThresholdPercent`.
 * - The others are our choice, since nobody publishes any. `busyShare`: a third in reserve. `queueDepth`: an SSD behind a network needs some requests
 *   at once to reach its limit; more than 20 on average over a minute only wait. `ioPressureShare`: some task stands still for three quarters of the time.
 *   `throttledSeconds`: five minutes in a week of pulls, so that one minute's rush does not mark a node.
 *
 * @public
 */
export const defaultDiskThresholds: DiskThresholds = {
  throttledShare: 0.95,
  busyShare: 0.7,
  queueDepth: 20,
  ioPressureShare: 0.75,
  throttledSeconds: 300,
  fullShare: 0.85,
};

interface Rule {
  /** Inclusive. */
  most: number;
  inWords: string;
}

const share: Rule = { most: 1, inWords: 'a share above 0 and at most 1' };
const daySeconds = 24 * 60 * 60;

const rules: Record<keyof DiskThresholds, Rule> = {
  throttledShare: share,
  busyShare: share,
  queueDepth: { most: 10_000, inWords: 'a number above 0 and at most 10000' },
  ioPressureShare: share,
  throttledSeconds: {
    most: 7 * daySeconds,
    inWords: `seconds, above 0 and at most ${7 * daySeconds}`,
  },
  fullShare: share,
};

/**
 * Reads thresholds; what is absent keeps its default.
 *
 * @param key - Names the setting in errors, for example a path in the config.
 * @throws InputError that names the key, when a threshold is unknown, no number, out of its range, or when a disk would be throttled before it is busy.
 * @public
 */
export function parseDiskThresholds(
  values: Readonly<Record<string, unknown>>,
  key: string,
): DiskThresholds {
  const names = Object.keys(rules);
  const unknown = Object.keys(values).find(name => !names.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `${key}.${unknown} is no threshold; the thresholds are ${names.join(
        ', ',
      )}`,
    );
  }
  const read = (name: keyof DiskThresholds) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      return defaultDiskThresholds[name];
    }
    const { most, inWords } = rules[name];
    // NaN is neither above 0 nor below anything.
    if (typeof value !== 'number' || !(value > 0 && value <= most)) {
      throw new InputError(
        `${key}.${name} must be ${inWords}, for example ${defaultDiskThresholds[name]}`,
      );
    }
    return value;
  };
  const thresholds: DiskThresholds = {
    throttledShare: read('throttledShare'),
    busyShare: read('busyShare'),
    queueDepth: read('queueDepth'),
    ioPressureShare: read('ioPressureShare'),
    throttledSeconds: read('throttledSeconds'),
    fullShare: read('fullShare'),
  };
  if (thresholds.busyShare > thresholds.throttledShare) {
    throw new InputError(
      `${key}.busyShare (${thresholds.busyShare}) must not be above ${key}.throttledShare (${thresholds.throttledShare}): a disk is busy before it is throttled`,
    );
  }
  return thresholds;
}
