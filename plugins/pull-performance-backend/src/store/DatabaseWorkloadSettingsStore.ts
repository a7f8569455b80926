import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { DAY_MS } from './buckets';
import { insertOrUpdate, readByKey } from './bulk';
import { chunks, inTransaction, openDatabase } from './database';
import { workloadNumber, workloadNumbers } from './numbers';
import { preparedQuery } from './preparedStatements';
import { WorkloadKey } from './PullStore';
import { removeOld } from './removeOld';
import { BigIntColumn } from './rows';
import { storableKey, storableText } from './storable';
import {
  NewestPod,
  StoredWorkloadSettings,
  WorkloadSettingsStore,
} from './WorkloadSettingsStore';

const WORKLOADS_PER_TRANSACTION = 500;

interface SettingsRow {
  workload_id: number;
  settings: string | null;
  containers: string;
  pod_uid: string;
  pod_created_at: BigIntColumn;
  observed_at: BigIntColumn;
}

const columns = {
  workload_id: 'integer',
  settings: 'text',
  containers: 'text',
  pod_uid: 'text',
  pod_created_at: 'bigint',
  observed_at: 'bigint',
} as const;

type Options<Method extends keyof WorkloadSettingsStore> = Parameters<
  WorkloadSettingsStore[Method]
>[0];
type Answer<Method extends keyof WorkloadSettingsStore> = ReturnType<
  WorkloadSettingsStore[Method]
>;

/** Keeps the settings of workloads in Backstage's database, SQLite and PostgreSQL alike. */
export class DatabaseWorkloadSettingsStore implements WorkloadSettingsStore {
  private constructor(private readonly knex: Knex) {}

  /** Opens the plugin's database and brings its tables up to date. */
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseWorkloadSettingsStore> {
    return new DatabaseWorkloadSettingsStore(
      await openDatabase(options.database),
    );
  }

  async saveNewestPods(options: Options<'saveNewestPods'>): Promise<void> {
    for (const pods of chunks(options.pods, WORKLOADS_PER_TRANSACTION)) {
      await inTransaction(this.knex, trx =>
        saveSome(trx, { ...options, pods }),
      );
    }
  }

  async settingsOf(options: Options<'settingsOf'>): Answer<'settingsOf'> {
    const { entityRef, cluster, limit, offset = 0 } = options;
    const rows = await preparedQuery<
      WorkloadKey &
        Pick<SettingsRow, 'settings'> & {
          containers: string | null;
          observed_at: BigIntColumn | null;
        }
    >(
      this.knex,
      `select cluster, namespace, kind, name, settings, containers, observed_at
       from workload_services join workloads on workloads.id = workload_services.workload_id
       left join workload_settings on workload_settings.workload_id = workloads.id
       where entity_ref = ?${cluster === undefined ? '' : ' and cluster = ?'}
       order by case when containers is null then 1 else 0 end, cluster, namespace, kind, name
       limit ? offset ?`,
      [
        entityRef,
        ...(cluster === undefined ? [] : [cluster]),
        ...[limit, offset],
      ],
    );
    const [{ total }] = await preparedQuery<{ total: BigIntColumn }>(
      this.knex,
      `select count(*) as total from ${ofService(cluster)}`,
      cluster === undefined ? [entityRef] : [entityRef, cluster],
    );
    return { items: rows.map(toStored), total: Number(total) };
  }

  async clustersOf(options: Options<'clustersOf'>): Promise<string[]> {
    const { entityRef, cluster, limit } = options;
    const rows = await preparedQuery<{ cluster: string }>(
      this.knex,
      `select distinct cluster from ${ofService(
        cluster,
      )} order by cluster limit ?`,
      [entityRef, ...(cluster === undefined ? [] : [cluster]), limit],
    );
    return rows.map(row => row.cluster);
  }

