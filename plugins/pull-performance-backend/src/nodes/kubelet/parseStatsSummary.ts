import { DiskSample } from 'backstage-plugin-pull-performance-common';
import { JsonObject, objectOf } from '../../kubernetes/fields';

/**
 * What a kubelet's `stats/summary` tells of the disk that images lie on.
 *
 * @remarks
 * Used is what is not available, as the kubelet itself reckons when it compares with its threshold for removing images; `df` leaves the space that
 * only root may use out of it. I/O pressure is of the whole node, a mean over the last minute. A `total` of zero means that nothing was
 * measured: kubelets before 1.36 write zeros where Linux or cgroup v1 tells nothing. Format: `kubelet/pkg/apis/stats/v1alpha1`.
 *
 * @param node - the part `node` of the summary
 */
export function parseStatsSummary(
  node: unknown,
): Pick<DiskSample, 'usedShare' | 'ioPressureShare'> {
  const { runtime, io } = objectOf(node);
  const usedShare = usedShareOf(objectOf(objectOf(runtime).imageFs));
  const ioPressureShare = pressureShareOf(
    objectOf(objectOf(objectOf(io).psi).some),
  );
  return {
    ...(usedShare !== undefined && { usedShare }),
    ...(ioPressureShare !== undefined && { ioPressureShare }),
  };
}

function usedShareOf({
  availableBytes,
  capacityBytes,
}: JsonObject): number | undefined {
  const available = numberOf(availableBytes);
  const capacity = numberOf(capacityBytes);
  if (available === undefined || !capacity || available > capacity) {
    return undefined;
  }
  return 1 - available / capacity;
}

function pressureShareOf({ total, avg60 }: JsonObject): number | undefined {
  const percent = numberOf(avg60);
  return numberOf(total) && percent !== undefined && percent <= 100
    ? percent / 100
    : undefined;
}

/** A finite number that is not negative. */
function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : undefined;
}
