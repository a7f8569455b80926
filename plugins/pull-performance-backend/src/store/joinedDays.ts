import { Knex } from 'knex';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DAY_MS, DAYS_PER_SPAN } from './buckets';
import { Columns, insertOrUpdate } from './bulk';
import { chunks, inTransaction } from './database';
import { markOf, setMark, workloadPages } from './retention';
import { RollupRow } from './rows';

/** Of one transaction: the days of a hundred workloads in memory are some MB. */
const SPANS_AT_ONCE = 4;
/** Late events come within hours; history that is told later changes joined days too. */
const SETTLING_DAYS = 2;

/** Figures of a workload, eight UTC days and node pool. */
type JoinedRow = Pick<RollupRow, 'workload_id' | 'node_pool_id' | 'figures'> & {
  span: number;
};

type Key = Omit<JoinedRow, 'figures'>;

/** A table of rollups by day, and how figures of it are put together. */
export interface JoinableTable {
  name: 'pull_rollups' | 'pod_start_rollups';
  join(figures: readonly Uint8Array[]): Buffer;
}

const COLUMNS: Columns<JoinedRow> = {
  workload_id: 'integer',
  span: 'integer',
  node_pool_id: 'integer',
  figures: 'bytea',
};

function spanOf(day: number): number {
  return Math.floor(day / DAYS_PER_SPAN);
}

/**
 * Joins days again that are joined already, or just being joined, and have changed: seldom, since these are long over. The rollups
 * of the days' clusters must be locked, so that whoever joins days comes before or after.
 */
export async function joinAgain(
  trx: Knex.Transaction,
  table: JoinableTable,
  changed: readonly Pick<RollupRow, 'workload_id' | 'day'>[],
): Promise<void> {
  const before = await markOf(trx, 'joining');
  const workloads = new Map<number, Set<number>>();
  for (const { workload_id: workload, day } of changed) {
    const span = spanOf(day);
    if (span < before) {
      const some = workloads.get(span) ?? new Set();
      workloads.set(span, some.add(workload));
    }
  }
  for (const [span, ids] of workloads) {
    for (const some of chunks([...ids])) {
      const range = { workloads: some, from: span, to: span + 1 };
      await joinWorkloads(trx, table, range);
    }
  }
}

/**
 * Joins days that are over, in three steps, so that a batch which changes such days meanwhile is counted once: from the first mark on
 * writers join such days again; the days of each workload are joined under its cluster's lock; from the second mark on joined days are read.
 *
 * @returns up to which span days are joined
 */
export async function joinDays(
  knex: Knex,
  options: {
    tables: readonly JoinableTable[];
    /** Locks the rollups of clusters until the transaction ends. */
    lock: (
      trx: Knex.Transaction,
      table: string,
      clusters: readonly { cluster: string }[],
    ) => Promise<void>;
    nowMs: number;
    signal?: AbortSignal;
  },
): Promise<number> {
  const { tables, lock, nowMs, signal } = options;
  const joined = await markOf(knex, 'joined');
  const to = spanOf(Math.floor(nowMs / DAY_MS) - SETTLING_DAYS);
  if (to <= joined) return joined;
  await setMark(knex, { name: 'joining', cluster: '', before: to });
  for await (const workloads of workloadPages(knex)) {
    for (const table of tables) {
      for (let from = joined; from < to; from += SPANS_AT_ONCE) {
        if (signal?.aborted) return joined;
        await inTransaction(knex, async trx => {
          const clusters: { cluster: string }[] = await trx('workloads')
            .distinct('cluster')
            .whereIn('id', workloads);
          await lock(trx, table.name, clusters);
          const some = { from, to: Math.min(from + SPANS_AT_ONCE, to) };
          await joinWorkloads(trx, table, { workloads, ...some });
        });
        await nextTurn();
      }
    }
  }
  await setMark(knex, { name: 'joined', cluster: '', before: to });
  return to;
}

async function joinWorkloads(
  trx: Knex.Transaction,
  table: JoinableTable,
  range: { workloads: number[]; from: number; to: number },
): Promise<void> {
  const rows: Pick<
    RollupRow,
    'workload_id' | 'day' | 'node_pool_id' | 'figures'
  >[] = await trx(table.name)
    .select('workload_id', 'day', 'node_pool_id', 'figures')
    .whereIn('workload_id', range.workloads)
    .where('day', '>=', range.from * DAYS_PER_SPAN)
    .where('day', '<', range.to * DAYS_PER_SPAN);
  const parts = new Map<string, { key: Key; figures: Uint8Array[] }>();
  for (const { workload_id, day, node_pool_id, figures } of rows) {
    const key = { workload_id, span: spanOf(day), node_pool_id };
    const part = parts.get(textOf(key)) ?? { key, figures: [] };
    parts.set(textOf(key), part);
    part.figures.push(figures);
  }
  const joined = [...parts.values()].map(({ key, figures }) => ({
    ...key,
    figures: table.join(figures),
  }));
  await insertOrUpdate(trx, `${table.name}_joined`, {
    columns: COLUMNS,
    rows: joined,
    key: ['workload_id', 'span', 'node_pool_id'],
  });
}

function textOf({ workload_id, span, node_pool_id }: Key): string {
  return `${workload_id}/${span}/${node_pool_id}`;
}
