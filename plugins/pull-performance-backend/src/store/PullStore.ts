import {
  FailureCause,
  PullOutcome,
} from 'backstage-plugin-pull-performance-common';
import { QuantileSketch } from './QuantileSketch';

/**
 * A workload as Kubernetes names it: the topmost known controller of a pod,
 * or the pod itself when nothing controls it.
 */
export interface WorkloadKey {
  cluster: string;
  namespace: string;
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `CronJob`, `Job`, … or `Pod`. */
  kind: string;
  name: string;
}

/** A workload with what decides to which services it belongs. */
export interface WorkloadRecord extends WorkloadKey {
  /** Labels of the workload itself and of its pods, the pods' winning. */
  labels: Record<string, string>;
  /** Catalog entities that it belongs to, as far as is known now; empty for an unowned workload. */
  entityRefs: string[];
}

/** What kind of a pod's part an image was pulled for. */
export type ContainerKind = 'container' | 'init' | 'ephemeral' | 'volume';

/** One pull: one occurrence of one kubelet event. Times are epoch milliseconds. */
export interface PullRecord {
  /** UID of the Kubernetes event; with `occurrence` and the cluster the pull's identity. */
  eventUid: string;
  /** 1 for the event's first occurrence, up to its `count`. */
  occurrence: number;
  workload: WorkloadKey;
  podName: string;
  podUid: string;
  /** Empty for an image volume. */
  container: string;
  containerKind: ContainerKind;
  node: string;
  nodePool?: string;
  image: string;
  outcome: PullOutcome;
  /** Only of failed pulls. */
  cause?: FailureCause;
  finishedAtMs: number;
  /** From `Pulling` to `Pulled`; absent when unknown; 0 for present images. */
  waitSeconds?: number;
  /** The runtime's share of the wait; absent when unknown. */
  pullSeconds?: number;
  /** Compressed bytes of the whole image as the kubelet says; absent when unknown. */
  imageBytes?: number;
  /** The event's text, shortened to 1,024 characters. */
  message: string;
}

/** A pod's way to its first `Ready`. Times are epoch milliseconds. */
export interface PodStartRecord {
  workload: WorkloadKey;
  podUid: string;
  podName: string;
  node?: string;
  nodePool?: string;
  scheduledAtMs: number;
  /** Absent while the pod has never been ready. */
  readyAtMs?: number;
}

/** What a collector hands over at once. */
export interface PullBatch {
  workloads: WorkloadRecord[];
  pulls: PullRecord[];
  podStarts: PodStartRecord[];
}

/** Whose pulls a question is about. */
export type PullSubject = { entityRef: string } | { unownedIn: string };

/**
 * A half-open window of epoch milliseconds: `fromMs` ≤ t < `toMs`. Rollups answer for whole UTC hours, and once
 * hours are no longer kept for whole UTC days: see `PullStore.answeredWindow`.
 */
export interface TimeWindow {
  fromMs: number;
  toMs: number;
}

export type PullDimension = 'cluster' | 'nodePool' | 'outcome' | 'cause';

/** Merged rollups of all pulls that share the asked dimensions. */
export interface PullAggregate {
  cluster?: string;
  nodePool?: string;
  outcome?: PullOutcome;
  cause?: FailureCause;
  /** Start of the time step, epoch milliseconds; only when a step was asked for. */
  startMs?: number;
  count: number;
  /** Sum and largest of the known waits; their number is the sketch's count. */
  waitSecondsSum: number;
  waitSecondsMax: number;
  waitSketch: QuantileSketch;
  pullSketch: QuantileSketch;
  /** Sums over the pulls of which both wait and pull time are known, for the queue's share. */
  splitWaitSecondsSum: number;
  splitPullSecondsSum: number;
}

