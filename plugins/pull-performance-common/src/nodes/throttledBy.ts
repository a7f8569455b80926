import { NodeDiskSummary } from './types';

/** What can throttle a disk, the first first where they weigh the same. */
const causes = ['iops', 'bandwidth', 'queueDepth', 'ioPressure'] as const;

/**
 * What can throttle a disk.
 *
 * @public
 */
export type ThrottleCause = keyof NodeDiskSummary['throttledBySeconds'];

/**
 * What throttled disks most of the time, over one or more nodes; `undefined` where nothing did.
 *
 * @public
 */
export function mostlyThrottledBy(
  summaries: readonly Pick<NodeDiskSummary, 'throttledBySeconds'>[],
): ThrottleCause | undefined {
  let most: { cause: ThrottleCause; seconds: number } | undefined;
  for (const cause of causes) {
    const seconds = summaries.reduce(
      (sum, { throttledBySeconds }) => sum + throttledBySeconds[cause],
      0,
    );
    if (seconds > (most?.seconds ?? 0)) {
      most = { cause, seconds };
    }
  }
  return most?.cause;
}
