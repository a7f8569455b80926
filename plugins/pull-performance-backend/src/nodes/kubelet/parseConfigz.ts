import {
  NodeFacts,
  PullConcurrency,
} from 'backstage-plugin-pull-performance-common';
import { JsonObject, objectOf } from '../../kubernetes/fields';

/** `maxParallelImagePulls` is an int32. */
const MOST_PULLS = 2 ** 31 - 1;
/** With this threshold the kubelet never removes images for their space. */
const NEVER_PERCENT = 100;

/**
 * What a kubelet's configuration tells of pulls and of removing images; what it does not tell is absent.
 *
 * @remarks
 * The kubelet fills defaults in before it shows its configuration. Pulls are serial by default, but not where `maxParallelImagePulls` is two or more
 * and nobody said otherwise. Format: `KubeletConfiguration` of `kubelet.config.k8s.io/v1beta1`.
 *
 * @param config - the part `kubeletconfig` of `/configz`
 */
export function parseConfigz(
  config: unknown,
): Pick<NodeFacts, 'pullConcurrency' | 'imageGcThresholds'> {
  const fields = objectOf(config);
  const pullConcurrency = pullConcurrencyOf(fields);
  const imageGcThresholds = imageGcThresholdsOf(fields);
  return {
    ...(pullConcurrency && { pullConcurrency }),
    ...(imageGcThresholds && { imageGcThresholds }),
  };
}

function pullConcurrencyOf({
  serializeImagePulls: serialize,
  maxParallelImagePulls,
}: JsonObject): PullConcurrency | undefined {
  const mostPulls = integerOf(maxParallelImagePulls, 1, MOST_PULLS);
  const isUnset = serialize === undefined || serialize === null;
  if (typeof serialize !== 'boolean' && !(isUnset && mostPulls)) {
    return undefined;
  }
  const told = [
    ...(isUnset ? [] : [`serializeImagePulls: ${serialize}`]),
    ...(mostPulls ? [`maxParallelImagePulls: ${mostPulls}`] : []),
  ].join(', ');
  return {
    // One at a time is one at a time, whatever it is called.
    mode: serialize === true || mostPulls === 1 ? 'serial' : 'parallel',
    ...(mostPulls && serialize !== true && { mostPulls }),
    basis: `The kubelet's configuration says ${told}.`,
  };
}

function imageGcThresholdsOf({
  imageGCHighThresholdPercent,
  imageGCLowThresholdPercent,
}: JsonObject): NodeFacts['imageGcThresholds'] {
  const high = integerOf(imageGCHighThresholdPercent, 1, NEVER_PERCENT - 1);
  const low = integerOf(imageGCLowThresholdPercent, 0, NEVER_PERCENT);
  return high !== undefined && low !== undefined && low <= high
    ? { highShare: high / 100, lowShare: low / 100 }
    : undefined;
}

function integerOf(
  value: unknown,
  least: number,
  most: number,
): number | undefined {
  return typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= least &&
    value <= most
    ? value
    : undefined;
}
