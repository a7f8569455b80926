// @ts-check

const TABLES = ['pull_rollups', 'pod_start_rollups'];

/**
 * Eight days that are over become one row beside those of the days: a question about 90 days reads a quarter of the rows.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const isPostgres = knex.client.config.client === 'pg';
  for (const name of TABLES) {
    await knex.raw(
      `create table ${name}_joined (
         workload_id integer not null,
         span integer not null,
         node_pool_id integer not null,
         figures ${isPostgres ? 'bytea' : 'blob'} not null,
         primary key (workload_id, span, node_pool_id)
       ) ${isPostgres ? '' : 'without rowid'}`,
    );
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of TABLES) await knex.schema.dropTable(`${name}_joined`);
  await knex('retention_marks').whereIn('name', ['joining', 'joined']).delete();
};
