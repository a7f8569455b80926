import {
  FailureCause,
  PullOutcome,
} from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { bucketRanges, stepStartMs } from './buckets';
import { chunks } from './database';
import {
  AggregatePullsOptions,
  PodStartAggregate,
  PullAggregate,
  PullSubject,
  TimeWindow,
} from './PullStore';
import { QuantileSketch } from './QuantileSketch';
import { PodStartRollupRow, PullRollupRow, RollupKey } from './rows';
import { subjectWorkloads } from './subjects';

interface RollupQuestion {
  subject: PullSubject;
  window: TimeWindow;
  cluster?: string;
}

/**
 * Hands over every rollup row of a question with its cluster. Some workloads
 * at a time, so that the rows of a whole cluster are never in memory at once.
 */
async function forEachRollup<Row extends RollupKey>(
  knex: Knex,
  table: string,
  question: RollupQuestion & { step?: 'hour' | 'day' },
  visit: (row: Row, cluster: string) => void,
): Promise<void> {
  const workloads: { id: number; cluster: string }[] = await subjectWorkloads(
    knex,
    question,
  ).select('workloads.id', 'workloads.cluster');
  const clusters = new Map(workloads.map(({ id, cluster }) => [id, cluster]));
  for (const ids of chunks([...clusters.keys()])) {
    for (const range of bucketRanges(question.window, question.step)) {
      const rows: Row[] = await knex(table)
        .whereIn('workload_id', ids)
        .where('resolution', range.resolution)
        .where('bucket', '>=', range.from)
        .where('bucket', '<', range.to);
      for (const row of rows) {
        visit(row, clusters.get(row.workload_id) ?? '');
      }
    }
  }
}

/** See PullStore.aggregatePulls. */
export async function aggregatePulls(
  knex: Knex,
  options: AggregatePullsOptions,
): Promise<PullAggregate[]> {
  const { by, step } = options;
  const pools = by.includes('nodePool') ? await poolNames(knex) : undefined;
  const groups = new Map<string, PullAggregate>();
  await forEachRollup<PullRollupRow>(
    knex,
    'pull_rollups',
    options,
    (row, cluster) => {
      const dimensions = {
        ...(by.includes('cluster') && { cluster }),
        ...(pools && { nodePool: pools.get(row.node_pool_id) || undefined }),
        ...(by.includes('outcome') && { outcome: row.outcome as PullOutcome }),
        ...(by.includes('cause') && {
          cause: (row.cause || undefined) as FailureCause | undefined,
        }),
        ...(step && { startMs: stepStartMs(row.resolution, row.bucket, step) }),
      };
      const key = JSON.stringify(dimensions);
      let group = groups.get(key);
      if (!group) {
        group = { ...dimensions, ...emptyPullSums() };
        groups.set(key, group);
      }
      group.count += Number(row.pull_count);
      group.waitSecondsSum += row.wait_seconds_sum;
      group.waitSecondsMax = Math.max(
        group.waitSecondsMax,
        row.wait_seconds_max,
      );
      group.waitSketch.mergeEncoded(row.wait_sketch);
      group.pullSketch.mergeEncoded(row.pull_sketch);
      group.splitWaitSecondsSum += row.split_wait_seconds_sum;
      group.splitPullSecondsSum += row.split_pull_seconds_sum;
    },
  );
  return sortedByKey(groups, group => group.startMs ?? 0);
}

function emptyPullSums() {
  return {
    count: 0,
    waitSecondsSum: 0,
    waitSecondsMax: 0,
    waitSketch: QuantileSketch.create(),
    pullSketch: QuantileSketch.create(),
    splitWaitSecondsSum: 0,
    splitPullSecondsSum: 0,
  };
}

async function poolNames(knex: Knex): Promise<Map<number, string>> {
  const rows: { id: number; name: string }[] = await knex('node_pools').select(
    'id',
    'name',
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** See PullStore.aggregatePodStarts. */
export async function aggregatePodStarts(
  knex: Knex,
  question: RollupQuestion,
): Promise<PodStartAggregate[]> {
  const groups = new Map<string, PodStartAggregate>();
  await forEachRollup<PodStartRollupRow>(
    knex,
    'pod_start_rollups',
    question,
    (row, cluster) => {
      const group = groups.get(cluster) ?? {
        cluster,
        starts: 0,
        readySecondsSum: 0,
        readySketch: QuantileSketch.create(),
        readyImageWaitSecondsSum: 0,
        observedReadySecondsSum: 0,
        imageWaitSecondsSum: 0,
        pods: 0,
      };
      groups.set(cluster, group);
      group.starts += Number(row.starts);
      group.pods += Number(row.pods);
      group.readySecondsSum += Number(row.ready_ms_sum) / 1000;
      group.readyImageWaitSecondsSum +=
        Number(row.ready_image_wait_ms_sum) / 1000;
      group.observedReadySecondsSum += Number(row.observed_ready_ms_sum) / 1000;
      group.imageWaitSecondsSum += Number(row.image_wait_ms_sum) / 1000;
      group.readySketch.mergeEncoded(row.ready_sketch);
    },
  );
  return sortedByKey(groups, () => 0);
}

/** Oldest step first, then by the dimensions: answers do not depend on the database's order. */
function sortedByKey<T>(
  groups: Map<string, T>,
  startMs: (group: T) => number,
): T[] {
  return [...groups]
    .sort(
      ([keyA, a], [keyB, b]) =>
        startMs(a) - startMs(b) || (keyA < keyB ? -1 : 1),
    )
    .map(([, group]) => group);
}
