import { PullMetricHour } from 'backstage-plugin-pull-performance-node';
import { Knex } from 'knex';
import { Columns, insertOrUpdate } from '../bulk';
import { chunks, inTransaction } from '../database';
import { optionalNumber } from '../images/rows';
import { nodeNumber, nodeNumbers } from '../images/storedNodes';
import { PullMetricFigures } from '../NodeStore';
import { TimeWindow } from '../PullStore';
import { HOUR_MS } from './storedHours';

const TABLE = 'pull_metrics';
const NODES_PER_TRANSACTION = 100;

/** See ../../../migrations for what the columns mean. */
interface PullMetricRow {
  node_id: number;
  hour: number;
  pulls: number | null;
  wait_seconds: number | null;
  requests: number | null;
  present: number | null;
  runtime_pulls: number | null;
  runtime_failures: number | null;
}

const columns: Columns<PullMetricRow> = {
  node_id: 'integer',
  hour: 'integer',
  pulls: 'double precision',
  wait_seconds: 'double precision',
  requests: 'double precision',
  present: 'double precision',
  runtime_pulls: 'double precision',
  runtime_failures: 'double precision',
};

/** See NodeStore.savePullMetrics. */
export async function savePullMetrics(
  knex: Knex,
  options: {
    cluster: string;
    nodes: ReadonlyMap<string, readonly PullMetricHour[]>;
    nowMs: number;
  },
): Promise<void> {
  const { cluster, nowMs } = options;
  const nodes = [...options.nodes].filter(([, hours]) => hours.length > 0);
  for (const part of chunks(nodes, NODES_PER_TRANSACTION)) {
    await inTransaction(knex, async trx => {
      const names = part.map(([name]) => ({ name }));
      const numbers = await nodeNumbers(trx, cluster, names, nowMs);
      const rows = part.flatMap(([name, hours]) =>
        rowsOf(nodeNumber(numbers, cluster, name), hours),
      );
      await insertOrUpdate(trx, TABLE, {
        columns,
        // Replicas lock rows in the same order.
        rows: rows.sort((one, other) => one.node_id - other.node_id),
        key: ['node_id', 'hour'],
      });
    });
  }
}

/** One row for an hour: PostgreSQL refuses a statement that writes a row twice. */
function rowsOf(
  nodeId: number,
  hours: readonly PullMetricHour[],
): PullMetricRow[] {
  const rows = new Map<number, PullMetricRow>();
  for (const told of hours) {
    const hour = Math.floor(told.startMs / HOUR_MS);
    rows.set(hour, {
      node_id: nodeId,
      hour,
      pulls: told.pulls ?? null,
      wait_seconds: told.waitSecondsSum ?? null,
      requests: told.requests ?? null,
      present: told.presentLocally ?? null,
      runtime_pulls: told.runtimePulls ?? null,
      runtime_failures: told.runtimeFailures ?? null,
    });
  }
  return [...rows.values()];
}

/** Sums of hours in which all that belongs together is known; null: in none. */
const sums = {
  hours: 'count(m.pulls)',
  pulls: 'sum(m.pulls)',
  known_pulls:
    'sum(case when m.pulls is not null then coalesce(h.pulls, 0) end)',
  timed_pulls: 'sum(case when m.wait_seconds is not null then m.pulls end)',
  wait_seconds: 'sum(case when m.pulls is not null then m.wait_seconds end)',
  requests: 'sum(case when m.present is not null then m.requests end)',
  present: 'sum(case when m.requests is not null then m.present end)',
  runtime_pulls: 'sum(case when m.pulls is not null then m.runtime_pulls end)',
  runtime_failures:
    'sum(case when m.pulls is not null then m.runtime_failures end)',
} as const;

type SumRow = Record<keyof typeof sums, number | string | null> & {
  node_id: number;
};

/** See NodeStore.pullMetricsOf. */
export async function pullMetricsOf(
  knex: Knex,
  options: { nodeIds: readonly number[]; window: TimeWindow },
): Promise<Map<number, PullMetricFigures>> {
  const { fromMs, toMs } = options.window;
  const found = new Map<number, PullMetricFigures>();
  for (const part of chunks(options.nodeIds)) {
    const rows: SumRow[] = await knex({ m: TABLE })
      .leftJoin({ h: 'node_hours' }, join =>
        join.on('h.node_id', 'm.node_id').andOn('h.hour', 'm.hour'),
      )
      .select('m.node_id')
      .select(
        Object.entries(sums).map(([name, sum]) =>
          knex.raw(`${sum} as ??`, [name]),
        ),
      )
      .whereIn('m.node_id', part)
      .where('m.hour', '>=', Math.floor(fromMs / HOUR_MS))
      .where('m.hour', '<', Math.ceil(toMs / HOUR_MS))
      .groupBy('m.node_id');
    for (const row of rows) found.set(row.node_id, toFigures(row));
  }
  return found;
}

function toFigures(row: SumRow): PullMetricFigures {
  return {
    hours: Number(row.hours),
    pulls: Number(row.pulls),
    knownPulls: Number(row.known_pulls),
    timedPulls: Number(row.timed_pulls),
    waitSeconds: Number(row.wait_seconds),
    requests: Number(row.requests),
    presentLocally: Number(row.present),
    runtimePulls: optionalNumber(row.runtime_pulls),
    runtimeFailures: optionalNumber(row.runtime_failures),
  };
}
