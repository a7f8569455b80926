import { Knex } from 'knex';
import { DAY_MS, HOUR_MS } from './buckets';
import { inTransaction } from './database';

const ROWS_PER_DELETE = 1_000;
const MARK = { name: 'pulls' };
/** PostgreSQL: a row is still referred to. */
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Pulls and starts from before this time have been removed, so they must not
 * come in again: their rollups hold them already. Holds off `prune` until the
 * transaction ends.
 */
export async function removedBeforeMs(trx: Knex.Transaction): Promise<number> {
  const row: { before: number | string } | undefined = await trx(
    'retention_marks',
  )
    .where(MARK)
    .forShare()
    .first('before');
  return Number(row?.before ?? 0);
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
  // Whole days, so that a day's hours and its daily row always go together.
  const rollupDay = Math.floor(rollupsBeforeMs / DAY_MS);
  const rollupHour = (rollupDay * DAY_MS) / HOUR_MS;

  await knex('retention_marks')
    .where(MARK)
    .where('before', '<', pullsBeforeMs)
    .update({ before: pullsBeforeMs });
  let removed = 0;
  const remove = async (query: () => Promise<number>) => {
    let rows = ROWS_PER_DELETE;
    while (rows === ROWS_PER_DELETE && !signal?.aborted) {
      rows = await query();
      removed += rows;
    }
  };
  // Pods first: while a pod is there, its image wait is made of its pulls.
  await remove(() =>
    deleteSome(knex, 'pods', ['id'], query =>
      query.where('known_at', '<', pullsBeforeMs),
    ),
  );
  await remove(() =>
    deleteSome(knex, 'pulls', ['id'], query =>
      query.where('finished_at', '<', pullsBeforeMs),
    ),
  );
  const key = ['workload_id', 'resolution', 'bucket', 'node_pool_id'];
  for (const [resolution, before] of [
    ['h', rollupHour],
    ['d', rollupDay],
  ] as const) {
    const old = (query: Knex.QueryBuilder) =>
      query.where('resolution', resolution).where('bucket', '<', before);
    await remove(() =>
      deleteSome(knex, 'pull_rollups', [...key, 'outcome', 'cause'], old),
    );
    await remove(() => deleteSome(knex, 'pod_start_rollups', key, old));
  }
  await remove(() =>
    deleteSome(knex, 'collection_gaps', ['id'], query =>
      query.where('to_at', '<', rollupsBeforeMs),
    ),
  );
  await remove(() => deleteWorkloads(knex, rollupsBeforeMs));
  return removed;
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
