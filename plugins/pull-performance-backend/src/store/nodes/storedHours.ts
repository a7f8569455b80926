import { Knex } from 'knex';
import { insertOrUpdate, readByKey } from '../bulk';
import { chunks, inTransaction } from '../database';
import { nodeNumber, nodeNumbers } from '../images/storedNodes';
import { DiskMinute, NodeIncident } from '../NodeStore';
import { hourFigures } from './hourFigures';
import { withMinute } from './hourMinutes';
import { addPullTimes, PullTime } from './pullTimes';
import { HIGHEST, NodeHourRow, nodeHourColumns } from './rows';

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NODES_PER_TRANSACTION = 100;

/** What is new of a node's hour. */
export interface HourNews {
  minutes?: DiskMinute[];
  pullTimes?: PullTime[];
  /** Pulls that ended in it. */
  pulls?: number;
  waitSeconds?: number;
  diskFull?: boolean;
}

/** News by node and hour. */
export class HourNewsByNode {
  private readonly nodes = new Map<number, Map<number, HourNews>>();

  get size(): number {
    return this.nodes.size;
  }

  of(nodeId: number, hour: number): HourNews {
    const hours = this.nodes.get(nodeId) ?? new Map<number, HourNews>();
    this.nodes.set(nodeId, hours);
    const news = hours.get(hour) ?? {};
    hours.set(hour, news);
    return news;
  }

  keys(): { node_id: number; hour: number }[] {
    return [...this.nodes].flatMap(([nodeId, hours]) =>
      [...hours.keys()].map(hour => ({ node_id: nodeId, hour })),
    );
  }

  get nodeIds(): number[] {
    return [...this.nodes.keys()].sort((one, other) => one - other);
  }
}

/** Brings hours up to date with what is new of them. */
export async function mergeHours(
  trx: Knex.Transaction,
  news: HourNewsByNode,
): Promise<void> {
  if (news.size === 0) return;
  // Replicas merge the hours of a node one after the other.
  for (const part of chunks(news.nodeIds)) {
    await trx('nodes')
      .select('id')
      .whereIn('id', part)
      .orderBy('id')
      .forUpdate();
  }
  const keys = news.keys();
  const stored: NodeHourRow[] = await readByKey(trx, 'node_hours', {
    select: Object.keys(nodeHourColumns) as (keyof NodeHourRow)[],
    key: { node_id: 'integer', hour: 'integer' },
    keys,
  });
  const before = new Map(stored.map(row => [keyOf(row), row]));
  await insertOrUpdate(trx, 'node_hours', {
    columns: nodeHourColumns,
    rows: keys.map(key =>
      merged(
        before.get(keyOf(key)) ?? emptyHour(key),
        news.of(key.node_id, key.hour),
      ),
    ),
    key: ['node_id', 'hour'],
  });
}

function keyOf(row: { node_id: number; hour: number }): string {
  return `${row.node_id} ${row.hour}`;
}

function emptyHour(key: { node_id: number; hour: number }): NodeHourRow {
  const row = { minutes: '', pull_times: '' };
  return {
    ...key,
    ...row,
    disk_full: false,
    pulls: 0,
    wait_seconds: 0,
    ...hourFigures(row),
    queue_depth: null,
    iops_share: null,
    bandwidth_share: null,
    io_pressure_share: null,
    used_share: null,
  };
}

function merged(row: NodeHourRow, news: HourNews): NodeHourRow {
  const next = { ...row };
  for (const minute of news.minutes ?? []) {
    const ofHour = Math.floor((minute.startMs % HOUR_MS) / MINUTE_MS);
    next.minutes = withMinute(next.minutes, ofHour, minute.state);
    const figures = {
      queue_depth: minute.queueDepth,
      iops_share: minute.iopsShare,
      bandwidth_share: minute.bandwidthShare,
      io_pressure_share: minute.ioPressureShare,
      used_share: minute.usedShare,
    };
    for (const column of HIGHEST) {
      const value = figures[column];
      if (value !== undefined) {
        next[column] = Math.max(next[column] ?? -Infinity, value);
      }
    }
  }
  next.pull_times = addPullTimes(next.pull_times, news.pullTimes ?? []);
  next.disk_full = Boolean(next.disk_full) || (news.diskFull ?? false);
  next.pulls += news.pulls ?? 0;
  next.wait_seconds += news.waitSeconds ?? 0;
  return { ...next, ...hourFigures(next) };
}

/** See NodeStore.saveDiskMinutes. */
export async function saveDiskMinutes(
  knex: Knex,
  options: {
    cluster: string;
    nodes: ReadonlyMap<string, readonly DiskMinute[]>;
    nowMs: number;
  },
): Promise<void> {
  const { cluster, nowMs } = options;
  const nodes = [...options.nodes].filter(([, minutes]) => minutes.length > 0);
  for (const part of chunks(nodes, NODES_PER_TRANSACTION)) {
    await inTransaction(knex, async trx => {
      const names = part.map(([name]) => ({ name }));
      const numbers = await nodeNumbers(trx, cluster, names, nowMs);
      const news = new HourNewsByNode();
      for (const [name, minutes] of part) {
        const nodeId = nodeNumber(numbers, cluster, name);
        for (const minute of minutes) {
          const hour = news.of(nodeId, Math.floor(minute.startMs / HOUR_MS));
          hour.minutes = [...(hour.minutes ?? []), minute];
        }
      }
      await mergeHours(trx, news);
    });
  }
}

/** See NodeStore.addNodeIncidents. */
export async function addNodeIncidents(
  knex: Knex,
  options: { cluster: string; incidents: NodeIncident[]; nowMs: number },
): Promise<void> {
  const { cluster, nowMs } = options;
  for (const incidents of chunks(options.incidents, NODES_PER_TRANSACTION)) {
    await inTransaction(knex, async trx => {
      const names = incidents.map(({ node }) => ({ name: node }));
      const numbers = await nodeNumbers(trx, cluster, names, nowMs);
      const news = new HourNewsByNode();
      for (const { node, atMs } of incidents) {
        const nodeId = nodeNumber(numbers, cluster, node);
        news.of(nodeId, Math.floor(atMs / HOUR_MS)).diskFull = true;
      }
      await mergeHours(trx, news);
    });
  }
}
