import { Knex } from 'knex';
import { DAY_MS, HOUR_MS } from './buckets';
import { Columns, insertOrUpdate, readByKey } from './bulk';
import { joinAgain, JoinableTable } from './joinedDays';
import { encodeHours, forEachHour } from './hourSections';
import { isPostgres } from './preparedStatements';
import { hoursKeptFromMs } from './retention';
import { BigIntColumn, RollupRow } from './rows';

/** A table of rollups: what it is about, and how its figures take up changes. */
export interface RollupTable<Change> extends JoinableTable {
  /** A column that can be summed without reading figures, and what the changes add to it. */
  sumColumn: 'pull_count' | 'image_wait_ms';
  sumOf(changes: Change[]): number;
  /** Encoded figures with the changes in them; no bytes are no figures. */
  figuresWith(figures: Uint8Array, changes: Change[]): Buffer;
}

/** A change and where it belongs. */
export interface RollupChange<Change> {
  cluster: string;
  workloadId: number;
  nodePoolId: number;
  timeMs: number;
  change: Change;
}

type Key = Pick<RollupRow, 'workload_id' | 'day' | 'node_pool_id'>;

type StoredRow = RollupRow & {
  [sum in 'pull_count' | 'image_wait_ms']?: BigIntColumn;
};

interface TouchedRow<Change> extends Key {
  changes: RollupChange<Change>[];
}

const KEY: Columns<Key> = {
  workload_id: 'integer',
  day: 'integer',
  node_pool_id: 'integer',
};
const NO_BYTES = new Uint8Array(0);

/**
 * Adds changes to the rows of their days: each row is read and written once,
 * however many changes touch it.
 */
export async function addToRollups<Change>(
  trx: Knex.Transaction,
  table: RollupTable<Change>,
  changes: RollupChange<Change>[],
): Promise<void> {
  if (changes.length === 0) {
    return;
  }
  const touched = touchedRows(changes);
  await lockClusters(trx, table.name, changes);
  const hoursFromMs = await hoursKeptFromMs(trx);
  const stored = await readRows(trx, table, touched);
  const rows = touched.map(row =>
    changedRow(table, row, stored.get(keyOf(row)), hoursFromMs),
  );
  await insertOrUpdate(trx, table.name, {
    columns: columnsOf(table),
    rows,
    key: ['workload_id', 'day', 'node_pool_id'],
  });
  await joinAgain(trx, table, touched);
}

/** Of the columns that the two tables have for a sum, each has its own. */
function columnsOf(table: RollupTable<never>): Columns<StoredRow> {
  return {
    ...KEY,
    [table.sumColumn]: 'bigint',
    figures: 'bytea',
    hours: 'bytea',
  } as Columns<StoredRow>;
}

function keyOf(key: Key): string {
  return `${key.day}/${key.workload_id}/${key.node_pool_id}`;
}

/** The touched rows, by key: the order in which they lie in the table. */
function touchedRows<Change>(
  changes: RollupChange<Change>[],
): TouchedRow<Change>[] {
  const touched = new Map<string, TouchedRow<Change>>();
  for (const change of changes) {
    const key = {
      workload_id: change.workloadId,
      day: Math.floor(change.timeMs / DAY_MS),
      node_pool_id: change.nodePoolId,
    };
    const name = keyOf(key);
    const row = touched.get(name);
    if (row) row.changes.push(change);
    else touched.set(name, { ...key, changes: [change] });
  }
  return [...touched.values()].sort(
    (a, b) =>
      a.workload_id - b.workload_id ||
      a.day - b.day ||
      a.node_pool_id - b.node_pool_id,
  );
}

/**
 * Two replicas may write about one cluster: until its transaction ends, one of them has the cluster's rollups to itself.
 * SQLite needs no lock, it has one writer. Locks of rows would have to be written into rows that then change anyway.
 */
export async function lockClusters(
  trx: Knex.Transaction,
  table: string,
  named: readonly { cluster: string }[],
): Promise<void> {
  if (!isPostgres(trx)) {
    return;
  }
  const clusters = [...new Set(named.map(({ cluster }) => cluster))];
  // In the order of the locks' numbers: two transactions never wait for each other.
  await trx.raw(
    `select pg_advisory_xact_lock(hashtext(?), lock) from (
       select distinct hashtext(name) as lock from unnest(?::text[]) as name order by lock
     ) as locks`,
    [table, clusters],
  );
}

async function readRows<Change>(
  trx: Knex.Transaction,
  table: RollupTable<Change>,
  touched: readonly Key[],
): Promise<Map<string, StoredRow>> {
  const rows: StoredRow[] = await readByKey(trx, table.name, {
    select: Object.keys(columnsOf(table)) as (keyof StoredRow)[],
    key: KEY,
    keys: touched,
  });
  return new Map(rows.map(row => [keyOf(row), row]));
}

function changedRow<Change>(
  table: RollupTable<Change>,
  { changes, ...key }: TouchedRow<Change>,
  stored: StoredRow | undefined,
  hoursFromMs: number,
): StoredRow {
  const all = changes.map(({ change }) => change);
  return {
    ...key,
    [table.sumColumn]:
      Number(stored?.[table.sumColumn] ?? 0) + table.sumOf(all),
    figures: table.figuresWith(stored?.figures ?? NO_BYTES, all),
    hours:
      key.day * DAY_MS >= hoursFromMs
        ? changedHours(table, stored?.hours ?? NO_BYTES, changes)
        : stored?.hours ?? null,
  };
}

function changedHours<Change>(
  table: RollupTable<Change>,
  stored: Uint8Array,
  changes: RollupChange<Change>[],
): Buffer {
  const figures = new Map<number, Uint8Array>();
  forEachHour(stored, 0, stored.length, (hour, start, end) =>
    figures.set(hour, stored.subarray(start, end)),
  );
  const byHour = new Map<number, Change[]>();
  for (const { timeMs, change } of changes) {
    const hour = Math.floor(timeMs / HOUR_MS) % 24;
    const known = byHour.get(hour);
    if (known) known.push(change);
    else byHour.set(hour, [change]);
  }
  byHour.forEach((some, hour) =>
    figures.set(hour, table.figuresWith(figures.get(hour) ?? NO_BYTES, some)),
  );
  return encodeHours(figures);
}
