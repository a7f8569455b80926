// @ts-check

/**
 * Which images run where, which of them nodes hold, and what registries tell of them. There are no foreign keys, since
 * checking one costs more than writing the row.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('manifests', table => {
    table.comment('Manifests and indexes by digest; they are kept for ever');
    table.increments('id').primary();
    table.text('digest').notNullable();
    table.text('registry').notNullable().comment('Where it was last seen');
    table.text('repository').notNullable();
    table
      .bigInteger('kubelet_bytes')
      .comment('Size that a node tells; null: none told');
    table.text('kind').comment('image or index; null: not read yet');
    table.text('content').comment('JSON; null: not read yet');
    table.bigInteger('read_at').comment('Null: not read yet');
    table.text('problem').comment('JSON of why it could not be read');
    table.integer('tries').notNullable().defaultTo(0);
    table.bigInteger('next_try_at').notNullable().defaultTo(0);
    table.unique(['digest'], { indexName: 'manifests_key' });
    table.index(['read_at'], 'manifests_read');
  });
  await knex.raw(
    'create index manifests_wanted on manifests (next_try_at) where content is null',
  );

  await knex.schema.createTable('image_tags', table => {
    table.comment('What tags stand for in their registries');
    table.text('reference').primary();
    table.text('digest').comment('Null: not known');
    table.text('problem').comment('JSON of why it could not be asked');
    table.bigInteger('checked_at').notNullable();
    table.bigInteger('next_check_at').notNullable();
    table.index(['next_check_at'], 'image_tags_due');
  });

  await knex.schema.createTable('nodes', table => {
    table.increments('id').primary();
    table.text('cluster').notNullable();
    table.text('name').notNullable();
    table.text('platform').notNullable().comment('os/arch; empty: unknown');
    table
      .boolean('complete')
      .notNullable()
      .comment('Whether its list of images was whole');
    table
      .bigInteger('list_since')
      .comment('Since when it is; null: no list yet');
    table
      .bigInteger('unlisted_bytes')
      .comment('Of a list that is not whole: no larger image was left out');
    table.boolean('gone').notNullable().defaultTo(false);
    table.bigInteger('changed_at').notNullable();
    table.unique(['cluster', 'name'], { indexName: 'nodes_key' });
    table.index(['changed_at'], 'nodes_changed');
  });

  await knex.schema.createTable('node_images', table => {
    table.comment('When a node held an image, as far as was seen');
    table.integer('node_id').notNullable();
    table.integer('manifest_id').notNullable();
    table.bigInteger('from_at').notNullable();
    table.bigInteger('until_at').comment('Null: still there');
    table.primary(['node_id', 'manifest_id', 'from_at']);
    table.index(['manifest_id'], 'node_images_manifest');
  });

  await knex.schema.createTable('image_uses', table => {
    table.comment('Images that containers of workloads run or ran');
    table.increments('id').primary();
    table.integer('workload_id').notNullable();
    table.text('container_kind').notNullable();
    table.text('container').notNullable();
    table
      .text('image')
      .notNullable()
      .comment('Its digest, or the reference while that is unknown');
    table.text('platform').notNullable().comment('os/arch; empty: unknown');
    table.text('reference').notNullable().comment('As pods named it last');
    table.bigInteger('first_seen_at').notNullable();
    table.bigInteger('last_seen_at').notNullable();
    table.boolean('running').notNullable();
    table.unique(
      ['workload_id', 'container_kind', 'container', 'image', 'platform'],
      { indexName: 'image_uses_key' },
    );
  });
  await knex.raw(
    'create index image_uses_running on image_uses (workload_id) where running = true',
  );

  await knex.schema.createTable('image_use_nodes', table => {
    table.comment('Nodes on which containers run now');
    table.integer('use_id').notNullable();
    table.integer('node_id').notNullable();
    table.primary(['use_id', 'node_id']);
    table.index(['node_id'], 'image_use_nodes_node');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'image_use_nodes',
    'image_uses',
    'node_images',
    'nodes',
    'image_tags',
    'manifests',
  ]) {
    await knex.schema.dropTable(table);
  }
};
