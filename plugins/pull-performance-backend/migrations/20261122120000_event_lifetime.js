// @ts-check

/**
 * How long a cluster keeps its events, as collectors learned it: after a restart it tells what may be missing.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('collection_states', table => {
    table.bigInteger('event_lifetime_ms').comment('Null: not learned yet');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('collection_states', table => {
    table.dropColumn('event_lifetime_ms');
  });
};
