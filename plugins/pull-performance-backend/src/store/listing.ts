import { InputError } from '@backstage/errors';
import { FailureCause } from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { preparedQuery } from './preparedStatements';
import {
  ListPullsOptions,
  PullSubject,
  StoredPull,
  TimeWindow,
} from './PullStore';
import { PodRow, PullRow, WorkloadRow } from './rows';
import { subjectCondition, subjectWorkloads } from './subjects';

type ListedRow = PullRow &
  Pick<WorkloadRow, 'namespace' | 'kind' | 'name'> &
  Pick<PodRow, 'cluster' | 'pod_uid' | 'pod_name' | 'node'> & { pool: string };

/** See PullStore.listPulls: newest first; of one millisecond, the later stored first. */
export async function listPulls(
  knex: Knex,
  options: ListPullsOptions,
): Promise<{ items: StoredPull[]; nextCursor?: string }> {
  const query = windowPulls(knex, options);
  if (options.outcome) {
    query.where('pulls.outcome', options.outcome);
  }
  if (options.cursor !== undefined) {
    const { finishedAtMs, id } = decodeCursor(options.cursor);
    query.where(older =>
      older
        .where('pulls.finished_at', '<', finishedAtMs)
        .orWhere(same =>
          same
            .where('pulls.finished_at', finishedAtMs)
            .where('pulls.id', '<', id),
        ),
    );
  }
  const rows: ListedRow[] = await query
    .join('workloads', 'workloads.id', 'pulls.workload_id')
    .join('node_pools', 'node_pools.id', 'pulls.node_pool_id')
    .join('pods', 'pods.id', 'pulls.pod_id')
    .select(
      'pulls.*',
      'pods.cluster',
      'pods.pod_uid',
      'pods.pod_name',
      'pods.node',
      'workloads.namespace',
      'workloads.kind',
      'workloads.name',
      'node_pools.name as pool',
    )
    .orderBy([
      { column: 'pulls.finished_at', order: 'desc' },
      { column: 'pulls.id', order: 'desc' },
    ])
    .limit(options.limit + 1);
  const items = rows.slice(0, options.limit).map(toPull);
  const last = items.at(-1);
  return rows.length > options.limit && last
    ? { items, nextCursor: encodeCursor(last) }
    : { items };
}

/** See PullStore.latestFailures. */
export async function latestFailures(
  knex: Knex,
  options: { subject: PullSubject; window: TimeWindow; cluster?: string },
): Promise<{ cluster: string; cause: FailureCause; message: string }[]> {
  const { subject, window, cluster } = options;
  const condition = subjectCondition({ subject, cluster });
  return preparedQuery(
    knex,
    `select cluster, cause, message from (
       select workloads.cluster, pulls.cause, pulls.message,
         row_number() over (
           partition by workloads.cluster, pulls.cause order by pulls.finished_at desc, pulls.id desc
         ) as age_rank
       from pulls join workloads on workloads.id = pulls.workload_id
       where ${condition.sql} and pulls.finished_at >= ? and pulls.finished_at < ?
         and pulls.outcome = 'failed' and pulls.cause is not null
     ) as ranked where age_rank = 1 order by cluster, cause`,
    [...condition.bindings, window.fromMs, window.toMs],
  );
}

function windowPulls(
  knex: Knex,
  options: { subject: PullSubject; window: TimeWindow; cluster?: string },
): Knex.QueryBuilder {
  return knex('pulls')
    .whereIn(
      'pulls.workload_id',
      subjectWorkloads(knex, options).select('workloads.id'),
    )
    .where('pulls.finished_at', '>=', options.window.fromMs)
    .where('pulls.finished_at', '<', options.window.toMs);
}

function toPull(row: ListedRow): StoredPull {
  return {
    id: String(row.id),
    eventUid: row.event_uid,
    occurrence: row.occurrence,
    workload: {
      cluster: row.cluster,
      namespace: row.namespace,
      kind: row.kind,
      name: row.name,
    },
    podName: row.pod_name,
    podUid: row.pod_uid,
    container: row.container,
    containerKind: row.container_kind as StoredPull['containerKind'],
    node: row.node,
    nodePool: row.pool || undefined,
    image: row.image,
    outcome: row.outcome as StoredPull['outcome'],
    cause: (row.cause ?? undefined) as StoredPull['cause'],
    finishedAtMs: Number(row.finished_at),
    waitSeconds: row.wait_seconds ?? undefined,
    pullSeconds: row.pull_seconds ?? undefined,
    imageBytes: row.image_bytes === null ? undefined : Number(row.image_bytes),
    message: row.message,
  };
}

function encodeCursor({ finishedAtMs, id }: StoredPull): string {
  return Buffer.from(`${finishedAtMs}.${id}`).toString('base64url');
}

function decodeCursor(cursor: string): { finishedAtMs: number; id: number } {
  const text = Buffer.from(cursor.slice(0, 64), 'base64url').toString('latin1');
  const [, finishedAtMs, id] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (finishedAtMs === undefined || id === undefined) {
    throw new InputError(
      'The parameter cursor is malformed: pass the nextCursor of an earlier answer, or none to begin with the newest pull',
    );
  }
  return { finishedAtMs: Number(finishedAtMs), id: Number(id) };
}
