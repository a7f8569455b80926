// @ts-check

/**
 * Whether a workload belongs to a service, so that those that do not are found without looking at all others.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('workloads', table => {
    table
      .boolean('owned')
      .notNullable()
      .defaultTo(false)
      .comment('Whether workload_services knows it');
  });
  await knex('workloads')
    .whereIn('id', knex('workload_services').select('workload_id'))
    .update({ owned: true });
  await knex.raw(
    'create index workloads_unowned on workloads (cluster) where owned = false',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop index workloads_unowned');
  // Knex would make the table anew on SQLite, and with the old one go the rows that refer to it.
  await knex.raw('alter table workloads drop column owned');
};
