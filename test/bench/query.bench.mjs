// What a scorecard costs with 10,000 services × 3 clusters × 90 days in the store, beside the same pulls raw in PostgreSQL.
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { backendPackage, backendSource } from './lib/sources.mjs';
import { showStep } from '../../scripts/progress.mjs';
import { CLUSTERS, DAY_MS, PULLS_PER_DAY } from './query/fleet.mjs';
import { measureHttp } from './query/http.mjs';
import { PeerTable, RAW_DAYS, seed } from './query/seed.mjs';
import { measureStore } from './query/store.mjs';

export const title = 'Scorecard query';

const knexOf = backendPackage('knex');
const { DatabasePullStore } = backendSource('store/DatabasePullStore');
const { DatabaseCollectionStore } = backendSource(
  'store/DatabaseCollectionStore',
);

/** A knex as Backstage makes it for a plugin. */
function openSqlite(file) {
  return knexOf({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
  });
}

/** As the portal does every hour. */
async function joinDays(file, nowMs) {
  const knex = openSqlite(file);
  const store = await DatabasePullStore.create({
    database: { getClient: async () => knex },
    now: () => nowMs,
  });
  await store.joinDays();
  await knex.destroy();
}

async function makeTables(file) {
  const knex = openSqlite(file);
  await DatabasePullStore.create({ database: { getClient: async () => knex } });
  await knex.destroy();
}

/** @param {import('./lib/Bench.mjs').Bench} bench */
export async function run(bench) {
  const services = Math.max(100, Math.round(10_000 * bench.scale));
  const folder = join(bench.folder, String(services));
  const file = join(folder, 'seeded.sqlite');
  const marker = join(folder, 'seeded.json');
  if (!existsSync(marker)) {
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(folder, { recursive: true });
  if (!bench.keep) {
    bench.defer(() => rmSync(folder, { recursive: true, force: true }));
  }

  const postgres = await bench.startPostgres({
    folder: join(folder, 'postgres'),
    settings: {
      shared_buffers: '2GB',
      maintenance_work_mem: '1GB',
      max_wal_size: '8GB',
      wal_level: 'minimal',
      max_wal_senders: '0',
      // One query at a time is measured, of few rows: no workers, no compiling.
      jit: 'off',
    },
  });
  const peer = knexOf({ client: 'pg', connection: postgres.url });
  bench.defer(() => peer.destroy());

  if (!existsSync(marker)) {
    // In the past, so that a portal answers for all of it whatever the time.
    const nowMs = (Math.floor(Date.now() / DAY_MS) - 0.5) * DAY_MS;
    await makeTables(file);
    const rows = await showStep('Seeding', async progress => {
      const table = await PeerTable.create({
        knex: peer,
        psql: postgres.psql,
        url: postgres.url,
      });
      const { signal } = bench;
      await seed({ file, services, nowMs, peer: table, progress, signal });
      await table.end(progress);
      return table.rows;
    });
    const startedAtMs = performance.now();
    await showStep('Joining days that are over', () => joinDays(file, nowMs));
    const joinedSeconds = (performance.now() - startedAtMs) / 1000;
    writeFileSync(marker, JSON.stringify({ nowMs, rows, joinedSeconds }));
  }
  const { nowMs, rows, joinedSeconds } = JSON.parse(
    readFileSync(marker, 'utf8'),
  );

  const knex = openSqlite(file);
  bench.defer(() => knex.destroy());
  const database = { getClient: async () => knex };
  const store = await DatabasePullStore.create({ database });
  const collection = await DatabaseCollectionStore.create({ database });
  const [{ version }] = await knex.select({
    version: knex.raw('sqlite_version()'),
  });
  bench.condition(
    `${services} services × ${
      CLUSTERS.length
    } clusters × 90 days × ${PULLS_PER_DAY} pulls: ${rows.toLocaleString(
      'en-US',
    )} rows in PostgreSQL, index (service, finished_at); hours of the last ${RAW_DAYS} days`,
  );
  bench.condition(
    `days that are over joined, all at once in ${joinedSeconds.toFixed(0)} s`,
  );
  bench.condition(
    `SQLite ${version}, ${Math.round(statSync(file).size / 2 ** 20)} MiB`,
  );
  await measureStore({ bench, store, knex, peer, services, nowMs });
  await knex.destroy();

  // The portal links and prunes: it gets a copy.
  const portalFolder = join(folder, 'portal');
  rmSync(portalFolder, { recursive: true, force: true });
  mkdirSync(join(portalFolder, 'database'), { recursive: true });
  copyFileSync(
    file,
    join(portalFolder, 'database', 'pull-performance.sqlite'),
    constants.COPYFILE_FICLONE,
  );
  await measureHttp({ bench, folder: portalFolder, services, nowMs });
}
