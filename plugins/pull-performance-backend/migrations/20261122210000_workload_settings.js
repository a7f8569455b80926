// @ts-check

/**
 * What decides where the pods of workloads may run and how they pull. There is no foreign key, since checking one costs more than
 * writing the row.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('workload_settings', table => {
    table.comment('Settings and containers of the newest pods of workloads');
    table.integer('workload_id').primary();
    table.text('settings').comment('JSON; null: they cannot be read');
    table.text('containers').notNullable().comment('JSON');
    table.text('pod_uid').notNullable();
    table.bigInteger('pod_created_at').notNullable().comment('0: unknown');
    table
      .bigInteger('observed_at')
      .notNullable()
      .comment('When it was last so, to the day');
    table.index(['observed_at'], 'workload_settings_age');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('workload_settings');
};
