import { Knex } from 'knex';
import { PodFacts } from './podNews';
import {
  emptyPodStartSum,
  encodePodStartSum,
  mergePodStartSum,
  POD_START_SUMS,
} from './podStartSums';
import { addToRollups, RollupTable } from './rollups';

/** A pod before and after a batch. */
export interface PodStartChange {
  before: PodFacts;
  after: PodFacts;
}

/** What a pod adds to the sums of its rollups. */
function contribution(pod: PodFacts) {
  const imageWaitMs = Number(pod.image_wait_ms);
  const readyMs =
    pod.scheduled_at !== null && pod.ready_at !== null
      ? Number(pod.ready_at) - Number(pod.scheduled_at)
      : undefined;
  return {
    pods: readyMs !== undefined || imageWaitMs > 0 ? 1 : 0,
    starts: readyMs !== undefined ? 1 : 0,
    readyMsSum: readyMs ?? 0,
    imageWaitMsSum: imageWaitMs,
    readyImageWaitMsSum: readyMs !== undefined ? imageWaitMs : 0,
    observedReadyMsSum: pod.pulls_seen ? readyMs ?? 0 : 0,
  };
}

/** The differences that a batch made. */
type Difference = ReturnType<typeof contribution>;

export const podStartRollups: RollupTable<Difference> = {
  name: 'pod_start_rollups',
  sumColumn: 'image_wait_ms',
  sumOf: differences =>
    differences.reduce((sum, { imageWaitMsSum }) => sum + imageWaitMsSum, 0),
  figuresWith(figures, differences) {
    const sum = emptyPodStartSum();
    mergePodStartSum(sum, figures);
    for (const difference of differences) {
      for (const name of POD_START_SUMS) {
        sum[name] += difference[name];
      }
      // A pod becomes ready once, so the difference is its whole way.
      if (difference.starts > 0) {
        sum.readySketch.add(difference.readyMsSum / 1000);
      }
    }
    return encodePodStartSum(sum);
  },
  join(figures) {
    const sum = emptyPodStartSum();
    for (const some of figures) mergePodStartSum(sum, some);
    return encodePodStartSum(sum);
  },
};

/** Adds the differences that a batch made to the day and hour in which each pod was scheduled. */
export async function addToPodStartRollups(
  trx: Knex.Transaction,
  changes: PodStartChange[],
): Promise<void> {
  const differences = changes.flatMap(({ before, after }) => {
    const old = contribution(before);
    const change = contribution(after);
    for (const name of POD_START_SUMS) {
      change[name] -= old[name];
    }
    return POD_START_SUMS.some(name => change[name] !== 0)
      ? [
          {
            cluster: after.cluster,
            workloadId: after.workload_id,
            nodePoolId: after.node_pool_id,
            timeMs: Number(after.scheduled_at),
            change,
          },
        ]
      : [];
  });
  await addToRollups(trx, podStartRollups, differences);
}
