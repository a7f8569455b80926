import { imageWaitMs, ImageWaitPull } from './imageWait';
import { Numbers, workloadNumber } from './numbers';
import { NewPull } from './pulls';
import { PodStartRecord, PullRecord } from './PullStore';
import { PodRow } from './rows';

/** What a pod's row says of it. */
export type PodFacts = Omit<PodRow, 'id'>;

/** A pull whose pod has no number yet. */
type PodsPull = Omit<NewPull, 'podId'>;

/** A pod's start with the numbers of its workload and node pool. */
interface PodsStart {
  record: PodStartRecord;
  workloadId: number;
  nodePoolId: number;
}

/** What a batch tells of one pod. */
export interface PodNews {
  /** The pod as if nothing were known of its pulls and its start. */
  empty: PodFacts;
  /** Each once, in a fixed order. */
  pulls: PodsPull[];
  starts: PodsStart[];
}

/** What a batch tells, pod by pod, in a fixed order. */
export function podNews(
  batch: { pulls: readonly PullRecord[]; podStarts: readonly PodStartRecord[] },
  numbers: { workloads: Numbers; nodePools: Numbers },
): PodNews[] {
  const numbered = <R extends PullRecord | PodStartRecord>(record: R) => ({
    record,
    workloadId: workloadNumber(numbers.workloads, record.workload),
    nodePoolId: numbers.nodePools.get(
      record.workload.cluster,
      record.nodePool ?? '',
    ),
  });
  const pods = new Map<string, PodNews>();
  const newsOf = (known: PodsPull | PodsStart, knownAtMs: number): PodNews => {
    const { cluster } = known.record.workload;
    const key = podKey(cluster, known.record.podUid);
    const news = pods.get(key) ?? emptyNews(known, knownAtMs);
    pods.set(key, news);
    return news;
  };
  const told = new Set<string>();
  for (const record of batch.pulls) {
    const { cluster } = record.workload;
    const key = `${cluster}\0${pullKey(record)}`;
    if (told.has(key)) continue;
    told.add(key);
    const pull = numbered(record);
    newsOf(pull, record.finishedAtMs).pulls.push(pull);
  }
  for (const record of batch.podStarts) {
    const start = numbered(record);
    newsOf(start, record.scheduledAtMs).starts.push(start);
  }
  const inOrder = [...pods.keys()].sort().map(key => pods.get(key)!);
  for (const { pulls } of inOrder) {
    pulls.sort((a, b) => (pullKey(a.record) < pullKey(b.record) ? -1 : 1));
  }
  return inOrder;
}

/** Names hold no NUL: see storable.ts. */
export function podKey(cluster: string, podUid: string): string {
  return `${cluster}\0${podUid}`;
}

function pullKey({ eventUid, occurrence }: PullRecord): string {
  return `${eventUid}\0${occurrence}`;
}

function emptyNews(
  { record, workloadId, nodePoolId }: PodsPull | PodsStart,
  knownAtMs: number,
): PodNews {
  return {
    empty: {
      cluster: record.workload.cluster,
      pod_uid: record.podUid,
      pod_name: record.podName,
      node: record.node ?? '',
      workload_id: workloadId,
      node_pool_id: nodePoolId,
      known_at: knownAtMs,
      scheduled_at: null,
      ready_at: null,
      pulls_seen: false,
      image_wait_ms: 0,
    },
    pulls: [],
    starts: [],
  };
}

/** The first start that is told counts, and the first readiness: restarts in place are no starts. */
export function withStarts<Pod extends PodFacts>(
  pod: Pod,
  starts: readonly PodsStart[],
): Pod {
  let after = pod;
  for (const { record, workloadId, nodePoolId } of starts) {
    if (after.scheduled_at === null) {
      after = {
        ...after,
        node: record.node ?? after.node,
        workload_id: workloadId,
        node_pool_id: nodePoolId,
        known_at: record.scheduledAtMs,
        scheduled_at: record.scheduledAtMs,
      };
    }
    if (
      after.ready_at === null &&
      record.readyAtMs !== undefined &&
      record.readyAtMs >= Number(after.scheduled_at)
    ) {
      after = { ...after, ready_at: record.readyAtMs };
    }
  }
  return after;
}

/**
 * Whether a pull may be part of a pod's start: what began after the pod was ready, as after a container's restart,
 * is not. Events carry whole seconds, so the same second counts.
 */
export function isOfStart(
  pod: PodFacts,
  { finishedAtMs, waitSeconds = 0, containerKind }: ImageWaitPull,
): boolean {
  return (
    containerKind !== 'ephemeral' &&
    (pod.ready_at === null ||
      finishedAtMs - waitSeconds * 1000 <= Number(pod.ready_at))
  );
}

/** The pod with the image wait that all its pulls make; without a start there is none yet. */
export function withImageWait<Pod extends PodFacts>(
  pod: Pod,
  pulls: readonly ImageWaitPull[],
): Pod {
  if (pod.scheduled_at === null) {
    return pod;
  }
  return {
    ...pod,
    pulls_seen: pulls.some(pull => isOfStart(pod, pull)),
    image_wait_ms: imageWaitMs(pulls, {
      scheduledAtMs: Number(pod.scheduled_at),
      readyAtMs: pod.ready_at === null ? undefined : Number(pod.ready_at),
    }),
  };
}
