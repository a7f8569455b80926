import { PodStartRecord } from '../../store/PullStore';
import { PodObject } from '../workloads/objects';
import {
  observePodStart,
  PodStart,
  PodStartState,
} from '../workloads/podStart';
import { PodRef, PushedWorkloads } from './PushedWorkloads';
import { ClusterMemory } from './PushMemory';

/** The pods of one cluster that one request brings. */
export class PushedPods {
  /** The living ones in their newest state. */
  readonly living = new Map<string, PodObject>();
  private readonly observed = new Map<string, number>();
  private readonly states = new Map<string, PodStartState>();
  private readonly starts = new Map<
    string,
    { pod: PodObject; start: PodStart }
  >();

  private constructor(private readonly memory: ClusterMemory) {}

  static create(options: { memory: ClusterMemory }): PushedPods {
    return new PushedPods(options.memory);
  }

  /** Takes a pod as it was observed. */
  add(pod: PodObject, observedAtMs: number): void {
    this.memory.setPod(pod);
    this.living.set(pod.uid, pod);
    this.observed.set(pod.uid, observedAtMs);
    const before = this.states.get(pod.uid) ?? this.memory.start(pod.uid);
    const { state, start } = observePodStart(pod, before, observedAtMs);
    this.states.set(pod.uid, state);
    if (start) this.starts.set(pod.uid, { pod, start });
  }

  /** Takes the last state of a pod that is gone; events about it may still come. */
  remove(pod: PodObject): void {
    this.memory.setPod(pod);
    this.living.delete(pod.uid);
  }

  /** When the living ones were in their newest state, epoch milliseconds. */
  observedAtMs(pod: PodObject): number {
    return this.observed.get(pod.uid) ?? 0;
  }

  podRefs(): PodRef[] {
    return [...this.starts.values()].map(({ pod }) => refOf(pod));
  }

  /** The starts that the pods tell of. */
  records(workloads: PushedWorkloads): PodStartRecord[] {
    return [...this.starts.values()].map(({ pod, start }) => ({
      workload: workloads.find(refOf(pod)).key,
      podUid: pod.uid,
      podName: pod.name,
      node: pod.node,
      nodePool:
        pod.node === undefined ? undefined : this.memory.nodePool(pod.node),
      ...start,
    }));
  }

  /** Remembers that everything is stored. */
  stored(): void {
    for (const [uid, state] of this.states) this.memory.setStart(uid, state);
  }
}

function refOf({ namespace, name, uid }: PodObject): PodRef {
  return { namespace, podName: name, podUid: uid };
}
