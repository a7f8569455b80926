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
import { ChangeReporter } from './ChangeReporter';
import { Delivery } from './Delivery';
import { ProblemBook } from './ProblemBook';
import { FoundWorkload, WorkloadFinder } from './WorkloadFinder';
import { WorkloadIntake } from './WorkloadIntake';

/** As many as there are pods in the index. */
const MAX_REMEMBERED_STARTS = 50_000;
/** Clocks that differ more than this make times useless. */
const MAX_AHEAD_MS = 3_600_000;

/** What the intake needs. */
export interface PodIntakeOptions {
  pods: PodIndex;
  nodes: NodeIndex;
  finder: WorkloadFinder;
  workloadIntake: WorkloadIntake;
  changes: Pick<ChangeReporter, 'pod'>;
  delivery: Delivery;
  problems: ProblemBook;
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

  listed(version: string): void {
    this.options.pods.listed(version);
  }

  remove(pod: PodObject): void {
    this.options.pods.remove(pod);
    this.starts.delete(pod.uid);
  }

  async upsert(pod: PodObject): Promise<void> {
    const { pods, finder, workloadIntake, changes } = this.options;
    const { delivery, now } = this.options;
    pods.upsert(pod);
    changes.pod(pod);
    finder.remember(pod);
    const { state, start } = observePodStart(
      pod,
      this.starts.get(pod.uid),
      now(),
    );
    this.starts.set(pod.uid, state);
    await workloadIntake.ofPod(pod);
    if (!start || !this.isCredible(start)) return;
    const ref = {
      namespace: pod.namespace,
      podName: pod.name,
      podUid: pod.uid,
    };
    const found = finder.findNow(ref);
    await (found
      ? delivery.hand([this.itemOf(pod, start, found)])
      : delivery.deliver(1, async () => [
          this.itemOf(pod, start, await finder.find(ref)),
        ]));
  }

  private isCredible({ scheduledAtMs, readyAtMs }: PodStart): boolean {
    const { problems, now } = this.options;
    const latestMs = Math.max(scheduledAtMs, readyAtMs ?? scheduledAtMs);
    if (latestMs <= now() + MAX_AHEAD_MS) return true;
    problems.note({
      code: 'clock-ahead',
      what: 'Reading when a pod became ready',
      why: `Its time is more than an hour ahead of this server's clock. The newest: ${new Date(
        latestMs,
      ).toISOString()}. The starts of such pods are missing.`,
      next: 'Compare the clocks of the nodes, the API server and this server (NTP).',
    });
    return false;
  }

  private itemOf(
    pod: PodObject,
    start: PodStart,
    { key, record }: FoundWorkload,
  ): BatchItem {
    const { nodes } = this.options;
    const podStart = {
      workload: key,
      podUid: pod.uid,
      podName: pod.name,
      node: pod.node,
      nodePool: pod.node === undefined ? undefined : nodes.poolOf(pod.node),
      ...start,
    };
    return { podStart, workload: record };
  }
}
