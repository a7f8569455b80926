import { BindingLimit, NodeHealth, Reason } from '../schema/openapi';
import { formatCount, formatShare } from '../units/numbers';
import { limitInWords } from './limitInWords';
import { mostlyThrottledBy, ThrottleCause } from './throttledBy';
import { DiskThresholds, NodeDiskSummary } from './types';

/** Of the time of pulls; from less nothing good is concluded. */
const leastObservedShare = 0.5;

/**
 * Judges a node by what was seen of its disk in a window.
 *
 * @remarks
 * In this order:
 * - `full`: Kubernetes says so, or the used share reached the node's own threshold for removing images, else `fullShare`. Removed images have to be pulled again.
 * - `throttled`: the disk was throttled for `throttledSeconds` or longer while images were pulled.
 * - `unknown`: the disk was never measured, or for less than half of the time of pulls.
 * - `busy`: busy or throttled for `throttledSeconds` or longer while images were pulled.
 * - `healthy`: the rest, and a measured node on which nothing was pulled.
 *
 * @returns The health, and why where it is full, throttled or unknown.
 * @public
 */
export function judgeNode(
  summary: NodeDiskSummary | undefined,
  options: {
    thresholds: DiskThresholds;
    /** From which used share on the node's kubelet removes images. At 100 % it never does, so that is no threshold. */
    fullShare?: number;
    /** To name in the reason. */
    limit?: BindingLimit;
    /** Why the disk is unknown, should it be. */
    noSource: Reason;
  },
): { health: NodeHealth; reason?: Reason } {
  const { thresholds, limit, noSource } = options;
  if (!summary) {
    return { health: 'unknown', reason: noSource };
  }
  const { pullingSeconds, observedSeconds, throttledSeconds, busySeconds } =
    summary;
  const isThrottled = throttledSeconds >= thresholds.throttledSeconds;
  const fullShare = fullShareOf(options.fullShare, thresholds);
  if (summary.diskPressure || overShareOf(summary, fullShare) !== undefined) {
    return {
      health: 'full',
      reason: fullReason({ summary, fullShare, isThrottled }),
    };
  }
  if (isThrottled) {
    return {
      health: 'throttled',
      reason: throttledReason({ summary, thresholds, limit }),
    };
  }
  // Written so that what is not a number proves nothing.
  if (!(summary.sampledSeconds > 0)) {
    return { health: 'unknown', reason: noSource };
  }
  const isObserved =
    pullingSeconds === 0 ||
    observedSeconds >= leastObservedShare * pullingSeconds;
  if (!isObserved) {
    return { health: 'unknown', reason: partlyMeasured(summary) };
  }
  const isBusy = busySeconds + throttledSeconds >= thresholds.throttledSeconds;
  return { health: isBusy ? 'busy' : 'healthy' };
}

function fullShareOf(
  ofNode: number | undefined,
  thresholds: DiskThresholds,
): number {
  return ofNode !== undefined && ofNode > 0 && ofNode < 1
    ? ofNode
    : thresholds.fullShare;
}

/** The used share, if it is as high as that. */
function overShareOf(
  { usedShare }: NodeDiskSummary,
  fullShare: number,
): number | undefined {
  return usedShare !== undefined && usedShare >= fullShare
    ? usedShare
    : undefined;
}

function fullReason(options: {
  summary: NodeDiskSummary;
  fullShare: number;
  isThrottled: boolean;
}): Reason {
  const { summary, fullShare, isThrottled } = options;
  const overShare = overShareOf(summary, fullShare);
  const why = [
    overShare !== undefined
      ? `From ${formatShare(
          fullShare,
        )} on the kubelet removes images that no container uses, and they have to be pulled again.`
      : 'The kubelet then removes images that no container uses, which have to be pulled again, and may evict pods.',
  ];
  if (overShare !== undefined && summary.diskPressure) {
    why.push('Kubernetes also reported that space ran out.');
  }
  if (isThrottled) {
    why.push(
      `The disk was also throttled for ${ofPulls(
        summary.throttledSeconds,
        summary,
      )}.`,
    );
  }
  return {
    code: 'disk-full',
    what:
      overShare !== undefined
        ? `Its disk was nearly full: up to ${formatShare(overShare)} was used`
        : 'Kubernetes reported that its disk ran out of space',
    why: why.join(' '),
    next: 'Use a larger OS disk, or let fewer and smaller images run on this node; then look at the thresholds for removing images.',
  };
}

