import { NodePull } from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { chunks } from '../database';
import { NodeFigures, PullingHour } from '../NodeStore';
import { TimeWindow } from '../PullStore';
import { decodePullTimes } from './pullTimes';
import { NodeHourRow } from './rows';
import { HOUR_MS } from './storedHours';

const summed = [
  'pulls',
  'wait_seconds',
  'pulling_seconds',
  'observed_seconds',
  'busy_seconds',
  'throttled_seconds',
  'iops_seconds',
  'bandwidth_seconds',
  'queue_depth_seconds',
  'io_pressure_seconds',
  'sampled_seconds',
] as const;
const highestWhilePulling = [
  'queue_depth',
  'iops_share',
  'bandwidth_share',
  'io_pressure_share',
] as const;

type SumRow = Record<(typeof summed)[number], number | string> &
  Record<(typeof highestWhilePulling)[number] | 'used_share', number | null> & {
    node_id: number;
    full_hours: number | string;
  };

/** See NodeStore.figuresOf. */
export async function figuresOf(
  knex: Knex,
  options: { nodeIds: readonly number[]; window: TimeWindow },
): Promise<Map<number, NodeFigures>> {
  const found = new Map<number, NodeFigures>();
  for (const part of chunks(options.nodeIds)) {
    const rows: SumRow[] = await hoursIn(knex, part, options.window)
      .select('node_id')
      .select(summed.map(column => knex.raw('sum(??) as ??', [column, column])))
      .select(
        highestWhilePulling.map(column =>
          knex.raw('max(case when pulling_seconds > 0 then ?? end) as ??', [
            column,
            column,
          ]),
        ),
      )
      .select(knex.raw('max(used_share) as used_share'))
      .select(
        knex.raw('sum(case when disk_full then 1 else 0 end) as full_hours'),
      )
      .groupBy('node_id');
    for (const row of rows) found.set(row.node_id, toFigures(row));
  }
  return found;
}

function toFigures(row: SumRow): NodeFigures {
  return {
    pulls: Number(row.pulls),
    waitSeconds: Number(row.wait_seconds),
    pullingSeconds: Number(row.pulling_seconds),
    observedSeconds: Number(row.observed_seconds),
    busySeconds: Number(row.busy_seconds),
    throttledSeconds: Number(row.throttled_seconds),
    throttledBySeconds: {
      iops: Number(row.iops_seconds),
      bandwidth: Number(row.bandwidth_seconds),
      queueDepth: Number(row.queue_depth_seconds),
      ioPressure: Number(row.io_pressure_seconds),
    },
    sampledSeconds: Number(row.sampled_seconds),
    queueDepth: row.queue_depth ?? undefined,
    iopsShare: row.iops_share ?? undefined,
    bandwidthShare: row.bandwidth_share ?? undefined,
    ioPressureShare: row.io_pressure_share ?? undefined,
    usedShare: row.used_share ?? undefined,
    diskPressure: Number(row.full_hours) > 0,
  };
}

/** See NodeStore.pullingHours. */
export async function pullingHours(
  knex: Knex,
  options: { nodeIds: readonly number[]; window: TimeWindow },
): Promise<Map<number, PullingHour[]>> {
  const found = new Map<number, PullingHour[]>();
  for (const part of chunks(options.nodeIds)) {
    const rows: NodeHourRow[] = await hoursIn(knex, part, options.window)
      .select('node_id', 'hour', 'pulls', 'wait_seconds', 'pulling_seconds')
      .select('observed_seconds', 'throttled_seconds')
      .where(query =>
        query.where('pulling_seconds', '>', 0).orWhere('pulls', '>', 0),
      )
      .orderBy(['node_id', 'hour']);
    for (const row of rows) {
      const hours = found.get(row.node_id) ?? [];
      found.set(row.node_id, hours);
      hours.push({
        hour: row.hour,
        pulls: row.pulls,
        waitSeconds: row.wait_seconds,
        pullingSeconds: row.pulling_seconds,
        observedSeconds: row.observed_seconds,
        throttledSeconds: row.throttled_seconds,
      });
    }
  }
  return found;
}

/** See NodeStore.recentPulls. */
export async function recentPulls(
  knex: Knex,
  options: { nodeIds: readonly number[]; window: TimeWindow; limit: number },
): Promise<Map<number, NodePull[]>> {
  const { nodeIds, window, limit } = options;
  const found = new Map<number, NodePull[]>();
  for (const part of chunks(nodeIds)) {
    const rows: Pick<NodeHourRow, 'node_id' | 'hour' | 'pull_times'>[] =
      await hoursIn(knex, part, window)
        .select('node_id', 'hour', 'pull_times')
        .where('pulling_seconds', '>', 0)
        .orderBy('hour', 'desc');
    for (const row of rows) {
      const pulls = found.get(row.node_id) ?? [];
      found.set(row.node_id, pulls);
      if (pulls.length >= limit) continue;
      const atMs = (seconds: number) => row.hour * HOUR_MS + seconds * 1000;
      for (const time of decodePullTimes(row.pull_times)) {
        pulls.push({
          requestedAtMs: atMs(time.requested),
          startedAtMs: atMs(time.started),
          finishedAtMs: atMs(time.finished),
        });
      }
    }
  }
  return found;
}

/** See NodeStore.firstPullMs. */
export async function firstPullMs(
  knex: Knex,
  options: { cluster: string; sinceMs: number; beforeMs: number },
): Promise<number | undefined> {
  const { cluster, sinceMs, beforeMs } = options;
  const row: { hour?: number | null } | undefined = await knex('node_hours')
    .min({ hour: 'hour' })
    .where('hour', '>=', Math.floor(sinceMs / HOUR_MS))
    .where('hour', '<', Math.ceil(beforeMs / HOUR_MS))
    .where('pulls', '>', 0)
    .whereIn('node_id', knex('nodes').select('id').where({ cluster }))
    .first();
  return typeof row?.hour === 'number' ? row.hour * HOUR_MS : undefined;
}

function hoursIn(
  knex: Knex,
  nodeIds: readonly number[],
  { fromMs, toMs }: TimeWindow,
): Knex.QueryBuilder {
  return knex('node_hours')
    .whereIn('node_id', nodeIds)
    .where('hour', '>=', Math.floor(fromMs / HOUR_MS))
    .where('hour', '<', Math.ceil(toMs / HOUR_MS));
}
