import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { DAY_MS } from './buckets';
import {
  ClusterCollectionState,
  CollectionGap,
  CollectionStateName,
  CollectionStore,
} from './CollectionStore';
import { chunks, inTransaction, openDatabase } from './database';
import { listPushing } from './DatabasePushingClusterStore';
import { isPostgres, preparedQuery } from './preparedStatements';
import { BigIntColumn } from './rows';
import { storableText } from './storable';
import { UNOWNED } from './subjects';

/** The newest gaps that are told of a cluster; older ones stay in the database. */
const MAX_LISTED_GAPS = 100;
const UNOWNED_DAYS = 7;
const UNOWNED_HOLDS_MS = 60_000;
/** A lease that lasts longer than this, and than two times of what is asked for, was given by a clock that has been set back. */
const LONG_LEASE_MS = 60_000;

interface StateRow {
  cluster: string;
  title: string | null;
  access: string;
  state: string;
  last_success_at: BigIntColumn | null;
  lag_seconds: number | null;
  event_lifetime_ms: BigIntColumn | null;
  problems: string;
}

interface GapRow {
  id: number;
  cluster: string;
  from_at: BigIntColumn;
  to_at: BigIntColumn;
  why: string;
}

/** Keeps the collectors' states, gaps and leases in Backstage's database. */
export class DatabaseCollectionStore implements CollectionStore {
  private unowned?: { atMs: number; counts: Promise<Map<string, number>> };

  private constructor(
    private readonly knex: Knex,
    private readonly now: () => number,
    private readonly leaseNow: () => Promise<number>,
  ) {}

  /** Opens the plugin's database and brings its tables up to date. */
  static async create(options: {
    database: DatabaseService;
    /** Epoch milliseconds; leases go by it too, and by the database server's clock when it is absent. */
    now?: () => number;
  }): Promise<DatabaseCollectionStore> {
    const { database, now } = options;
    const knex = await openDatabase(database);
    return new DatabaseCollectionStore(
      knex,
      now ?? Date.now,
      now ? async () => now() : () => databaseNow(knex),
    );
  }

  async saveState(state: ClusterCollectionState): Promise<void> {
    const row: StateRow = {
      cluster: state.cluster,
      title: state.title ?? null,
      access: state.access,
      state: state.state,
      last_success_at: state.lastSuccessAtMs ?? null,
      lag_seconds: state.lagSeconds ?? null,
      event_lifetime_ms:
        state.eventLifetimeMs === undefined
          ? null
          : Math.round(state.eventLifetimeMs),
      problems: JSON.stringify(state.problems),
    };
    await this.knex('collection_states')
      .insert(row)
      .onConflict('cluster')
      .merge();
  }

  async listStates(options: { afterCluster?: string; limit: number }): Promise<
    (ClusterCollectionState & {
      gaps: CollectionGap[];
      unownedPulls: number;
    })[]
  > {
    // Sorted here: databases order text each in their own way, and there are few clusters.
    const known = await this.knownStates();
    const page = known
      .filter(({ cluster }) => cluster > (options.afterCluster ?? ''))
      .sort((a, b) => (a.cluster < b.cluster ? -1 : 1))
      .slice(0, options.limit);
    const unowned = await this.unownedPulls();
    const gaps = await this.gapsOf(page.map(({ cluster }) => cluster));
    return page.map(state => ({
      ...state,
      gaps: state.gaps ?? gaps.get(state.cluster) ?? [],
      unownedPulls: unowned.get(state.cluster) ?? 0,
    }));
  }

  async getState(cluster: string): Promise<ClusterCollectionState | undefined> {
    const row: StateRow | undefined = await this.knex('collection_states')
      .where({ cluster })
      .first();
    return row && toState(row);
  }

  async countStates(): Promise<number> {
    const known = await this.knownStates();
    return known.length;
  }

  /**
   * Clusters that are read and clusters that push. One that does both is shown as it is read: that tells more. One that cannot be
   * read but pushes is shown as it pushes.
   */
  private async knownStates(): Promise<
    (ClusterCollectionState & { gaps?: CollectionGap[] })[]
  > {
    const rows = await preparedQuery<StateRow>(
      this.knex,
      'select * from collection_states',
      [],
    );
    const read = rows.map(toState);
    const isRead = new Set(
      read.filter(({ state }) => state !== 'skipped').map(one => one.cluster),
    );
    const pushing = (await listPushing(this.knex, this.now())).filter(
      ({ cluster }) => !isRead.has(cluster),
    );
    const pushes = new Set(pushing.map(({ cluster }) => cluster));
    return [...read.filter(({ cluster }) => !pushes.has(cluster)), ...pushing];
  }

  async keepOnly(clusters: string[]): Promise<void> {
    const kept = new Set(clusters);
    for (const table of [
      'collection_states',
      'collection_gaps',
      'collection_leases',
    ]) {
      const known: string[] = await this.knex(table)
        .distinct()
        .pluck('cluster');
      const gone = known.filter(cluster => !kept.has(cluster));
      for (const part of chunks(gone)) {
        await this.knex(table).whereIn('cluster', part).delete();
      }
    }
  }

