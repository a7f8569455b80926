import {
  BindingLimit,
  DiskComparison,
  NodeDisk,
} from 'backstage-plugin-pull-performance-common';

/** Used share of the limit that is closer: operations or bytes. */
export interface UsedLimit {
  share: number;
  by: 'iops' | 'bandwidth';
}

/** Which limit was used most, and how much of it; undefined while none is known. */
export function usedLimit(disk: NodeDisk | undefined): UsedLimit | undefined {
  const { iopsShare, bandwidthShare } = disk ?? {};
  if (
    iopsShare !== undefined &&
    (bandwidthShare === undefined || iopsShare >= bandwidthShare)
  ) {
    return { share: iopsShare, by: 'iops' };
  }
  return bandwidthShare === undefined
    ? undefined
    : { share: bandwidthShare, by: 'bandwidth' };
}

/** Whether another disk is better in one direction and worse in the other. */
export function isTradeOff(comparison: DiskComparison): boolean {
  const directions = [
    comparison.iops.direction,
    comparison.bytesPerSecond.direction,
  ];
  return directions.includes('more') && directions.includes('less');
}

/** Whether two limits are the same figures, set by the same. */
export function sameLimit(one: BindingLimit, other: BindingLimit): boolean {
  return (
    one.iops === other.iops &&
    one.iopsBoundBy === other.iopsBoundBy &&
    one.bytesPerSecond === other.bytesPerSecond &&
    one.bytesBoundBy === other.bytesBoundBy
  );
}
