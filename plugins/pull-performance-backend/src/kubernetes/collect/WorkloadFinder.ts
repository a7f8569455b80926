import DataLoader from 'dataloader';
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
import { Waits } from './Waits';

/** Workloads whose last labels are remembered for pods that are gone. */
const MAX_REMEMBERED_WORKLOADS = 20_000;
/** Pods that are gone whose workloads are remembered, to ask the store only once. */
const MAX_REMEMBERED_PODS = 5_000;
/** Their records, which hold labels, are remembered for fewer. */
const MAX_GONE_WORKLOADS = 1_000;
/** Pods that the store is asked for at once. */
const MAX_PODS_PER_QUESTION = 1_000;

/** How an event names its pod. */
export interface PodRef {
  namespace: string;
  podName: string;
  podUid: string;
  /** Version of the pod that the event's author knew. */
  podVersion?: number;
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
  store: Pick<PullStore, 'findWorkloadsOfPods'>;
  services: { readonly index: ServiceIndex | undefined };
  /** How long a pod may take to become known. */
  podWaitMs: number;
  signal: AbortSignal;
}

/** What was found for a pod, and what it was made of. */
interface Remembered {
  found: FoundWorkload;
  workloadChanges: number;
  index: ServiceIndex | undefined;
}

/** A workload of pods that are gone, and what its record was made of. */
interface GoneWorkload {
  record: WorkloadRecord | undefined;
  labels: Labels;
  index: ServiceIndex | undefined;
}

/** Finds the workloads and services of pods, of those that are gone too. */
export class WorkloadFinder {
  private readonly labels = LruMap.create<string, Labels>({
    maxSize: MAX_REMEMBERED_WORKLOADS,
  });
  private readonly gonePods = LruMap.create<string, FoundWorkload>({
    maxSize: MAX_REMEMBERED_PODS,
  });

  /** Several events of a pod mostly come together: its workload is searched once. No more are under way than a delivery lets in. */
  private readonly searches = new Map<string, Promise<FoundWorkload>>();
  /** Of workloads of pods that are gone, since one has many of them. */
  private readonly goneWorkloads = LruMap.create<string, GoneWorkload>({
    maxSize: MAX_GONE_WORKLOADS,
  });
  private readonly remembered = new WeakMap<PodObject, Remembered>();
  private readonly waits: Waits;
  private readonly storedPods: DataLoader<string, WorkloadKey | undefined>;

  private constructor(private readonly options: WorkloadFinderOptions) {
    const { cluster, signal, store } = options;
    this.waits = Waits.create({ signal });
    this.storedPods = new DataLoader(
      async podUids => {
        const found = await store.findWorkloadsOfPods({
          cluster,
          podUids: [...podUids],
        });
        return podUids.map(podUid => found.get(podUid));
      },
      { cache: false, maxBatchSize: MAX_PODS_PER_QUESTION },
    );
  }

  static create(options: WorkloadFinderOptions): WorkloadFinder {
    return new WorkloadFinder(options);
  }

  /** A pod's workload, if nothing has to be waited for. */
  findNow(ref: PodRef): FoundWorkload | undefined {
    const pod = this.options.pods.get(ref.podUid);
    return pod ? this.settledOf(pod) : this.gonePods.get(ref.podUid);
  }

  /**
   * Finds a pod's workload. Events, pods and workloads arrive on different watches, so it
   * waits a moment for what is not known yet.
   *
   * @throws what the store throws
   */
  async find(ref: PodRef): Promise<FoundWorkload> {
    const { pods, podWaitMs } = this.options;
    await this.waits.until(() => this.isSettled(ref), podWaitMs);
    const pod = pods.get(ref.podUid);
    return pod ? this.foundOf(pod).found : this.findGone(ref);
  }

  /** Remembers a living pod's labels for pods of its workload that are gone. */
  remember(pod: PodObject): void {
    this.rememberLabels(resolveWorkload(pod, this.options.workloads));
  }

  private isSettled(ref: PodRef): boolean {
    const { pods, signal, workloads } = this.options;
    const pod = pods.get(ref.podUid);
    if (signal.aborted) return true;
    return pod
      ? resolveWorkload(pod, workloads).settled
      : pods.toldUpTo(ref.podVersion) ||
          this.gonePods.get(ref.podUid) !== undefined;
  }

  private settledOf(pod: PodObject): FoundWorkload | undefined {
    const { found, settled } = this.foundOf(pod);
    return settled ? found : undefined;
  }

  /** Most pods have several pulls: what was found for the first holds until workloads or services change. */
  private foundOf(pod: PodObject): { found: FoundWorkload; settled: boolean } {
    const { cluster, services, workloads } = this.options;
    const { index } = services;
    const known = this.remembered.get(pod);
    if (
      known &&
      known.index === index &&
      known.workloadChanges === workloads.changes
    ) {
      return { found: known.found, settled: true };
    }
    const resolved = resolveWorkload(pod, workloads);
    this.rememberLabels(resolved);
    const { namespace, kind, name, labels, settled } = resolved;
    const key = { cluster, namespace, kind, name };
    const found = { key, record: this.recordOf(key, labels), pod };
    if (settled) {
      const workloadChanges = workloads.changes;
      this.remembered.set(pod, { found, workloadChanges, index });
    }
    return { found, settled };
  }

  private rememberLabels(resolved: ResolvedWorkload): void {
    if (resolved.kind !== 'Pod') {
      this.labels.set(textOf(resolved), resolved.labels);
    }
  }

  private findGone(ref: PodRef): FoundWorkload | Promise<FoundWorkload> {
    const { podUid } = ref;
    const known = this.gonePods.get(podUid) ?? this.searches.get(podUid);
    if (known) return known;
    const search = this.searchGone(ref)
      .then(found => {
        this.gonePods.set(podUid, found);
        return found;
      })
      .finally(() => this.searches.delete(podUid));
    this.searches.set(podUid, search);
    return search;
  }

  private async searchGone(ref: PodRef): Promise<FoundWorkload> {
    const { cluster, workloads } = this.options;
    const { namespace, podName } = ref;
    const stored = await this.storedPods.load(ref.podUid);
    if (stored) {
      return { key: stored };
    }
    const resolved = resolveByName(namespace, podName, workloads);
    const { kind, name } = resolved;
    const key = { cluster, namespace, kind, name };
    const remembered = this.labels.get(textOf(key));
    const record = this.recordOfGone(key, remembered ?? resolved.labels);
    // The workload's own labels may be less than what is stored of it; they are worth telling only if they lead somewhere.
    return remembered || record?.entityRefs.length ? { key, record } : { key };
  }

  private recordOfGone(
    key: WorkloadKey,
    labels: Labels,
  ): WorkloadRecord | undefined {
    const { index } = this.options.services;
    const text = textOf(key);
    const known = this.goneWorkloads.get(text);
    if (known && known.labels === labels && known.index === index) {
      return known.record;
    }
    const record = this.recordOf(key, labels);
    this.goneWorkloads.set(text, { record, labels, index });
    return record;
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
