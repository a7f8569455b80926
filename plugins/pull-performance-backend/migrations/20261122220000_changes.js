// @ts-check

/**
 * Fixes that were applied, and since when what they brought is seen in clusters.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('changes', table => {
    table.string('id', 36).primary();
    table.string('entity_ref', 255).notNullable();
    table.string('fix', 64).notNullable();
    table.string('url', 2048);
    table.string('marker', 40);
    table.text('form_values').notNullable().comment('JSON');
    table.bigInteger('recorded_at').notNullable().comment('Epoch milliseconds');
    table.string('recorded_by', 255);
    table
      .bigInteger('told_rollout_at')
      .comment('Since when it runs as somebody said, epoch milliseconds');
    table.index(['entity_ref', 'recorded_at'], 'changes_entity');
    table.index(['recorded_at'], 'changes_age');
  });
  await knex.schema.createTable('change_markers', table => {
    table.comment('Labels of changes that were seen on pods');
    table.string('cluster', 255).notNullable();
    table.string('marker', 40).notNullable();
    table
      .bigInteger('first_seen_at')
      .notNullable()
      .comment('Epoch milliseconds');
    table.primary(['cluster', 'marker']);
    table.index(['marker'], 'change_markers_marker');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('change_markers');
  await knex.schema.dropTable('changes');
};
