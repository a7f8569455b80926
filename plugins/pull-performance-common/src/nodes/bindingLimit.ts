import { BindingLimit, DiskLimit } from '../schema/openapi';

/**
 * Of limits that hold at once the lowest, for operations and for bytes apart: they may be set by different ones. Of equal ones the first is
 * named. What is not a number above 0 is no limit.
 *
 * @public
 */
export function bindingLimit(limits: readonly DiskLimit[]): BindingLimit {
  return lowest(
    limits.map(({ boundBy, iops, bytesPerSecond }) => ({
      boundBy,
      iops: limitOf(iops),
      bytesPerSecond: limitOf(bytesPerSecond),
    })),
  );
}

/**
 * Like {@link bindingLimit}, while all credits last: what bursts counts with its burst, the rest with what it always allows. A burst below the
 * base is none.
 *
 * @public
 */
export function burstLimit(limits: readonly DiskLimit[]): BindingLimit {
  return lowest(
    limits.map(limit => ({
      boundBy: limit.boundBy,
      iops: burstOf(limit.iops, limit.burstIops),
      bytesPerSecond: burstOf(limit.bytesPerSecond, limit.burstBytesPerSecond),
    })),
  );
}

/**
 * How a figure of another disk compares with that of the disk now; `ratio` is the other's by the present one's.
 *
 * @public
 */
export type LimitComparison =
  | { direction: 'more' | 'less' | 'same'; ratio: number }
  | { direction: 'unknown' };

/**
 * What another disk would allow, compared with the one now. Each figure goes its own way: an ephemeral disk may allow more operations but fewer bytes.
 *
 * @public
 */
export interface DiskComparison {
  iops: LimitComparison;
  bytesPerSecond: LimitComparison;
}

/**
 * Compares the binding limits of two disks.
 *
 * @public
 */
export function compareDisks(
  now: BindingLimit,
  other: BindingLimit,
): DiskComparison {
  return {
    iops: compareLimits(now.iops, other.iops),
    bytesPerSecond: compareLimits(now.bytesPerSecond, other.bytesPerSecond),
  };
}

function compareLimits(
  now: number | undefined,
  other: number | undefined,
): LimitComparison {
  const base = limitOf(now);
  const compared = limitOf(other);
  if (base === undefined || compared === undefined) {
    return { direction: 'unknown' };
  }
  const ratio = compared / base;
  if (ratio === 1) {
    return { direction: 'same', ratio };
  }
  return { direction: ratio > 1 ? 'more' : 'less', ratio };
}

function lowest(limits: readonly DiskLimit[]): BindingLimit {
  const binding: BindingLimit = {};
  for (const { boundBy, iops, bytesPerSecond } of limits) {
    if (iops !== undefined && iops < (binding.iops ?? Infinity)) {
      binding.iops = iops;
      binding.iopsBoundBy = boundBy;
    }
    if (
      bytesPerSecond !== undefined &&
      bytesPerSecond < (binding.bytesPerSecond ?? Infinity)
    ) {
      binding.bytesPerSecond = bytesPerSecond;
      binding.bytesBoundBy = boundBy;
    }
  }
  return binding;
}

function limitOf(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value > 0
    ? value
    : undefined;
}

function burstOf(
  base: number | undefined,
  burst: number | undefined,
): number | undefined {
  const baseLimit = limitOf(base);
  const burstFigure = limitOf(burst);
  return baseLimit !== undefined && burstFigure !== undefined
    ? Math.max(baseLimit, burstFigure)
    : burstFigure ?? baseLimit;
}
