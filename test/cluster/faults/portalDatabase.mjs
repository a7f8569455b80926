// What a portal has stored, read past it: the tests compare its database with the events, not its words.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';

/** Reads the SQLite files of a portal that `startPortal` runs in this folder, also while it runs or is dead. */
export function sqliteReader(folder) {
  const file = join(folder, 'database', 'pull-performance.sqlite');
  return {
    async all(sql) {
      const database = new Database(file, { readonly: true, timeout: 10_000 });
      try {
        return database.prepare(sql).all();
      } finally {
        database.close();
      }
    },
  };
}

/** Reads the plugin's database of portals on PostgreSQL. */
export function postgresReader(connection) {
  return {
    async all(sql) {
      const client = new pg.Client({
        ...connection,
        database: 'backstage_plugin_pull-performance',
      });
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
  };
}

/** The stored pulls of a cluster; none while there is no database yet. */
export async function storedPulls(reader, cluster) {
  const rows = await reader.all(
    `select pulls.*, pods.pod_name, pods.node from pulls
     join pods on pods.id = pulls.pod_id where pods.cluster = '${cluster}'`,
  );
  return rows.map(row => ({
    eventUid: row.event_uid,
    occurrence: row.occurrence,
    workloadId: row.workload_id,
    outcome: row.outcome,
    pod: row.pod_name,
    container: row.container,
    node: row.node,
    image: row.image,
    finishedAtMs: Number(row.finished_at),
    waitSeconds: row.wait_seconds,
    pullSeconds: row.pull_seconds,
    imageBytes: row.image_bytes === null ? null : Number(row.image_bytes),
  }));
}

/** Pulls in the rollups, by workload. */
export async function rolledUp(reader, cluster) {
  const rows = await reader.all(
    `select pull_rollups.* from pull_rollups
     join workloads on workloads.id = pull_rollups.workload_id
     where workloads.cluster = '${cluster}'`,
  );
  const counts = {};
  for (const { workload_id, pull_count } of rows) {
    counts[workload_id] = (counts[workload_id] ?? 0) + Number(pull_count);
  }
  return counts;
}