/** Merged rollups of pod starts, by cluster. */
export interface PodStartAggregate {
  cluster: string;
  /** Starts that became ready. */
  starts: number;
  readySecondsSum: number;
  readySketch: QuantileSketch;
  /** Image wait of the starts that became ready. */
  readyImageWaitSecondsSum: number;
  /**
   * Ready seconds of those starts of which at least one pull is known: what `readyImageWaitSecondsSum`
   * is a share of. Of a pod without any known pull the image wait is unknown, not zero.
   */
  observedReadySecondsSum: number;
  /** Image wait of all pods, also those that never became ready. */
  imageWaitSecondsSum: number;
  /** Pods that have an image wait or became ready. */
  pods: number;
}

export interface AggregatePullsOptions {
  subject: PullSubject;
  window: TimeWindow;
  cluster?: string;
  by: PullDimension[];
  /** Splits the answer into steps of a UTC hour or day. */
  step?: 'hour' | 'day';
}

export interface ListPullsOptions {
  subject: PullSubject;
  window: TimeWindow;
  cluster?: string;
  outcome?: PullOutcome;
  limit: number;
  /** An earlier answer's `nextCursor`; a malformed one is an InputError. */
  cursor?: string;
}

/** A stored pull, as listed. */
export interface StoredPull extends PullRecord {
  id: string;
}

/** How many of a batch's records were new. */
export interface ApplyResult {
  newPulls: number;
  newPodStarts: number;
}

/**
 * Where pulls are kept: raw and by the hour for a while, and as daily rollups
 * for long. Everything is idempotent: a batch that is applied twice changes nothing.
 */
export interface PullStore {
  /** Writes records and their rollups in one transaction. */
  apply(batch: PullBatch): Promise<ApplyResult>;

  /**
   * The window that `aggregatePulls` and `aggregatePodStarts` answer for when they are asked about this one. Begun
   * hours count whole. Hours are kept as long as single pulls: before that begun UTC days count whole, and with a
   * step of an hour the window begins where hours do.
   */
  answeredWindow(options: {
    window: TimeWindow;
    step?: 'hour' | 'day';
  }): Promise<TimeWindow>;
  aggregatePulls(options: AggregatePullsOptions): Promise<PullAggregate[]>;
  aggregatePodStarts(options: {
    subject: PullSubject;
    window: TimeWindow;
    cluster?: string;
  }): Promise<PodStartAggregate[]>;
  listPulls(
    options: ListPullsOptions,
  ): Promise<{ items: StoredPull[]; nextCursor?: string }>;
  /** The newest failed pull of each cluster and cause. */
  latestFailures(options: {
    subject: PullSubject;
    window: TimeWindow;
    cluster?: string;
  }): Promise<{ cluster: string; cause: FailureCause; message: string }[]>;

  /** The workloads that pods of a cluster belonged to, by the pods' UIDs; also of pods that are gone, but not of unknown ones. */
  findWorkloadsOfPods(options: {
    cluster: string;
    podUids: string[];
  }): Promise<Map<string, WorkloadKey>>;
  /** Those of the workloads that are known, with their labels. */
  findWorkloads(
    keys: WorkloadKey[],
  ): Promise<(WorkloadKey & { labels: Record<string, string> })[]>;
  /** Pages through all known workloads, by id. */
  listWorkloads(options: {
    afterId?: number;
    limit: number;
  }): Promise<(WorkloadRecord & { id: number })[]>;
  /** Says which services the given workloads belong to; replaces what was said of them before. */
  linkWorkloads(
    links: { workloadId: number; entityRefs: string[] }[],
  ): Promise<void>;
  /** The workloads of a service, at most `limit`, and how many there are. */
  workloadsOf(options: {
    entityRef: string;
    limit: number;
  }): Promise<{ items: WorkloadKey[]; total: number }>;

  /** Joins days that are over, so that questions about long windows read less; answers stay the same. */
  joinDays(options?: { signal?: AbortSignal }): Promise<void>;

  /**
   * Removes what is older than its retention, in batches; returns how many rows went. Hours of rollups go with the
   * single pulls, a run after they are last asked for.
   */
  prune(options: {
    pullsBeforeMs: number;
    rollupsBeforeMs: number;
    signal?: AbortSignal;
  }): Promise<number>;
}
