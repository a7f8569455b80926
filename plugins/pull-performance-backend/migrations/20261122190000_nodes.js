// @ts-check

/**
 * What nodes are, how their image disks did in each minute, and when they pulled. There are no foreign keys, since checking one
 * costs more than writing the row.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('node_facts', table => {
    table.comment('What clusters and sources tell of nodes');
    table.integer('node_id').primary();
    table.text('description').comment('JSON; null: nobody described it');
    table.text('facts').notNullable().comment('JSON, by source');
    table.bigInteger('changed_at').notNullable();
  });

  await knex.schema.createTable('node_hours', table => {
    table.comment('Nodes and UTC hours, with what is derived of them');
    table.integer('node_id').notNullable();
    table.integer('hour').notNullable().comment('Hours since the epoch');
    table
      .text('minutes')
      .notNullable()
      .comment('A letter for each minute, the state of the image disk');
    table.text('pull_times').notNullable().comment('When pulls ran');
    table.boolean('disk_full').notNullable();
    table.integer('pulls').notNullable().comment('Those that ended');
    table.double('wait_seconds').notNullable().comment('Their sum');
    for (const seconds of [
      'pulling_seconds',
      'observed_seconds',
      'busy_seconds',
      'throttled_seconds',
      'iops_seconds',
      'bandwidth_seconds',
      'queue_depth_seconds',
      'io_pressure_seconds',
      'sampled_seconds',
    ]) {
      table.double(seconds).notNullable();
    }
    for (const highest of [
      'queue_depth',
      'iops_share',
      'bandwidth_share',
      'io_pressure_share',
      'used_share',
    ]) {
      table.double(highest).comment('The highest; null: not measured');
    }
    table.primary(['node_id', 'hour']);
    table.index(['hour'], 'node_hours_age');
  });

  await knex.schema.createTable('workload_nodes', table => {
    table.comment(
      'On which nodes workloads pulled or found images, by UTC day',
    );
    table.integer('workload_id').notNullable();
    table.integer('day').notNullable().comment('Days since the epoch');
    table.integer('node_id').notNullable();
    table.primary(['workload_id', 'day', 'node_id']);
    table.index(['day'], 'workload_nodes_age');
  });

  await knex.schema.createTable('node_sources', table => {
    table.comment('How reading the nodes of clusters from sources goes');
    table.text('cluster').notNullable();
    table.text('source').notNullable();
    table.bigInteger('read_since').comment('Null: no disks were read');
    table.bigInteger('read_until').comment('Null: no disks were read');
    table.text('problems').notNullable().comment('JSON');
    table.text('registries').notNullable().comment('JSON');
    table.bigInteger('asked_at').notNullable();
    table.primary(['cluster', 'source']);
  });

  await knex.schema.createTable('node_pull_marks', table => {
    table.comment('Up to which pull the nodes know them; one row');
    table.integer('id').primary();
    table.bigInteger('taken_id').notNullable();
    table
      .bigInteger('settled_id')
      .notNullable()
      .comment('Up to here no transaction can add a pull any more');
    table.bigInteger('newest_id').notNullable();
    table.bigInteger('newest_at').notNullable();
  });
  await knex('node_pull_marks').insert({
    ...{ id: 1, taken_id: 0, settled_id: 0 },
    ...{ newest_id: 0, newest_at: 0 },
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'node_pull_marks',
    'node_sources',
    'workload_nodes',
    'node_hours',
    'node_facts',
  ]) {
    await knex.schema.dropTable(table);
  }
};
