import { createHash } from 'node:crypto';
import { NewestPod } from '../../store/WorkloadSettingsStore';
import { PodObject } from './objects';
import { resolveWorkload, WorkloadLookup } from './resolveWorkload';

/** The newest pod of a workload, and what it is told by. */
export interface FoundNewestPod {
  /** Names the workload within its cluster. */
  key: string;
  pod: PodObject;
  workload: NewestPod['workload'];
}

/**
 * The newest pods of all workloads. Of pods that were created in the same second the one with the larger UID counts, so that all
 * who look say the same. Pods of the kubelet itself (`static pods`) are nobody's workload.
 *
 * @returns `settled` is false when the workload of a pod may become known soon, which is then left out
 */
export function newestPods(
  pods: Iterable<PodObject>,
  options: { cluster: string; workloads: WorkloadLookup },
): { found: FoundNewestPod[]; settled: boolean } {
  const { cluster, workloads } = options;
  // Pods of one owner have one workload: to find it takes longer than to compare.
  const byOwner = new Map<string, PodObject>();
  for (const pod of pods) {
    const { namespace, name, owner } = pod;
    if (owner?.kind === 'Node') continue;
    const key = owner
      ? `${namespace}/${owner.kind}/${owner.name}`
      : `${namespace}//${name}`;
    const other = byOwner.get(key);
    if (!other || isNewer(pod, other)) byOwner.set(key, pod);
  }
  const found = new Map<string, FoundNewestPod>();
  let settled = true;
  for (const pod of byOwner.values()) {
    const { namespace, kind, name, ...resolved } = resolveWorkload(
      pod,
      workloads,
    );
    if (resolved.settled) {
      const key = `${kind}/${namespace}/${name}`;
      const other = found.get(key);
      if (!other || isNewer(pod, other.pod)) {
        const workload = { cluster, namespace, kind, name };
        found.set(key, { key, pod, workload });
      }
    } else {
      settled = false;
    }
  }
  return { found: [...found.values()], settled };
}

/** Digest of what of a pod is told: it is told again when this differs. */
export function digestOfTold({ settings, containers }: PodObject): string {
  const told = containers.map(({ held, startedAtMs, ...named }) => named);
  return createHash('sha256')
    .update(JSON.stringify([settings, told]))
    .digest('base64');
}

/** A newest pod as the store takes it. */
export function newestPodRecord({ pod, workload }: FoundNewestPod): NewestPod {
  const { uid, createdAtMs, settings, containers } = pod;
  return {
    workload,
    podUid: uid,
    podCreatedAtMs: createdAtMs,
    // What is written as JSON was read by this plugin before.
    settings: settings === undefined ? undefined : JSON.parse(settings),
    containers: containers.map(({ held, startedAtMs, ...named }) => named),
  };
}

function isNewer(pod: PodObject, other: PodObject): boolean {
  const difference = (pod.createdAtMs ?? 0) - (other.createdAtMs ?? 0);
  return difference > 0 || (difference === 0 && pod.uid > other.uid);
}
