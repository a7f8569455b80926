import { PullStore, WorkloadKey, WorkloadRecord } from '../../store/PullStore';
import { LruMap } from '../LruMap';
import { ServiceIndex } from '../services/ServiceIndex';
import { Labels } from '../workloads/labels';
import { PodObject } from '../workloads/objects';
import { PodIndex } from '../workloads/PodIndex';
import {
  ResolvedWorkload,
  resolveByName,
  resolveWorkload,
} from '../workloads/resolveWorkload';
import { WorkloadIndex } from '../workloads/WorkloadIndex';

/** Workloads whose last labels are remembered for pods that are gone. */
const MAX_REMEMBERED_WORKLOADS = 20_000;
/** Pods that are gone whose workloads are remembered, to ask the store only once. */
const MAX_REMEMBERED_PODS = 5_000;
const LOOK_EVERY_MS = 50;

/** How an event names its pod. */
export interface PodRef {
  namespace: string;
  podName: string;
  podUid: string;
}

/** A pod's workload. */
export interface FoundWorkload {
  key: WorkloadKey;
  /** Labels and services, when they are known well enough to be stored. */
  record?: WorkloadRecord;
  /** The pod, when it is known. */
  pod?: PodObject;
}

/** What the finder needs. */
export interface WorkloadFinderOptions {
  cluster: string;
  pods: PodIndex;
  workloads: WorkloadIndex;
  store: Pick<PullStore, 'findWorkloadOfPod'>;
  services: { readonly index: ServiceIndex | undefined };
  /** How long a pod may take to become known. */
  podWaitMs: number;
  signal: AbortSignal;
}

/** Finds the workloads and services of pods, of those that are gone too. */
export class WorkloadFinder {
  private readonly labels = LruMap.create<string, Labels>({
    maxSize: MAX_REMEMBERED_WORKLOADS,
  });
  private readonly gonePods = LruMap.create<string, FoundWorkload>({
    maxSize: MAX_REMEMBERED_PODS,
  });

  private constructor(private readonly options: WorkloadFinderOptions) {}

  static create(options: WorkloadFinderOptions): WorkloadFinder {
    return new WorkloadFinder(options);
  }

  /**
   * Finds a pod's workload. Events, pods and workloads arrive on different watches, so it
   * waits a moment for what is not known yet.
   *
   * @throws what the store throws
   */
  async find(ref: PodRef): Promise<FoundWorkload> {
    await this.untilKnown(ref.podUid);
    const pod = this.options.pods.get(ref.podUid);
    return pod
      ? this.found(resolveWorkload(pod, this.options.workloads), pod)
      : this.findGone(ref);
  }

  /** Remembers a living pod's labels for pods of its workload that are gone. */
  remember(pod: PodObject): void {
    this.rememberLabels(resolveWorkload(pod, this.options.workloads));
  }

  private async untilKnown(podUid: string): Promise<void> {
    const { pods, workloads, podWaitMs, signal } = this.options;
    const deadlineMs = performance.now() + podWaitMs;
    const known = () => {
      const pod = pods.get(podUid);
      return pod
        ? resolveWorkload(pod, workloads).settled
        : this.gonePods.get(podUid) !== undefined;
    };
    while (!known() && !signal.aborted && performance.now() < deadlineMs) {
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  private found(resolved: ResolvedWorkload, pod: PodObject): FoundWorkload {
    this.rememberLabels(resolved);
    const { namespace, kind, name, labels } = resolved;
    const key = { cluster: this.options.cluster, namespace, kind, name };
    return { key, record: this.recordOf(key, labels), pod };
  }

  private rememberLabels(resolved: ResolvedWorkload): void {
    if (resolved.kind !== 'Pod') {
      this.labels.set(textOf(resolved), resolved.labels);
    }
  }

  private async findGone(ref: PodRef): Promise<FoundWorkload> {
    const known = this.gonePods.get(ref.podUid);
    if (known) return known;
    const found = await this.searchGone(ref);
    this.gonePods.set(ref.podUid, found);
    return found;
  }

  private async searchGone(ref: PodRef): Promise<FoundWorkload> {
    const { cluster, store, workloads } = this.options;
    const { namespace, podName, podUid } = ref;
    const stored = await store.findWorkloadOfPod({ cluster, podUid });
    if (stored) {
      return { key: stored };
    }
    const resolved = resolveByName(namespace, podName, workloads);
    const { kind, name } = resolved;
    const key = { cluster, namespace, kind, name };
    const remembered = this.labels.get(textOf(key));
    const record = this.recordOf(key, remembered ?? resolved.labels);
    // The workload's own labels may be less than what is stored of it; they are worth telling only if they lead somewhere.
    return remembered || record?.entityRefs.length ? { key, record } : { key };
  }

  /** Nothing until the catalog was read: no services would mean that there are none. */
  private recordOf(
    key: WorkloadKey,
    labels: Labels,
  ): WorkloadRecord | undefined {
    const { index } = this.options.services;
    return (
      index && {
        ...key,
        labels: { ...labels },
        entityRefs: index.ownersOf({ ...key, labels }),
      }
    );
  }
}

function textOf({
  namespace,
  kind,
  name,
}: Omit<WorkloadKey, 'cluster'>): string {
  return `${kind}/${namespace}/${name}`;
}