  async addGap(cluster: string, gap: CollectionGap): Promise<void> {
    const why = storableText(gap.why, 1_024);
    await inTransaction(this.knex, async trx => {
      const touching: GapRow[] = await trx('collection_gaps')
        .where({ cluster, why })
        .where('from_at', '<=', gap.toMs)
        .where('to_at', '>=', gap.fromMs)
        .orderBy('id')
        .forUpdate();
      const all = [gap, ...touching.map(toGap)];
      for (const part of chunks(touching)) {
        const ids = part.map(({ id }) => id);
        await trx('collection_gaps').whereIn('id', ids).delete();
      }
      await trx('collection_gaps').insert({
        cluster,
        from_at: Math.min(...all.map(({ fromMs }) => fromMs)),
        to_at: Math.max(...all.map(({ toMs }) => toMs)),
        why,
      });
    });
  }

  async acquireLease(options: {
    cluster: string;
    holder: string;
    ttlMs: number;
  }): Promise<boolean> {
    const { cluster, holder, ttlMs } = options;
    const nowMs = await this.leaseNow();
    const tooLateMs = nowMs + Math.max(2 * ttlMs, LONG_LEASE_MS);
    // One statement, so it is atomic; it returns the row only when it wrote it.
    const written = await this.knex('collection_leases')
      .insert({ cluster, holder, expires_at: nowMs + ttlMs })
      .onConflict('cluster')
      .merge()
      .where(free =>
        free
          .where('collection_leases.holder', holder)
          .orWhere('collection_leases.expires_at', '<=', nowMs)
          .orWhere('collection_leases.expires_at', '>', tooLateMs),
      )
      .returning('holder');
    return written.length > 0;
  }

  async releaseLease(options: {
    cluster: string;
    holder: string;
  }): Promise<void> {
    const { cluster, holder } = options;
    await this.knex('collection_leases').where({ cluster, holder }).delete();
  }

  /** The newest gaps of each cluster. */
  private async gapsOf(
    clusters: string[],
  ): Promise<Map<string, CollectionGap[]>> {
    const ranked = this.knex('collection_gaps')
      .whereIn('cluster', clusters)
      .select('*')
      .rowNumber('age_rank', rank =>
        rank.partitionBy('cluster').orderBy('to_at', 'desc').orderBy('id'),
      );
    const rows: GapRow[] = await this.knex
      .from(ranked.as('ranked'))
      .where('age_rank', '<=', MAX_LISTED_GAPS)
      .orderBy('age_rank');
    const gaps = new Map<string, CollectionGap[]>();
    for (const row of rows) {
      const known = gaps.get(row.cluster);
      if (known) known.push(toGap(row));
      else gaps.set(row.cluster, [toGap(row)]);
    }
    return gaps;
  }

  /** Counted at most once a minute, since each scorecard tells it and it takes as long as there are unowned workloads. */
  private async unownedPulls(): Promise<Map<string, number>> {
    const nowMs = this.now();
    const known = this.unowned;
    if (known && Math.abs(nowMs - known.atMs) < UNOWNED_HOLDS_MS) {
      return known.counts;
    }
    const counts = this.countUnownedPulls();
    this.unowned = { atMs: nowMs, counts };
    counts.catch(() => {
      this.unowned = undefined;
    });
    return counts;
  }

  /** Pulls of today and the days before whose workload belongs to no service, by cluster. */
  private async countUnownedPulls(): Promise<Map<string, number>> {
    const today = Math.floor(this.now() / DAY_MS);
    // The cross join keeps SQLite from reading whole days, of all workloads.
    const rows = await preparedQuery<{ cluster: string; pulls: BigIntColumn }>(
      this.knex,
      `select cluster, sum(pull_count) as pulls from workloads cross join pull_rollups
       where pull_rollups.workload_id = workloads.id and day >= ? and ${UNOWNED}
       group by cluster`,
      [today - UNOWNED_DAYS],
    );
    return new Map(rows.map(({ cluster, pulls }) => [cluster, Number(pulls)]));
  }
}

/** Replicas share the clock of their database server, not their own ones. SQLite has no other than this process's. */
async function databaseNow(knex: Knex): Promise<number> {
  if (!isPostgres(knex)) return Date.now();
  const { rows } = await knex.raw(
    'select extract(epoch from clock_timestamp()) * 1000 as now_ms',
  );
  return Math.round(Number(rows[0].now_ms));
}

function toState(row: StateRow): ClusterCollectionState {
  return {
    cluster: row.cluster,
    title: row.title ?? undefined,
    access: row.access,
    state: row.state as CollectionStateName,
    lastSuccessAtMs:
      row.last_success_at === null ? undefined : Number(row.last_success_at),
    lagSeconds: row.lag_seconds ?? undefined,
    eventLifetimeMs:
      row.event_lifetime_ms === null
        ? undefined
        : Number(row.event_lifetime_ms),
    problems: JSON.parse(row.problems),
  };
}

function toGap(row: GapRow): CollectionGap {
  return {
    fromMs: Number(row.from_at),
    toMs: Number(row.to_at),
    why: row.why,
  };
}
