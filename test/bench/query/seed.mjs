// Writes the fleet into both stores: raw into PostgreSQL, as rollups into the plugin's SQLite database.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { backendPackage, backendSource } from '../lib/sources.mjs';
import {
  CLUSTERS,
  DAY_MS,
  entityRefOf,
  FLEET_LABEL,
  OUTCOMES,
  PULLS_PER_DAY,
  pullsOf,
  serviceName,
  workloadIdOf,
} from './fleet.mjs';

const { PullSums } = backendSource('store/pullSums');
const { emptyPodStartSum, encodePodStartSum } =
  backendSource('store/podStartSums');
const { encodeHours } = backendSource('store/hourSections');
const Database = backendPackage('better-sqlite3');

/** Single pulls and hours are kept so long; the plugin's default. */
export const RAW_DAYS = 14;
const NODE_POOL_ID = 1;

/** The days of the fleet, oldest first: 90 before the one of `nowMs`. */
export function daysOf(nowMs) {
  const today = Math.floor(nowMs / DAY_MS);
  return Array.from({ length: 91 }, (_, i) => today - 90 + i);
}

/** @returns the pulls of a day that were over by now */
function pullsUntil(nowMs, service, cluster, day) {
  const pulls = pullsOf(service, cluster, day);
  return (day + 1) * DAY_MS > nowMs
    ? pulls.filter(({ finishedAtMs }) => finishedAtMs < nowMs)
    : pulls;
}

/** Figures of pulls as the store writes them. */
function encodedPulls(pulls) {
  const sums = PullSums.create();
  for (const { outcome, waitMs, pullMs } of pulls) {
    const name = OUTCOMES[outcome];
    const cause = name === 'failed' ? 'not-found' : undefined;
    sums.add({
      outcome: name,
      cause,
      waitSeconds: waitMs === undefined ? undefined : waitMs / 1000,
      pullSeconds: pullMs === undefined ? undefined : pullMs / 1000,
    });
  }
  return sums.encode();
}

/** Every pull is taken for that of a pod, which is ready five seconds later. */
function encodedStarts(pulls) {
  const sum = emptyPodStartSum();
  for (const { waitMs = 0 } of pulls) {
    const readyMs = waitMs + 5_000;
    sum.pods += 1;
    sum.starts += 1;
    sum.readyMsSum += readyMs;
    sum.imageWaitMsSum += waitMs;
    sum.readyImageWaitMsSum += waitMs;
    sum.observedReadyMsSum += readyMs;
    sum.readySketch.add(readyMs / 1000);
  }
  return encodePodStartSum(sum);
}

function hoursOf(pulls, encoded) {
  const byHour = new Map();
  for (const pull of pulls) {
    const hour = Math.floor(pull.finishedAtMs / 3_600_000) % 24;
    const known = byHour.get(hour);
    if (known) known.push(pull);
    else byHour.set(hour, [pull]);
  }
  return encodeHours(
    new Map([...byHour].map(([hour, some]) => [hour, encoded(some)])),
  );
}

/** Rows of the workloads, services and node pool, which everything else refers to. */
function seedNames(db, services, nowMs) {
  db.prepare('insert into node_pools (id, cluster, name) values (?, ?, ?)').run(
    NODE_POOL_ID,
    CLUSTERS[0],
    'apps',
  );
  const workload = db.prepare(
    `insert into workloads (id, cluster, namespace, kind, name, labels, seen_at) values (?, ?, 'shop', 'Deployment', ?, ?, ?)`,
  );
  const link = db.prepare(
    'insert into workload_services (workload_id, entity_ref) values (?, ?)',
  );
  for (let service = 0; service < services; service++) {
    const labels = JSON.stringify({
      'backstage.io/kubernetes-id': serviceName(service),
      [FLEET_LABEL]: 'true',
    });
    CLUSTERS.forEach((name, cluster) => {
      const id = workloadIdOf(service, cluster);
      workload.run(id, name, serviceName(service), labels, nowMs);
      link.run(id, entityRefOf(service));
    });
  }
}

/**
 * Fills the plugin's database, which has its tables already, and hands every pull to `peer` as well.
 * Day by day, as time brings them.
 */
