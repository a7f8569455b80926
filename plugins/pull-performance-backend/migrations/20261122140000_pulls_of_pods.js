// @ts-check

/**
 * A pull refers to its pod, which holds its name, its node and its cluster: rows become smaller, and one index finds
 * a pull and all pulls of a pod. There are no foreign keys, since checking one costs more than writing the row.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('pods', table => {
    table.text('pod_name').notNullable().defaultTo('');
    table.text('node').notNullable().defaultTo('').comment('Empty: unknown');
  });
  await knex.raw(`
    insert into pods (cluster, pod_uid, workload_id, node_pool_id, known_at, pulls_seen, image_wait_ms)
    select cluster, pod_uid, min(workload_id), min(node_pool_id), min(finished_at), false, 0 from pulls
    where not exists (
      select 1 from pods where pods.cluster = pulls.cluster and pods.pod_uid = pulls.pod_uid
    ) group by cluster, pod_uid`);
  await knex.raw(`
    update pods set
      pod_name = coalesce((select min(pod_name) from pulls where pulls.cluster = pods.cluster and pulls.pod_uid = pods.pod_uid), ''),
      node = coalesce((select min(node) from pulls where pulls.cluster = pods.cluster and pulls.pod_uid = pods.pod_uid), '')`);

  await replacePulls(knex, {
    make(table) {
      table
        .bigInteger('pod_id')
        .notNullable()
        .comment('Of pods; one of an older pull may be gone');
      table.text('event_uid').notNullable();
      table.integer('occurrence').notNullable();
      table.integer('workload_id').notNullable().comment('Of workloads');
      table.integer('node_pool_id').notNullable().comment('Of node_pools');
    },
    columns: 'pod_id, event_uid, occurrence, workload_id, node_pool_id',
    select: 'pods.id, event_uid, occurrence, old.workload_id, old.node_pool_id',
    index(table) {
      table.unique(['pod_id', 'event_uid', 'occurrence'], {
        indexName: 'pulls_key',
      });
    },
    join: 'join pods on pods.cluster = old.cluster and pods.pod_uid = old.pod_uid',
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await replacePulls(knex, {
    make(table) {
      table.text('cluster').notNullable();
      table.text('event_uid').notNullable();
      table.integer('occurrence').notNullable();
      table.integer('workload_id').notNullable().references('workloads.id');
      table.integer('node_pool_id').notNullable().references('node_pools.id');
      table.text('pod_uid').notNullable();
      table.text('pod_name').notNullable();
      table.text('node').notNullable();
    },
    columns:
      'cluster, event_uid, occurrence, workload_id, node_pool_id, pod_uid, pod_name, node',
    select:
      'pods.cluster, event_uid, occurrence, old.workload_id, old.node_pool_id, pods.pod_uid, pods.pod_name, pods.node',
    index(table) {
      table.unique(['cluster', 'event_uid', 'occurrence'], {
        indexName: 'pulls_key',
      });
      table.index(['cluster', 'pod_uid', 'finished_at'], 'pulls_pod');
    },
    join: 'join pods on pods.id = old.pod_id',
  });
  await knex.schema.alterTable('pods', table => {
    table.dropColumns('pod_name', 'node');
  });
};

/**
 * Makes the table anew and takes over its rows; SQLite cannot change so much of one in place.
 *
 * @param {import('knex').Knex} knex
 * @param {{
 *   make(table: import('knex').Knex.CreateTableBuilder): void,
 *   columns: string,
 *   select: string,
 *   join: string,
 *   index(table: import('knex').Knex.CreateTableBuilder): void,
 * }} change
 */
async function replacePulls(knex, change) {
  const common =
    'container, container_kind, image, outcome, cause, finished_at, wait_seconds, pull_seconds, image_bytes, message';
  await knex.schema.createTable('new_pulls', table => {
    table.comment('Single pulls, kept for days');
    table.bigIncrements('id').primary();
    change.make(table);
    table.text('container').notNullable();
    table.text('container_kind').notNullable();
    table.text('image').notNullable();
    table.text('outcome').notNullable();
    table.text('cause');
    table.bigInteger('finished_at').notNullable();
    table.double('wait_seconds').comment('Null: unknown');
    table.double('pull_seconds').comment('Null: unknown');
    table.bigInteger('image_bytes').comment('Null: unknown');
    table.text('message').notNullable();
  });
  await knex.raw(
    `insert into new_pulls (${change.columns}, ${common})
     select ${change.select}, ${common} from pulls as old ${change.join} order by old.id`,
  );
  await knex.schema.dropTable('pulls');
  await knex.schema.renameTable('new_pulls', 'pulls');
  await knex.schema.alterTable('pulls', table => {
    change.index(table);
    table.index(['workload_id', 'finished_at', 'id'], 'pulls_listing');
    table.index(['finished_at'], 'pulls_age');
  });
}
