import { Knex } from 'knex';
import { DAY_MS, HOUR_MS } from './buckets';
import {
  AggregatePullsOptions,
  PodStartAggregate,
  PullAggregate,
} from './PullStore';
import {
  emptyPodStartSum,
  mergePodStartSum,
  PodStartSum,
} from './podStartSums';
import { PullSum, PullSums } from './pullSums';
import { forEachRollup, RollupPart, RollupQuestion } from './rollupReading';

type Dimensions = Pick<
  PullAggregate,
  'cluster' | 'nodePool' | 'outcome' | 'cause' | 'startMs'
>;

/** What the rollups of one place and time have in common. */
interface Group {
  dimensions: Dimensions;
  sums: PullSums;
}

/** See PullStore.aggregatePulls. */
export async function aggregatePulls(
  knex: Knex,
  options: AggregatePullsOptions,
): Promise<PullAggregate[]> {
  const { by, step } = options;
  const pools = by.includes('nodePool') ? await poolNames(knex) : undefined;
  const kept = {
    outcome: by.includes('outcome'),
    cause: by.includes('cause'),
  };
  const groups = new Map<string, Group>();
  const groupOf = (part: RollupPart): Group => {
    const startMs = step && startMsOf(part, step);
    const cluster = by.includes('cluster') ? part.cluster : undefined;
    const nodePool = pools?.get(part.nodePoolId) || undefined;
    const key = `${startMs} ${cluster} ${nodePool}`;
    let group = groups.get(key);
    if (!group) {
      const dimensions = {
        ...(by.includes('cluster') && { cluster }),
        ...(pools && { nodePool }),
        ...(step && { startMs }),
      };
      group = { dimensions, sums: PullSums.create(kept) };
      groups.set(key, group);
    }
    return group;
  };
  let group: Group | undefined;
  let before: RollupPart | undefined;
  await forEachRollup(knex, 'pull_rollups', options, part => {
    // The rows of a workload and node pool come one after the other.
    const same =
      !step &&
      before?.workloadId === part.workloadId &&
      before.nodePoolId === part.nodePoolId;
    group = same && group ? group : groupOf(part);
    group.sums.merge(part.bytes, part.start, part.end);
    before = part;
  });
  const aggregates = [...groups.values()].flatMap(({ dimensions, sums }) =>
    sums.values.map(sum => ({
      dimensions: {
        ...dimensions,
        ...(kept.outcome && { outcome: sum.outcome }),
        ...(kept.cause && { cause: sum.cause }),
      },
      sum,
    })),
  );
  return inOrder(aggregates).map(toPullAggregate);
}

function startMsOf({ day, hour }: RollupPart, step: 'hour' | 'day'): number {
  return step === 'hour' ? day * DAY_MS + (hour ?? 0) * HOUR_MS : day * DAY_MS;
}

async function poolNames(knex: Knex): Promise<Map<number, string>> {
  const rows: { id: number; name: string }[] = await knex('node_pools').select(
    'id',
    'name',
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function toPullAggregate(aggregate: {
  dimensions: Dimensions;
  sum: PullSum;
}): PullAggregate {
  const { dimensions, sum } = aggregate;
  return {
    ...dimensions,
    count: sum.count,
    waitSecondsSum: sum.waitMsSum / 1000,
    waitSecondsMax: sum.waitMsMax / 1000,
    waitSketch: sum.waitSketch,
    pullSketch: sum.pullSketch,
    splitWaitSecondsSum: sum.splitWaitMsSum / 1000,
    splitPullSecondsSum: sum.splitPullMsSum / 1000,
  };
}

/** See PullStore.aggregatePodStarts. */
export async function aggregatePodStarts(
  knex: Knex,
  question: RollupQuestion,
): Promise<PodStartAggregate[]> {
  const sums = new Map<string, PodStartSum>();
  await forEachRollup(
    knex,
    'pod_start_rollups',
    question,
    ({ cluster, bytes, start, end }) => {
      let sum = sums.get(cluster);
      if (!sum) {
        sum = emptyPodStartSum();
        sums.set(cluster, sum);
      }
      mergePodStartSum(sum, bytes, start, end);
    },
  );
  const aggregates = [...sums].map(([cluster, sum]) => ({
    dimensions: { cluster },
    sum,
  }));
  return inOrder(aggregates).map(({ dimensions: { cluster }, sum }) => ({
    cluster,
    pods: sum.pods,
    starts: sum.starts,
    readySecondsSum: sum.readyMsSum / 1000,
    readySketch: sum.readySketch,
    readyImageWaitSecondsSum: sum.readyImageWaitMsSum / 1000,
    observedReadySecondsSum: sum.observedReadyMsSum / 1000,
    imageWaitSecondsSum: sum.imageWaitMsSum / 1000,
  }));
}

/** Oldest step first, then by the dimensions: answers do not depend on the database's order. */
function inOrder<T extends { dimensions: Dimensions }>(aggregates: T[]): T[] {
  return aggregates
    .map(aggregate => ({
      aggregate,
      startMs: aggregate.dimensions.startMs ?? 0,
      key: JSON.stringify(aggregate.dimensions),
    }))
    .sort((a, b) => a.startMs - b.startMs || (a.key < b.key ? -1 : 1))
    .map(({ aggregate }) => aggregate);
}
