// @ts-check

/**
 * The first tables. Times of single things are epoch milliseconds; buckets of rollups are hours
 * (resolution `h`) or days (`d`) since the epoch, UTC. JSON is kept as text: both databases give it back alike.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('node_pools', table => {
    table.comment('Node pools by number, so that rollups stay small');
    table.increments('id').primary();
    table.text('cluster').notNullable();
    table.text('name').notNullable().comment('Empty: the pool is unknown');
    table.unique(['cluster', 'name'], { indexName: 'node_pools_key' });
  });

  await knex.schema.createTable('workloads', table => {
    table.comment('Topmost known controllers of pods');
    table.increments('id').primary();
    table.text('cluster').notNullable();
    table.text('namespace').notNullable();
    table.text('kind').notNullable();
    table.text('name').notNullable();
    table.text('labels').notNullable().comment('JSON object of strings');
    table
      .bigInteger('seen_at')
      .notNullable()
      .comment('When a collector last named it, to the day');
    table.unique(['cluster', 'namespace', 'kind', 'name'], {
      indexName: 'workloads_key',
    });
  });

  await knex.schema.createTable('workload_services', table => {
    table.comment('Which catalog entities a workload belongs to');
    table
      .integer('workload_id')
      .notNullable()
      .references('workloads.id')
      .onDelete('CASCADE');
    table.text('entity_ref').notNullable();
    table.primary(['workload_id', 'entity_ref']);
    table.index(['entity_ref'], 'workload_services_entity');
  });

  await knex.schema.createTable('pulls', table => {
    table.comment('Single pulls, kept for days');
    table.bigIncrements('id').primary();
    table.text('cluster').notNullable();
    table.text('event_uid').notNullable();
    table.integer('occurrence').notNullable();
    table.integer('workload_id').notNullable().references('workloads.id');
    table.integer('node_pool_id').notNullable().references('node_pools.id');
    table.text('pod_uid').notNullable();
    table.text('pod_name').notNullable();
    table.text('container').notNullable();
    table.text('container_kind').notNullable();
    table.text('node').notNullable();
    table.text('image').notNullable();
    table.text('outcome').notNullable();
    table.text('cause');
    table.bigInteger('finished_at').notNullable();
    table.double('wait_seconds').comment('Null: unknown');
    table.double('pull_seconds').comment('Null: unknown');
    table.bigInteger('image_bytes').comment('Null: unknown');
    table.text('message').notNullable();
    table.unique(['cluster', 'event_uid', 'occurrence'], {
      indexName: 'pulls_key',
    });
    table.index(['workload_id', 'finished_at', 'id'], 'pulls_listing');
    table.index(['cluster', 'pod_uid', 'finished_at'], 'pulls_pod');
    table.index(['finished_at'], 'pulls_age');
  });

  await knex.schema.createTable('pods', table => {
    table.comment('Pods with a known pull or start; a start adds its times');
    table.bigIncrements('id').primary();
    table.text('cluster').notNullable();
    table.text('pod_uid').notNullable();
    table.integer('workload_id').notNullable().references('workloads.id');
    table.integer('node_pool_id').notNullable().references('node_pools.id');
    table
      .bigInteger('known_at')
      .notNullable()
      .comment('When it was scheduled, or else its first stored pull');
    table.bigInteger('scheduled_at').comment('Null: no start record yet');
    table.bigInteger('ready_at').comment('Null: never been ready');
    table
      .boolean('pulls_seen')
      .notNullable()
      .comment('Without any pull its image wait is unknown');
    table
      .bigInteger('image_wait_ms')
      .notNullable()
      .comment('What its rollups hold of it');
    table.unique(['cluster', 'pod_uid'], { indexName: 'pods_key' });
    table.index(['workload_id'], 'pods_workload');
    table.index(['known_at'], 'pods_age');
  });

  await knex.schema.createTable('pull_rollups', table => {
    table.comment('Pulls by hour and by day');
    table.integer('workload_id').notNullable().references('workloads.id');
    table.string('resolution', 1).notNullable();
    table.integer('bucket').notNullable();
    table.integer('node_pool_id').notNullable().references('node_pools.id');
    table.text('outcome').notNullable();
    table.text('cause').notNullable().comment('Empty: none');
    table.bigInteger('pull_count').notNullable();
    table.double('wait_seconds_sum').notNullable();
    table.double('wait_seconds_max').notNullable();
    table.double('split_wait_seconds_sum').notNullable();
    table.double('split_pull_seconds_sum').notNullable();
    table.binary('wait_sketch').notNullable();
    table.binary('pull_sketch').notNullable();
    table.primary([
      'workload_id',
      'resolution',
      'bucket',
      'node_pool_id',
      'outcome',
      'cause',
    ]);
    table.index(['resolution', 'bucket'], 'pull_rollups_age');
  });

  await knex.schema.createTable('pod_start_rollups', table => {
    table.comment('Pod starts by hour and by day of their scheduling');
    table.integer('workload_id').notNullable().references('workloads.id');
    table.string('resolution', 1).notNullable();
    table.integer('bucket').notNullable();
    table.integer('node_pool_id').notNullable().references('node_pools.id');
    table.bigInteger('pods').notNullable();
    table.bigInteger('starts').notNullable();
    table.bigInteger('ready_ms_sum').notNullable();
    table.bigInteger('image_wait_ms_sum').notNullable();
    table.bigInteger('ready_image_wait_ms_sum').notNullable();
    table
      .bigInteger('observed_ready_ms_sum')
      .notNullable()
      .comment('Of starts with a known image wait');
    table.binary('ready_sketch').notNullable();
    table.primary(['workload_id', 'resolution', 'bucket', 'node_pool_id']);
    table.index(['resolution', 'bucket'], 'pod_start_rollups_age');
  });

  await knex.schema.createTable('retention_marks', table => {
    table.comment('Before these times nothing is stored any more');
    table.string('name', 32).primary();
    table.bigInteger('before').notNullable();
  });
  await knex('retention_marks').insert({ name: 'pulls', before: 0 });

  await knex.schema.createTable('collection_states', table => {
    table.comment('How collecting goes, per cluster');
    table.text('cluster').primary();
    table.text('title');
    table.text('access').notNullable();
    table.text('state').notNullable();
    table.bigInteger('last_success_at');
    table.double('lag_seconds');
    table.text('problems').notNullable().comment('JSON array');
  });

  await knex.schema.createTable('collection_gaps', table => {
    table.comment('Times of which events may be missing');
    table.increments('id').primary();
    table.text('cluster').notNullable();
    table.bigInteger('from_at').notNullable();
    table.bigInteger('to_at').notNullable();
    table.text('why').notNullable();
    table.index(['cluster', 'to_at'], 'collection_gaps_cluster');
  });

  await knex.schema.createTable('collection_leases', table => {
    table.comment('Which replica collects a cluster');
    table.text('cluster').primary();
    table.text('holder').notNullable();
    table.bigInteger('expires_at').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'collection_leases',
    'collection_gaps',
    'collection_states',
    'retention_marks',
    'pod_start_rollups',
    'pull_rollups',
    'pods',
    'pulls',
    'workload_services',
    'workloads',
    'node_pools',
  ]) {
    await knex.schema.dropTable(table);
  }
};