  prune(options: Options<'prune'>): Promise<number> {
    const { knex } = this;
    const { beforeMs, signal } = options;
    return removeOld(knex, 'workload_settings', {
      key: ['workload_id'],
      old: query =>
        query
          .where('observed_at', '<', beforeMs)
          .orWhereNotExists(
            knex('workloads')
              .select(knex.raw('1'))
              .where('id', knex.ref('workload_settings.workload_id')),
          ),
      signal,
    });
  }
}

/** The workloads of a service as a part of a query. */
function ofService(cluster: string | undefined): string {
  return `workload_services join workloads on workloads.id = workload_services.workload_id
    where entity_ref = ?${cluster === undefined ? '' : ' and cluster = ?'}`;
}

async function saveSome(
  trx: Knex.Transaction,
  options: { pods: NewestPod[]; atMs: number; partial?: boolean },
): Promise<void> {
  const { atMs, partial = false } = options;
  const keys = options.pods.map(({ workload }) => storableKey(workload));
  const numbers = await workloadNumbers(trx, keys, atMs);
  const told = new Map<number, SettingsRow>();
  options.pods.forEach((pod, index) => {
    const row = rowOf(pod, workloadNumber(numbers, keys[index]), atMs);
    const other = told.get(row.workload_id);
    if (!other || isNewer(row, other)) told.set(row.workload_id, row);
  });
  const stored = await readByKey<Pick<SettingsRow, 'workload_id'>, SettingsRow>(
    trx,
    'workload_settings',
    {
      select: [
        ...['workload_id', 'settings', 'containers', 'pod_uid'],
        ...['pod_created_at', 'observed_at'],
      ] as (keyof SettingsRow)[],
      key: { workload_id: 'integer' },
      keys: [...told.keys()].map(id => ({ workload_id: id })),
    },
  );
  for (const before of stored) {
    const row = told.get(before.workload_id);
    if (row && !isWorthWriting(row, before, { atMs, partial })) {
      told.delete(row.workload_id);
    }
  }
  await insertOrUpdate(trx, 'workload_settings', {
    columns,
    // In a fixed order, so that two transactions never wait for each other.
    rows: [...told.values()].sort((a, b) => a.workload_id - b.workload_id),
    key: ['workload_id'],
  });
}

function rowOf(pod: NewestPod, workloadId: number, atMs: number): SettingsRow {
  return {
    workload_id: workloadId,
    settings: pod.settings ? JSON.stringify(pod.settings) : null,
    containers: JSON.stringify(pod.containers),
    pod_uid: storableText(pod.podUid),
    pod_created_at: Math.round(pod.podCreatedAtMs ?? 0),
    observed_at: Math.round(atMs),
  };
}

function isNewer(row: SettingsRow, other: SettingsRow): boolean {
  const difference = Number(row.pod_created_at) - Number(other.pod_created_at);
  return difference > 0 || (difference === 0 && row.pod_uid > other.pod_uid);
}

function isWorthWriting(
  row: SettingsRow,
  before: SettingsRow,
  options: { atMs: number; partial: boolean },
): boolean {
  // To the day: a write each time would be many.
  const isOld = options.atMs - Number(before.observed_at) > DAY_MS;
  if (options.partial) {
    if (isNewer(before, row)) return isOld;
    if (isNewer(row, before)) return true;
  }
  return (
    isOld ||
    row.settings !== before.settings ||
    row.containers !== before.containers
  );
}

/** What is written as JSON was read by this plugin before. */
function toStored(
  row: WorkloadKey & {
    settings: string | null;
    containers: string | null;
    observed_at: BigIntColumn | null;
  },
): StoredWorkloadSettings {
  const { cluster, namespace, kind, name } = row;
  const workload = { cluster, namespace, kind, name };
  if (row.containers === null) return { workload };
  return {
    workload,
    pod: {
      settings: row.settings === null ? undefined : JSON.parse(row.settings),
      containers: JSON.parse(row.containers),
      observedAtMs: Number(row.observed_at),
    },
  };
}
