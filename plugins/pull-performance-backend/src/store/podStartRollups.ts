import { Knex } from 'knex';
import { bucketsOf } from './buckets';
import { lockRows, writeRows } from './database';
import { QuantileSketch } from './QuantileSketch';
import { PodRow, PodStartRollupRow } from './rows';

const TABLE = 'pod_start_rollups';
const KEY = [
  'workload_id',
  'resolution',
  'bucket',
  'node_pool_id',
] as const satisfies (keyof PodStartRollupRow)[];

/** A pod before and after a batch. */
export interface PodStartChange {
  before: PodRow;
  after: PodRow;
}

/** What a pod adds to the sums of its rollups. */
function contribution(pod: PodRow) {
  const imageWait = Number(pod.image_wait_ms);
  const ready =
    pod.scheduled_at !== null && pod.ready_at !== null
      ? Number(pod.ready_at) - Number(pod.scheduled_at)
      : undefined;
  return {
    pods: ready !== undefined || imageWait > 0 ? 1 : 0,
    starts: ready !== undefined ? 1 : 0,
    ready_ms_sum: ready ?? 0,
    image_wait_ms_sum: imageWait,
    ready_image_wait_ms_sum: ready !== undefined ? imageWait : 0,
    observed_ready_ms_sum: pod.pulls_seen ? ready ?? 0 : 0,
  };
}

const SUMS = [
  'pods',
  'starts',
  'ready_ms_sum',
  'image_wait_ms_sum',
  'ready_image_wait_ms_sum',
  'observed_ready_ms_sum',
] as const satisfies (keyof PodStartRollupRow)[];

/** Adds the differences that a batch made to the hour and day in which each pod was scheduled. */
export async function addToPodStartRollups(
  trx: Knex.Transaction,
  changes: PodStartChange[],
): Promise<void> {
  const additions = new Map<
    string,
    { empty: PodStartRollupRow; changes: PodStartChange[] }
  >();
  for (const change of changes.filter(differs)) {
    for (const empty of rowsOf(change.after)) {
      const key = keyOf(empty);
      const addition = additions.get(key);
      if (addition) addition.changes.push(change);
      else additions.set(key, { empty, changes: [change] });
    }
  }
  const empty = [...additions.keys()]
    .sort()
    .map(key => additions.get(key)!.empty);
  const stored = await lockRows(trx, TABLE, [...KEY], empty);
  const changed = stored.map(row =>
    withChanges(row, additions.get(keyOf(row))!.changes),
  );
  await writeRows(trx, TABLE, [...KEY], changed);
}

function differs({ before, after }: PodStartChange): boolean {
  const old = contribution(before);
  const now = contribution(after);
  return SUMS.some(sum => now[sum] !== old[sum]);
}

function keyOf(row: PodStartRollupRow): string {
  return JSON.stringify(KEY.map(column => row[column]));
}

function rowsOf(pod: PodRow): PodStartRollupRow[] {
  return bucketsOf(Number(pod.scheduled_at)).map(({ resolution, bucket }) => ({
    workload_id: pod.workload_id,
    resolution,
    bucket,
    node_pool_id: pod.node_pool_id,
    pods: 0,
    starts: 0,
    ready_ms_sum: 0,
    image_wait_ms_sum: 0,
    ready_image_wait_ms_sum: 0,
    observed_ready_ms_sum: 0,
    ready_sketch: QuantileSketch.create().encode(),
  }));
}

function withChanges(
  row: PodStartRollupRow,
  changes: PodStartChange[],
): PodStartRollupRow {
  const ready = QuantileSketch.decode(row.ready_sketch);
  const sum = { ...row };
  for (const { before, after } of changes) {
    const old = contribution(before);
    const now = contribution(after);
    for (const column of SUMS) {
      sum[column] = Number(sum[column]) + now[column] - old[column];
    }
    if (now.starts > old.starts) {
      ready.add(now.ready_ms_sum / 1000);
    }
  }
  return { ...sum, ready_sketch: ready.encode() };
}
