import { LruMap } from '../LruMap';
import { ReflectorSink } from '../watch/types';
import { NodeIndex } from '../workloads/NodeIndex';
import { PodObject } from '../workloads/objects';
import { PodIndex } from '../workloads/PodIndex';
import {
  observePodStart,
  PodStart,
  PodStartState,
} from '../workloads/podStart';
import { BatchItem } from './Batcher';
import { Delivery } from './Delivery';
import { WorkloadFinder } from './WorkloadFinder';
import { WorkloadIntake } from './WorkloadIntake';

/** As many as there are pods in the index. */
const MAX_REMEMBERED_STARTS = 50_000;

/** What the intake needs. */
export interface PodIntakeOptions {
  pods: PodIndex;
  nodes: NodeIndex;
  finder: WorkloadFinder;
  workloadIntake: WorkloadIntake;
  delivery: Delivery;
  now: () => number;
}

/** Keeps the pod index up to date, and hands on what pods tell of their starts. */
export class PodIntake implements ReflectorSink<PodObject> {
  private readonly starts = LruMap.create<string, PodStartState>({
    maxSize: MAX_REMEMBERED_STARTS,
  });

  private constructor(private readonly options: PodIntakeOptions) {}

  static create(options: PodIntakeOptions): PodIntake {
    return new PodIntake(options);
  }

  listing(): void {
    this.options.pods.listing();
  }

  listed(): void {
    this.options.pods.listed();
  }

  remove(pod: PodObject): void {
    this.options.pods.remove(pod);
    this.starts.delete(pod.uid);
  }

  async upsert(pod: PodObject): Promise<void> {
    const { pods, finder, workloadIntake, delivery, now } = this.options;
    pods.upsert(pod);
    finder.remember(pod);
    const { state, start } = observePodStart(
      pod,
      this.starts.get(pod.uid),
      now(),
    );
    this.starts.set(pod.uid, state);
    await workloadIntake.ofPod(pod);
    if (start) {
      await delivery.deliver(1, () => this.itemsOf(pod, start));
    }
  }

  private async itemsOf(pod: PodObject, start: PodStart): Promise<BatchItem[]> {
    const { finder, nodes } = this.options;
    const { key, record } = await finder.find({
      namespace: pod.namespace,
      podName: pod.name,
      podUid: pod.uid,
    });
    const podStart = {
      workload: key,
      podUid: pod.uid,
      podName: pod.name,
      node: pod.node,
      nodePool: pod.node === undefined ? undefined : nodes.poolOf(pod.node),
      ...start,
    };
    return [{ podStart, workload: record }];
  }
}
