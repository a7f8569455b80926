import { Knex } from 'knex';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DAY_MS, DAYS_PER_SPAN } from './buckets';
import { chunks, inTransaction } from './database';
import { preparedQuery } from './preparedStatements';
import { BigIntColumn } from './rows';

const ROWS_PER_DELETE = 1_000;
const WORKLOADS_PER_PAGE = 100;
const MARKS = 'retention_marks';
const ROLLUP_KEY = ['workload_id', 'day', 'node_pool_id'];
const JOINED_KEY = ['workload_id', 'span', 'node_pool_id'];
/** Every batch shares this row, every removal has it for itself: it is always there. */
const LOCK = { name: 'pulls', cluster: '' };
/** PostgreSQL: a row is still referred to. */
const FOREIGN_KEY_VIOLATION = '23503';

type AgedTable = 'pulls' | 'pods';

/** Since when there may be new rows of a table and cluster, epoch milliseconds. */
export type RemovedBefore = (table: AgedTable, cluster: string) => number;

/**
 * Pulls and pods from before these times have been removed, so they must not
 * come in again: their rollups hold them already. Holds off `prune` until the
 * transaction ends.
 */
export async function removedBefore(
  trx: Knex.Transaction,
): Promise<RemovedBefore> {
  await trx(MARKS).where(LOCK).forShare().select('before');
  const rows: { name: string; cluster: string; before: BigIntColumn }[] =
    await trx(MARKS).whereIn('name', ['pulls', 'pods']);
  const marks = new Map(
    rows.map(row => [`${row.name} ${row.cluster}`, Number(row.before)]),
  );
  return (table, cluster) =>
    Math.max(
      marks.get(`${table} `) ?? 0,
      marks.get(`${table} ${cluster}`) ?? 0,
    );
}

/** Start of the first day of which hours are asked, epoch milliseconds. */
export async function hoursKeptFromMs(knex: Knex): Promise<number> {
  return markOf(knex, 'hours');
}

/** The time of a mark; 0 where it was never set. */
export async function markOf(knex: Knex, name: string): Promise<number> {
  const [row] = await preparedQuery<{ before: BigIntColumn }>(
    knex,
    `select "before" from ${MARKS} where name = ? and cluster = ''`,
    [name],
  );
  return Number(row?.before ?? 0);
}

/** Moves a mark on. */
export async function setMark(
  knex: Knex,
  mark: { name: string; cluster: string; before: number },
): Promise<void> {
  await knex(MARKS)
    .insert(mark)
    .onConflict(['name', 'cluster'])
    .merge()
    .where(`${MARKS}.before`, '<', mark.before);
}

/** See PullStore.prune. */
export async function prune(
  knex: Knex,
  options: {
    pullsBeforeMs: number;
    rollupsBeforeMs: number;
    signal?: AbortSignal;
  },
): Promise<number> {
  const { pullsBeforeMs, rollupsBeforeMs, signal } = options;
  let removed = 0;
  const repeat = async (query: () => Promise<number>) => {
    let rows = ROWS_PER_DELETE;
    let all = 0;
    while (rows === ROWS_PER_DELETE && !signal?.aborted) {
      rows = await query();
      all += rows;
    }
    return all;
  };
  // First all pulls: a pod may count for another workload than its pulls, and stays as long as they do.
  for (const deleteOld of [deletePulls, deletePods]) {
    for await (const workloads of workloadPages(knex)) {
      if (signal?.aborted) return removed;
      await nextTurn();
      removed += await repeat(() => deleteOld(knex, pullsBeforeMs, workloads));
    }
  }
  await pruneHours(knex, pullsBeforeMs, repeat, signal);
  const day = Math.floor(rollupsBeforeMs / DAY_MS);
  for (const table of ['pull_rollups', 'pod_start_rollups']) {
    removed += await repeat(() =>
      deleteSome(knex, table, ROLLUP_KEY, query =>
        query.where('day', '<', day),
      ),
    );
  }
  const span = Math.floor(day / DAYS_PER_SPAN);
  for (const table of ['pull_rollups_joined', 'pod_start_rollups_joined']) {
    removed += await repeat(() =>
      deleteSome(knex, table, JOINED_KEY, query =>
        query.where('span', '<', span),
      ),
    );
  }
  removed += await repeat(() =>
    deleteSome(knex, 'collection_gaps', ['id'], query =>
      query.where('to_at', '<', rollupsBeforeMs),
    ),
  );
  removed += await repeat(() => deleteWorkloads(knex, rollupsBeforeMs));
  return removed;
}

/** The numbers of all workloads, page by page. */
export async function* workloadPages(knex: Knex): AsyncGenerator<number[]> {
  let page: number[];
  let afterId = 0;
  do {
    page = await knex('workloads')
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(WORKLOADS_PER_PAGE)
      .pluck('id');
    afterId = page[page.length - 1];
    yield page;
  } while (page.length === WORKLOADS_PER_PAGE);
}

