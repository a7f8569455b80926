// @ts-check

const figures = [
  'pulls',
  'wait_seconds',
  'requests',
  'present',
  'runtime_pulls',
  'runtime_failures',
];

/**
 * What nodes themselves counted of pulls, beside what is known of them from events.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('pull_metrics', table => {
    table.comment('What kubelets and runtimes counted, by node and UTC hour');
    table.integer('node_id').notNullable();
    table.integer('hour').notNullable().comment('Hours since the epoch');
    for (const figure of figures) {
      table.double(figure).comment('Increase of a counter; null: unknown');
    }
    table.primary(['node_id', 'hour']);
    table.index(['hour'], 'pull_metrics_age');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('pull_metrics');
};
