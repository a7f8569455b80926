import { Knex } from 'knex';
import { removeOld } from '../removeOld';
import { HOUR_MS } from './storedHours';

const DAY_MS = 24 * HOUR_MS;

/** See NodeStore.prune. */
export async function prune(
  knex: Knex,
  options: { beforeMs: number; signal?: AbortSignal },
): Promise<number> {
  const { beforeMs, signal } = options;
  let removed = 0;
  const remove = async (
    table: string,
    key: string[],
    old: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  ) => {
    removed += await removeOld(knex, table, { key, old, signal });
  };
  for (const table of ['node_hours', 'pull_metrics']) {
    await remove(table, ['node_id', 'hour'], query =>
      query.where('hour', '<', Math.floor(beforeMs / HOUR_MS)),
    );
  }
  await remove('workload_nodes', ['workload_id', 'day', 'node_id'], query =>
    query.where('day', '<', Math.floor(beforeMs / DAY_MS)),
  );
  await remove('node_facts', ['node_id'], query =>
    query.whereNotExists(
      knex('nodes')
        .select(knex.raw('1'))
        .where('id', knex.ref('node_facts.node_id')),
    ),
  );
  return removed;
}
