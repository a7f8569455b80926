// @ts-check

/**
 * Old pulls and pods are found workload by workload, with the indexes that are there anyway. Those of their age alone were
 * written all over while catching up with a cluster: its events come in the order of their names, not of their times.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('pulls', table => {
    table.dropIndex(['finished_at'], 'pulls_age');
  });
  await knex.schema.alterTable('pods', table => {
    table.dropIndex(['known_at'], 'pods_age');
    table.dropIndex(['workload_id'], 'pods_workload');
    table.index(['workload_id', 'known_at'], 'pods_workload');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('pods', table => {
    table.dropIndex(['workload_id', 'known_at'], 'pods_workload');
    table.index(['workload_id'], 'pods_workload');
    table.index(['known_at'], 'pods_age');
  });
  await knex.schema.alterTable('pulls', table => {
    table.index(['finished_at'], 'pulls_age');
  });
};
