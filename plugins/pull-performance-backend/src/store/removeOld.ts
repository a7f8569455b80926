import { Knex } from 'knex';
import { inTransaction } from './database';

const ROWS_PER_DELETE = 1_000;

/**
 * Removes rows in batches, each in a transaction of its own; returns how many went.
 *
 * @param options.key - names of the columns of a unique key
 * @param options.old - restricts a query on the table to the rows that are to go
 */
export async function removeOld(
  knex: Knex,
  table: string,
  options: {
    key: string[];
    old: (query: Knex.QueryBuilder) => Knex.QueryBuilder;
    signal?: AbortSignal;
  },
): Promise<number> {
  const { key, old, signal } = options;
  let removed = 0;
  for (let some = ROWS_PER_DELETE; some === ROWS_PER_DELETE; ) {
    if (signal?.aborted) break;
    some = await inTransaction(knex, async trx => {
      const found: Record<string, unknown>[] = await old(
        trx(table).select(key),
      ).limit(ROWS_PER_DELETE);
      if (found.length === 0) return 0;
      return trx(table)
        .whereIn(
          key,
          found.map(row => key.map(name => row[name] as number)),
        )
        .delete();
    });
    removed += some;
  }
  return removed;
}
