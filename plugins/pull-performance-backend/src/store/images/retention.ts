import { Knex } from 'knex';
import { inTransaction } from '../database';

const ROWS_PER_DELETE = 1_000;

/** See ImageStore.prune. */
export async function prune(
  knex: Knex,
  options: { heldBeforeMs: number; usedBeforeMs: number; signal?: AbortSignal },
): Promise<number> {
  const { heldBeforeMs, usedBeforeMs, signal } = options;
  let removed = 0;
  const remove = async (
    table: string,
    key: string[],
    old: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  ) => {
    for (let some = ROWS_PER_DELETE; some === ROWS_PER_DELETE; ) {
      if (signal?.aborted) return;
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
  };
  await remove('node_images', ['node_id', 'manifest_id', 'from_at'], query =>
    query.where('until_at', '<', heldBeforeMs),
  );
  await remove('nodes', ['id'], query =>
    query
      .where('gone', true)
      .where('changed_at', '<', heldBeforeMs)
      .whereNotExists(
        knex('node_images')
          .select(knex.raw('1'))
          .where('node_id', knex.ref('nodes.id')),
      ),
  );
  await remove('image_uses', ['id'], query =>
    query.where('running', false).where('last_seen_at', '<', usedBeforeMs),
  );
  await remove('image_tags', ['reference'], query =>
    query
      .where('checked_at', '<', usedBeforeMs)
      .whereNotExists(
        knex('image_uses')
          .select(knex.raw('1'))
          .where('image_uses.reference', knex.ref('image_tags.reference')),
      ),
  );
  return removed;
}
