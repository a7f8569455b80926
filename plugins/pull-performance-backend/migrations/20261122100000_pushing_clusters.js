// @ts-check

/**
 * Clusters that push their events. They are no `collection_states`: those belong to the collectors, which
 * forget every cluster that they do not read.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('pushing_clusters', table => {
    table.comment('Clusters that push their events, and how that goes');
    table.text('cluster').primary();
    table
      .bigInteger('received_at')
      .notNullable()
      .comment('When something of it was last stored');
    table.double('lag_seconds').comment('Null: nothing live came yet');
    table
      .text('observed')
      .notNullable()
      .comment('JSON array of [from, to]: times in which its collector saw it');
    table.text('problems').notNullable().comment('JSON array');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('pushing_clusters');
};