function throttledReason(options: {
  summary: NodeDiskSummary;
  thresholds: DiskThresholds;
  limit: BindingLimit | undefined;
}): Reason {
  const { summary } = options;
  const cause = mostlyThrottledBy([summary]);
  const time = ofPulls(summary.throttledSeconds, summary);
  const { what, why } = throttledInWords({ ...options, cause, time });
  return {
    code: 'disk-throttled',
    what,
    why,
    next:
      cause === 'bandwidth'
        ? 'Compare the other disks of this size of machine: an ephemeral disk may carry fewer bytes. Else use a larger machine, smaller images, or fewer pulls at once.'
        : 'Use a larger, faster or ephemeral OS disk (compare the other disks of this size of machine), smaller images, or fewer pulls at once.',
  };
}

function throttledInWords(options: {
  cause: ThrottleCause | undefined;
  time: string;
  summary: NodeDiskSummary;
  thresholds: DiskThresholds;
  limit: BindingLimit | undefined;
}): { what: string; why: string } {
  const { cause, time, summary, thresholds, limit } = options;
  switch (cause) {
    case 'iops':
    case 'bandwidth': {
      const known = limitInWords(limit, cause);
      const setBy = known?.boundBy ? `, set by ${known.boundBy}` : '';
      const limitText = known
        ? `Its limit is ${known.figure}${setBy}.`
        : 'Its source tells the share, not the limit.';
      return {
        what: `Its disk was at its ${
          cause === 'iops' ? 'IOPS' : 'bandwidth'
        } limit for ${time}`,
        why: `${limitText} Unpacking an image writes all its files, so pulls wait for the disk.`,
      };
    }
    case 'queueDepth': {
      const { queueDepth = 0 } = summary;
      const most =
        Math.round(queueDepth) > thresholds.queueDepth
          ? `, up to ${formatCount(queueDepth)}`
          : '';
      return {
        what: `Requests queued at its disk for ${time}`,
        why: `More than ${formatCount(
          thresholds.queueDepth,
        )} requests were at the disk at once${most}: more than it can serve, so all of them wait.`,
      };
    }
    case 'ioPressure': {
      const { ioPressureShare } = summary;
      const most =
        ioPressureShare === undefined
          ? ''
          : `, up to ${formatShare(ioPressureShare)}`;
      return {
        what: `Its tasks waited for I/O for ${time}`,
        why: `At least one task stood still for ${formatShare(
          thresholds.ioPressureShare,
        )} of that time or more${most} (Linux' I/O pressure, of the whole node).`,
      };
    }
    default:
      return {
        what: `Its disk was throttled for ${time}`,
        why: 'Pulls wait while the disk does as much as it may.',
      };
  }
}

function partlyMeasured(summary: NodeDiskSummary): Reason {
  return {
    code: 'disk-partly-measured',
    what: 'Its disk was measured for too little of its pulls',
    why: `The disk is known for ${ofPulls(
      summary.observedSeconds,
      summary,
    )}; less than half of it says nothing good.`,
    next: 'Wait if the source was set up lately; else look for gaps in its figures and for problems that it told. See docs/nodes.md.',
  };
}

function ofPulls(seconds: number, { pullingSeconds }: NodeDiskSummary): string {
  return `${formatMinutes(seconds)} of ${formatMinutes(
    pullingSeconds,
  )} of pulls`;
}

/** Disks are read by the minute: seconds would look more exact than they are. */
function formatMinutes(seconds: number): string {
  if (seconds <= 0) {
    return '0 min';
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 1 ? 'under 1 min' : `${formatCount(minutes)} min`;
}
