import { Knex } from 'knex';
import { removeOld } from '../removeOld';

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
    removed += await removeOld(knex, table, { key, old, signal });
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
