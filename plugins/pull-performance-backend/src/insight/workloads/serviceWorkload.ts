import { ServiceWorkload } from 'backstage-plugin-pull-performance-common';
import { StoredImageUse } from '../../store/ImageStore';
import { WorkloadKey } from '../../store/PullStore';
import {
  PodContainer,
  StoredWorkloadSettings,
} from '../../store/WorkloadSettingsStore';
import { isoTimeOf } from '../windows';

/** Names a workload among all. */
export function workloadKey(workload: WorkloadKey): string {
  const { cluster, namespace, kind, name } = workload;
  return [cluster, namespace, kind, name].join('\n');
}

/**
 * A workload as answers show it.
 *
 * @param running - the images that its containers run now
 */
export function serviceWorkload(
  { workload, pod }: StoredWorkloadSettings,
  running: readonly StoredImageUse[],
): ServiceWorkload {
  return {
    ...workload,
    settings: pod?.settings,
    containers: (pod?.containers ?? []).map(container => ({
      ...container,
      digest: digestOf(container, running),
    })),
    observedAt: pod && isoTimeOf(pod.observedAtMs),
  };
}

/** What a container runs; of several versions that run under one name the newest. */
function digestOf(
  { kind, name, image }: PodContainer,
  running: readonly StoredImageUse[],
): string | undefined {
  return running
    .filter(
      use =>
        use.digest !== undefined &&
        use.containerKind === kind &&
        use.container === name &&
        use.reference === image,
    )
    .sort((one, other) => other.firstSeenAtMs - one.firstSeenAtMs)
    .at(0)?.digest;
}