/**
 * Removes some old pulls of workloads, and marks in the same transaction up to where: exactly what was here is kept
 * out, and history of a cluster that had nothing here may still come.
 */
async function deletePulls(
  knex: Knex,
  beforeMs: number,
  workloads: number[],
): Promise<number> {
  return inTransaction(knex, async trx => {
    await trx(MARKS).where(LOCK).forUpdate().select('before');
    const old: { id: BigIntColumn; cluster: string; at: BigIntColumn }[] =
      await trx('pulls')
        .join('workloads', 'workloads.id', 'pulls.workload_id')
        .select('pulls.id', 'workloads.cluster', 'pulls.finished_at as at')
        .whereIn('pulls.workload_id', workloads)
        .where('pulls.finished_at', '<', beforeMs)
        .limit(ROWS_PER_DELETE);
    await deleteMarked(trx, 'pulls', old);
    return old.length;
  });
}

/** Removes some old pods of workloads of which no pull is kept any more, and marks as well. */
async function deletePods(
  knex: Knex,
  beforeMs: number,
  workloads: number[],
): Promise<number> {
  return inTransaction(knex, async trx => {
    await trx(MARKS).where(LOCK).forUpdate().select('before');
    const old: { id: BigIntColumn; cluster: string; at: BigIntColumn }[] =
      await trx('pods')
        .select('id', 'cluster', 'known_at as at')
        .whereIn('workload_id', workloads)
        .where('known_at', '<', beforeMs)
        .whereNotExists(
          trx('pulls').select(trx.raw('1')).where('pod_id', trx.ref('pods.id')),
        )
        .limit(ROWS_PER_DELETE);
    await deleteMarked(trx, 'pods', old);
    return old.length;
  });
}

async function deleteMarked(
  trx: Knex.Transaction,
  table: AgedTable,
  rows: { id: BigIntColumn; cluster: string; at: BigIntColumn }[],
): Promise<void> {
  const newest = new Map<string, number>();
  for (const { cluster, at } of rows) {
    newest.set(cluster, Math.max(newest.get(cluster) ?? 0, Number(at)));
  }
  for (const [cluster, timeMs] of newest) {
    await setMark(trx, { name: table, cluster, before: timeMs + 1 });
  }
  for (const part of chunks(rows)) {
    await trx(table)
      .whereIn(
        'id',
        part.map(({ id }) => id),
      )
      .delete();
  }
}

/**
 * Hours are kept as long as single pulls. They are marked as no longer asked for in one run and removed in the next,
 * so that a question that has just begun finds what it looks for.
 */
async function pruneHours(
  knex: Knex,
  beforeMs: number,
  repeat: (query: () => Promise<number>) => Promise<number>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const keptFromMs = await markOf(knex, 'hours');
  const removedBeforeMs = await markOf(knex, 'hoursRemoved');
  for await (const workloads of workloadPages(knex)) {
    for (const table of ['pull_rollups', 'pod_start_rollups']) {
      await repeat(() =>
        inTransaction(knex, trx =>
          trx(table)
            .whereIn(
              ROLLUP_KEY,
              trx(table)
                .select(ROLLUP_KEY)
                // SQLite would read all rows of these days before it lets anyone else go on.
                .whereIn('workload_id', workloads)
                .where('day', '>=', removedBeforeMs / DAY_MS)
                .where('day', '<', keptFromMs / DAY_MS)
                .whereNotNull('hours')
                .limit(ROWS_PER_DELETE),
            )
            .update({ hours: null }),
        ),
      );
    }
    if (signal?.aborted) return;
    await nextTurn();
  }
  const set = (name: string, before: number) =>
    setMark(knex, { name, cluster: '', before });
  await set('hoursRemoved', keptFromMs);
  await set('hours', Math.floor(beforeMs / DAY_MS) * DAY_MS);
}

function deleteSome(
  knex: Knex,
  table: string,
  key: string[],
  old: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
): Promise<number> {
  return inTransaction(knex, async trx => {
    const some = old(trx(table).select(key)).limit(ROWS_PER_DELETE);
    return key.length === 1
      ? trx(table).whereIn(key[0], some).delete()
      : trx(table).whereIn(key, some).delete();
  });
}

/** Workloads that no collector names any more, and no row. */
async function deleteWorkloads(knex: Knex, beforeMs: number): Promise<number> {
  try {
    return await deleteSome(knex, 'workloads', ['id'], query => {
      query.where('seen_at', '<', beforeMs);
      for (const table of [
        'pulls',
        'pods',
        'pull_rollups',
        'pod_start_rollups',
        'image_uses',
        'workload_settings',
      ]) {
        query.whereNotExists(
          knex(table)
            .select(knex.raw('1'))
            .where('workload_id', knex.ref('workloads.id')),
        );
      }
      return query;
    });
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      error.code === FOREIGN_KEY_VIOLATION
    ) {
      // A collector has just named one of them again: the next run sees it.
      return 0;
    }
    throw error;
  }
}
