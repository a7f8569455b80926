import { Labels, labelOf, workloadLabels } from './labels';
import { OwnedObject, Owner, PodObject } from './objects';
import { WorkloadIndex } from './WorkloadIndex';

/** Where workloads are looked up. */
export type WorkloadLookup = Pick<WorkloadIndex, 'get' | 'wasListed'>;

/** A workload without its cluster, with what is known of its labels. */
export interface ResolvedWorkload {
  namespace: string;
  kind: string;
  name: string;
  labels: Labels;
  /** False while an object that should exist has not been seen yet: asking again soon may tell more. */
  settled: boolean;
}

/** Letters of Kubernetes' generated suffixes (`k8s.io/apimachinery/pkg/util/rand`): no vowels, nothing that looks alike. */
const generated = '[bcdfghjklmnpqrstvwxz2456789]';
const podSuffix = new RegExp(`^(.+)-${generated}{5}$`);
const templateHash = new RegExp(`^(.+)-${generated}{1,10}$`);
const ordinal = /^(.+)-\d{1,10}$/;
/** Jobs of a CronJob are named after their minute since the epoch. */
const scheduledMinute = /^(.+)-\d{8}$/;

/** Follows a pod's owners up to the topmost one that is known; the pod itself when nothing controls it. */
export function resolveWorkload(
  pod: PodObject,
  workloads: WorkloadLookup,
): ResolvedWorkload {
  const { namespace, name, labels } = pod;
  // The kubelet's own pods (`static pods`) are owned by their node.
  if (!pod.owner || pod.owner.kind === 'Node') {
    return { namespace, kind: 'Pod', name, labels, settled: true };
  }
  const { top, object, settled } = climb(pod.owner, pod, workloads);
  return {
    namespace,
    ...top,
    labels: workloadLabels(top.kind, object?.labels ?? {}, labels),
    settled,
  };
}

/**
 * Finds the workload of a pod of which only the name is left. Only workloads that
 * exist are considered, so a name that merely looks generated is not taken for one.
 */
export function resolveByName(
  namespace: string,
  podName: string,
  workloads: WorkloadLookup,
): ResolvedWorkload {
  const found = byName(namespace, podName, workloads);
  if (!found) {
    return { namespace, kind: 'Pod', name: podName, labels: {}, settled: true };
  }
  const { top, object } = climb(found, { namespace, labels: {} }, workloads);
  return { namespace, ...top, labels: object?.labels ?? {}, settled: true };
}

function byName(
  namespace: string,
  podName: string,
  workloads: WorkloadLookup,
): Owner | undefined {
  return possibleOwners(podName).find(({ kind, name }) =>
    workloads.get(kind, namespace, name),
  );
}

/** The controllers that a pod of this name may have, the most likely first. */
export function possibleOwners(podName: string): Owner[] {
  const base = podSuffix.exec(podName)?.[1];
  const candidates: [string, string | undefined][] = [
    ['ReplicaSet', base],
    ['Deployment', base && templateHash.exec(base)?.[1]],
    ['DaemonSet', base],
    ['Job', base],
    ['CronJob', base && scheduledMinute.exec(base)?.[1]],
    ['StatefulSet', ordinal.exec(podName)?.[1]],
  ];
  return candidates.flatMap(([kind, name]) =>
    name === undefined ? [] : [{ kind, name }],
  );
}

interface Climb {
  top: Owner;
  object?: OwnedObject;
  settled: boolean;
}

/** From a pod's direct controller to the topmost one: a ReplicaSet's Deployment, a Job's CronJob. */
function climb(
  owner: Owner,
  pod: Pick<PodObject, 'namespace' | 'labels'>,
  workloads: WorkloadLookup,
): Climb {
  const { namespace } = pod;
  const object = workloads.get(owner.kind, namespace, owner.name);
  const above = object ? object.owner : likelyOwner(owner, pod, workloads);
  if (!above || !climbable(owner.kind)) {
    return {
      top: { kind: owner.kind, name: owner.name },
      object,
      settled: object !== undefined || !workloads.wasListed(owner.kind),
    };
  }
  const aboveObject = workloads.get(above.kind, namespace, above.name);
  return {
    top: { kind: above.kind, name: above.name },
    object: aboveObject,
    settled: aboveObject !== undefined || !workloads.wasListed(above.kind),
  };
}

function climbable(kind: string): boolean {
  return kind === 'ReplicaSet' || kind === 'Job';
}

/** The owner of a ReplicaSet or Job that is not in the index, as far as names and labels are sure of it. */
function likelyOwner(
  owner: Owner,
  pod: Pick<PodObject, 'namespace' | 'labels'>,
  workloads: WorkloadLookup,
): Owner | undefined {
  if (owner.kind === 'ReplicaSet') {
    // Only the Deployment controller sets this label.
    const hash = labelOf(pod.labels, 'pod-template-hash');
    return hash && owner.name.endsWith(`-${hash}`)
      ? { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) }
      : undefined;
  }
  if (owner.kind === 'Job') {
    const name = scheduledMinute.exec(owner.name)?.[1];
    return name && workloads.get('CronJob', pod.namespace, name)
      ? { kind: 'CronJob', name }
      : undefined;
  }
  return undefined;
}
