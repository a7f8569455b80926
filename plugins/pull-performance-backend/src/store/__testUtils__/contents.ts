import { Knex } from 'knex';

/** Everything that is kept, but for the numbers of rows. */
export async function contents(knex: Knex) {
  const sorted = (rows: object[]) =>
    rows.map(row => JSON.stringify(row)).sort();
  const rounded = (rows: Record<string, unknown>[]) =>
    rows.map(row =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          // Sums of doubles differ in their last digits when the order does.
          typeof value === 'number' ? Number(value.toPrecision(12)) : value,
        ]),
      ),
    );
  const without = async (table: string, ...columns: string[]) =>
    (await knex(table)).map((row: Record<string, unknown>) =>
      Object.fromEntries(
        Object.entries(row).filter(([column]) => !columns.includes(column)),
      ),
    );
  return {
    pulls: sorted(await pullsByPod(knex)),
    // Of a pod without a start only its existence counts.
    pods: sorted(
      (await without('pods', 'id')).map(row =>
        row.scheduled_at === null ? { ...row, known_at: 0 } : row,
      ),
    ),
    pullRollups: sorted(rounded(await without('pull_rollups'))),
    podStartRollups: sorted(
      (await without('pod_start_rollups')).filter(row => Number(row.pods) > 0),
    ),
    links: sorted(await without('workload_services')),
  };
}

async function pullsByPod(knex: Knex) {
  const rows: Record<string, unknown>[] = await knex('pulls')
    .join('pods', 'pods.id', 'pulls.pod_id')
    .select('pods.cluster', 'pods.pod_uid', 'pulls.*');
  return rows.map(({ id, pod_id, ...row }) => row);
}
