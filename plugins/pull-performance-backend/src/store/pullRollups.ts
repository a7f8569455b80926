import { Knex } from 'knex';
import { bucketsOf } from './buckets';
import { lockRows, writeRows } from './database';
import { NewPull } from './pulls';
import { QuantileSketch } from './QuantileSketch';
import { PullRollupRow } from './rows';

const TABLE = 'pull_rollups';
const KEY = [
  'workload_id',
  'resolution',
  'bucket',
  'node_pool_id',
  'outcome',
  'cause',
] as const satisfies (keyof PullRollupRow)[];

/** What new pulls add to one row. */
interface Addition {
  empty: PullRollupRow;
  pulls: NewPull[];
}

/** Adds new pulls to the hours and days that they finished in. */
export async function addToPullRollups(
  trx: Knex.Transaction,
  pulls: NewPull[],
): Promise<void> {
  const additions = new Map<string, Addition>();
  for (const pull of pulls) {
    for (const empty of rowsOf(pull)) {
      const key = keyOf(empty);
      const addition = additions.get(key);
      if (addition) addition.pulls.push(pull);
      else additions.set(key, { empty, pulls: [pull] });
    }
  }
  const missing = [...additions.keys()]
    .sort()
    .map(key => additions.get(key)!.empty);
  const stored = await lockRows(trx, TABLE, [...KEY], missing);
  const changed = stored.map(row =>
    withPulls(row, additions.get(keyOf(row))!.pulls),
  );
  await writeRows(trx, TABLE, [...KEY], changed);
}

function keyOf(row: PullRollupRow): string {
  return JSON.stringify(KEY.map(column => row[column]));
}

/** The rows, still empty, that a pull belongs to. */
function rowsOf({ record, workloadId, nodePoolId }: NewPull): PullRollupRow[] {
  const nothing = QuantileSketch.create().encode();
  return bucketsOf(record.finishedAtMs).map(({ resolution, bucket }) => ({
    workload_id: workloadId,
    resolution,
    bucket,
    node_pool_id: nodePoolId,
    outcome: record.outcome,
    cause: record.cause ?? '',
    pull_count: 0,
    wait_seconds_sum: 0,
    wait_seconds_max: 0,
    split_wait_seconds_sum: 0,
    split_pull_seconds_sum: 0,
    wait_sketch: nothing,
    pull_sketch: nothing,
  }));
}

function withPulls(row: PullRollupRow, pulls: NewPull[]): PullRollupRow {
  const waits = QuantileSketch.decode(row.wait_sketch);
  const pullTimes = QuantileSketch.decode(row.pull_sketch);
  const sum = { ...row, pull_count: Number(row.pull_count) + pulls.length };
  for (const { record } of pulls) {
    const { outcome, waitSeconds, pullSeconds } = record;
    // A present image waits nothing: it counts, and must not flatter the quantiles.
    if (outcome === 'present') continue;
    if (waitSeconds !== undefined) {
      waits.add(waitSeconds);
      sum.wait_seconds_sum += waitSeconds;
      sum.wait_seconds_max = Math.max(sum.wait_seconds_max, waitSeconds);
    }
    if (pullSeconds !== undefined) {
      pullTimes.add(pullSeconds);
    }
    if (waitSeconds !== undefined && pullSeconds !== undefined) {
      sum.split_wait_seconds_sum += waitSeconds;
      sum.split_pull_seconds_sum += pullSeconds;
    }
  }
  return {
    ...sum,
    wait_sketch: waits.encode(),
    pull_sketch: pullTimes.encode(),
  };
}