export async function seed({ file, services, nowMs, peer, progress, signal }) {
  const db = new Database(file);
  db.pragma('journal_mode = off');
  db.pragma('synchronous = off');
  db.pragma('cache_size = -1000000');
  db.exec('begin');
  seedNames(db, services, nowMs);
  const insertRollup = db.prepare(
    'insert into pull_rollups (workload_id, day, node_pool_id, pull_count, figures, hours) values (?, ?, ?, ?, ?, ?)',
  );
  const insertStarts = db.prepare(
    'insert into pod_start_rollups (workload_id, day, node_pool_id, image_wait_ms, figures, hours) values (?, ?, ?, ?, ?, ?)',
  );
  const days = daysOf(nowMs);
  const hoursFrom = Math.floor((nowMs - RAW_DAYS * DAY_MS) / DAY_MS);
  for (const day of days) {
    for (let service = 0; service < services; service++) {
      for (let cluster = 0; cluster < CLUSTERS.length; cluster++) {
        const pulls = pullsUntil(nowMs, service, cluster, day);
        if (pulls.length === 0) continue;
        const key = [workloadIdOf(service, cluster), day, NODE_POOL_ID];
        const hours = encoded =>
          day >= hoursFrom ? hoursOf(pulls, encoded) : null;
        insertRollup.run(
          ...key,
          pulls.length,
          encodedPulls(pulls),
          hours(encodedPulls),
        );
        insertStarts.run(
          ...key,
          pulls.reduce((sum, { waitMs = 0 }) => sum + waitMs, 0),
          encodedStarts(pulls),
          hours(encodedStarts),
        );
        await peer.add(service, cluster, pulls);
      }
      signal.throwIfAborted();
    }
    db.exec('commit; begin');
    progress(`day ${day - days[0] + 1} of ${days.length}`);
  }
  db.prepare(
    `insert into retention_marks (name, cluster, before) values ('hours', '', ?) on conflict do update set before = excluded.before`,
  ).run(hoursFrom * DAY_MS);
  db.exec('commit');
  progress('index statistics');
  db.pragma('journal_mode = wal');
  db.close();
}

/** PostgreSQL's binary COPY format; https://www.postgresql.org/docs/15/sql-copy.html */
const COPY_HEADER = Buffer.concat([
  Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
  Buffer.alloc(8),
]);
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const ROW_BYTES = 2 + 6 * 4 + 4 + 2 + 8 + 2 + 8 + 8;

/** Copies raw pulls into a table that it makes; `end` indexes them. */
export class PeerTable {
  #buffer = Buffer.allocUnsafe(1 << 20);
  #length = 0;
  rows = 0;

  static async create({ knex, psql, url }) {
    await knex.raw('drop table if exists pulls');
    await knex.raw(
      `create table pulls (
         service integer not null, cluster smallint not null, finished_at timestamptz not null,
         outcome smallint not null, wait_seconds double precision, pull_seconds double precision
       )`,
    );
    const copy = spawn(
      psql,
      [url, '-qc', 'copy pulls from stdin (format binary)'],
      { stdio: ['pipe', 'inherit', 'inherit'] },
    );
    copy.stdin.write(COPY_HEADER);
    return new PeerTable(knex, copy);
  }

  constructor(knex, copy) {
    this.knex = knex;
    this.copy = copy;
  }

  add(service, cluster, pulls) {
    for (const { finishedAtMs, outcome, waitMs, pullMs } of pulls) {
      const buffer = this.#buffer;
      let at = this.#length;
      at = buffer.writeInt16BE(6, at);
      at = buffer.writeInt32BE(4, at);
      at = buffer.writeInt32BE(service, at);
      at = buffer.writeInt32BE(2, at);
      at = buffer.writeInt16BE(cluster, at);
      at = buffer.writeInt32BE(8, at);
      const micros = (finishedAtMs - POSTGRES_EPOCH_MS) * 1000;
      at = buffer.writeInt32BE(Math.floor(micros / 2 ** 32), at);
      at = buffer.writeUInt32BE(micros % 2 ** 32, at);
      at = buffer.writeInt32BE(2, at);
      at = buffer.writeInt16BE(outcome, at);
      for (const ms of [waitMs, pullMs]) {
        at = buffer.writeInt32BE(ms === undefined ? -1 : 8, at);
        if (ms !== undefined) at = buffer.writeDoubleBE(ms / 1000, at);
      }
      this.#length = at;
    }
    this.rows += pulls.length;
    return this.#length + PULLS_PER_DAY * ROW_BYTES > this.#buffer.length
      ? this.#flush()
      : undefined;
  }

  async #flush() {
    const part = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(1 << 20);
    this.#length = 0;
    if (!this.copy.stdin.write(part)) {
      await once(this.copy.stdin, 'drain');
    }
  }

  async end(progress) {
    await this.#flush();
    this.copy.stdin.end(Buffer.from([0xff, 0xff]));
    const [code] = await once(this.copy, 'exit');
    if (code !== 0) {
      throw new Error(`COPY into PostgreSQL ended with ${code}`);
    }
    progress('PostgreSQL: index');
    await this.knex.raw('create index on pulls (service, finished_at)');
    progress('PostgreSQL: statistics');
    await this.knex.raw('vacuum analyze pulls');
  }
}
