import { DiskLimit } from '../schema/openapi';
import { bindingLimit, burstLimit } from './bindingLimit';
import { DiskSample } from './facts';
import { DiskState, DiskThresholds } from './types';

/** Clearly above what a disk always allows: it lives on credits. Rounding and clocks explain less. */
const burstingFrom = 1.05;

/** A disk at its limit always has requests; one that has none for half of the time is not. */
const leastBusyShareAtLimit = 0.5;

/** Pressure is of the whole node: this disk causes it only when it has requests nearly all the time. */
const leastBusyShareUnderPressure = 0.9;

/** Rates may come out a little above 1. More is another unit, such as percent. */
const mostTimeShare = 1.5;

/**
 * In what state a disk was in a stretch of time.
 *
 * @remarks
 * Throttled, in this order: by operations or bytes from `throttledShare` of the binding limit on, by a queue above `queueDepth`, by I/O pressure from
 * `ioPressureShare` on.
 *
 * - **Bursts.** Above 105 % of a limit that allows bursts the disk lives on credits: it is busy, and throttled only from `throttledShare` of the burst
 *   on. When the credits are out it falls back to its base, which is 100 %, and is throttled. Less load can therefore be the worse state.
 * - **At the limit by chance.** A disk that had no request for half of the time (`busyShare`; the mean queue is at least as high) is not held at its limit,
 *   whatever the share says: it is busy.
 * - **Pressure** is of the whole node; another disk may cause it. It counts unless this disk was without requests for a tenth of the time, or, where that is not
 *   known, unless operations and bytes are both known to be below `busyShare`.
 * - **Busy** is what has `busyShare` of a limit. Unless both limits are known, also what has `busyShare` of the other thresholds.
 * - **Unknown** is a sample that cannot tell: used space only, operations without a limit, or a low share of operations while bytes are unknown, for these may be
 *   what is at its limit. A queue, pressure or time with requests that is low does tell.
 *
 * Negative and infinite numbers, NaN, and shares of time of more than 150 % count as absent.
 *
 * @returns The state, and the shares of the binding limit by the sample's figures or by the source, the larger; above 1 in a burst.
 * @public
 */
export function diskState(
  sample: DiskSample,
  options: { limits: readonly DiskLimit[]; thresholds: DiskThresholds },
): { state: DiskState; iopsShare?: number; bandwidthShare?: number } {
  const { limits, thresholds } = options;
  const base = bindingLimit(limits);
  const burst = burstLimit(limits);
  const signs = readSigns(sample);
  const iops = useOf({
    value: sample.iops,
    share: sample.iopsShare,
    limit: base.iops,
    burst: burst.iops,
  });
  const bytes = useOf({
    value: sample.bytesPerSecond,
    share: sample.bandwidthShare,
    limit: base.bytesPerSecond,
    burst: burst.bytesPerSecond,
  });
  return {
    state: stateOf({ iops, bytes, signs, thresholds }),
    iopsShare: iops?.share,
    bandwidthShare: bytes?.share,
  };
}

/** How much of a limit is used. */
interface Use {
  /** Of the base. */
  share: number;
  /** Of what holds now: the burst while it bursts. */
  shareNow: number;
}

interface Signs {
  queueDepth?: number;
  busyShare?: number;
  ioPressureShare?: number;
  /** Share of the time with a request cannot be higher than this. */
  busyAtMost: number;
}

function readSigns(sample: DiskSample): Signs {
  const queueDepth = amount(sample.queueDepth);
  const busyShare = timeShare(sample.busyShare);
  return {
    queueDepth,
    busyShare,
    ioPressureShare: timeShare(sample.ioPressureShare),
    busyAtMost: Math.min(busyShare ?? 1, queueDepth ?? 1),
  };
}

function useOf(options: {
  value: number | undefined;
  share: number | undefined;
  limit: number | undefined;
  burst: number | undefined;
}): Use | undefined {
  const { limit, burst } = options;
  const value = amount(options.value);
  const shares = [
    amount(options.share),
    value !== undefined && limit !== undefined
      ? amount(value / limit)
      : undefined,
  ].filter(share => share !== undefined);
  if (shares.length === 0) {
    return undefined;
  }
  const share = Math.max(...shares);
  const bursts =
    share > burstingFrom &&
    limit !== undefined &&
    burst !== undefined &&
    burst > limit;
  return { share, shareNow: bursts ? share * (limit / burst) : share };
}

function stateOf(options: {
  iops: Use | undefined;
  bytes: Use | undefined;
  signs: Signs;
  thresholds: DiskThresholds;
}): DiskState {
  const { iops, bytes, signs, thresholds } = options;
  const { queueDepth, ioPressureShare, busyShare } = signs;
  const { throttledShare, busyShare: busyFrom } = thresholds;

  const isAtLimit = (use: Use | undefined) =>
    use !== undefined &&
    use.shareNow >= throttledShare &&
    signs.busyAtMost >= leastBusyShareAtLimit;
  if (isAtLimit(iops)) return 'iops';
  if (isAtLimit(bytes)) return 'bandwidth';
  if (queueDepth !== undefined && queueDepth > thresholds.queueDepth) {
    return 'queueDepth';
  }
  const pressure = isPressureOfDisk({ iops, bytes, signs, busyFrom })
    ? ioPressureShare
    : undefined;
  if (pressure !== undefined && pressure >= thresholds.ioPressureShare) {
    return 'ioPressure';
  }

  const bothKnown = iops !== undefined && bytes !== undefined;
  const isBusy =
    Math.max(iops?.share ?? 0, bytes?.share ?? 0) >= busyFrom ||
    (!bothKnown &&
      ((busyShare ?? 0) >= busyFrom ||
        (queueDepth ?? 0) >= busyFrom * thresholds.queueDepth ||
        (pressure ?? 0) >= busyFrom * thresholds.ioPressureShare));
  if (isBusy) return 'busy';

  const canTell =
    bothKnown ||
    queueDepth !== undefined ||
    busyShare !== undefined ||
    ioPressureShare !== undefined;
  return canTell ? 'healthy' : 'unknown';
}

function isPressureOfDisk(options: {
  iops: Use | undefined;
  bytes: Use | undefined;
  signs: Signs;
  busyFrom: number;
}): boolean {
  const { iops, bytes, signs, busyFrom } = options;
  if (signs.busyAtMost < leastBusyShareUnderPressure) {
    return false;
  }
  if (signs.busyShare !== undefined) {
    return true;
  }
  const bothLow =
    iops !== undefined &&
    bytes !== undefined &&
    Math.max(iops.share, bytes.share) < busyFrom;
  return !bothLow;
}

function amount(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0
    ? value
    : undefined;
}

function timeShare(value: number | undefined): number | undefined {
  const share = amount(value);
  return share === undefined || share > mostTimeShare
    ? undefined
    : Math.min(1, share);
}
