import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import {
  ClusterCollectionState,
  CollectionGap,
  CollectionProblem,
} from './CollectionStore';
import { inTransaction, openDatabase } from './database';
import { addObserved } from './observedTimes';
import { preparedQuery } from './preparedStatements';
import {
  PushingClusterStore,
  PushProblem,
  PushReport,
} from './PushingClusterStore';
import { PushingCluster, pushingState, shownProblems } from './pushingState';
import { BigIntColumn } from './rows';

/** A caller that makes names up must not fill the list. */
const MAX_PUSHING_CLUSTERS = 200;
const FORGOTTEN_MS = 14 * 24 * 3_600_000;
/** Different problems that are kept of a cluster. */
const MAX_PROBLEMS = 40;

interface Row {
  cluster: string;
  received_at: BigIntColumn;
  lag_seconds: number | null;
  observed: string;
  problems: string;
}

const nothingYet = { observed: [], problems: [] };

/** Keeps how pushing goes in Backstage's database. */
export class DatabasePushingClusterStore implements PushingClusterStore {
  private constructor(
    private readonly knex: Knex,
    private readonly now: () => number,
  ) {}

  static async create(options: {
    database: DatabaseService;
    /** Epoch milliseconds. */
    now?: () => number;
  }): Promise<DatabasePushingClusterStore> {
    const knex = await openDatabase(options.database);
    return new DatabasePushingClusterStore(knex, options.now ?? Date.now);
  }

  async admit(cluster: string): Promise<boolean> {
    const nowMs = this.now();
    return inTransaction(this.knex, async trx => {
      const known = await trx('pushing_clusters').where({ cluster }).first();
      if (known) return true;
      await trx('pushing_clusters')
        .where('received_at', '<', nowMs - FORGOTTEN_MS)
        .delete();
      const [{ total }] = await trx('pushing_clusters').count({ total: '*' });
      if (Number(total) >= MAX_PUSHING_CLUSTERS) return false;
      await trx('pushing_clusters')
        .insert(toRow({ cluster, receivedAtMs: nowMs, ...nothingYet }))
        .onConflict('cluster')
        .ignore();
      return true;
    });
  }

  async report(report: PushReport): Promise<void> {
    const { cluster, observed, lagSeconds, problems } = report;
    await inTransaction(this.knex, async trx => {
      const row: Row | undefined = await trx('pushing_clusters')
        .where({ cluster })
        .forUpdate()
        .first();
      const nowMs = this.now();
      const before = row
        ? toPushing(row)
        : { cluster, receivedAtMs: nowMs, ...nothingYet };
      const after = toRow({
        cluster,
        receivedAtMs: Math.max(before.receivedAtMs, nowMs),
        lagSeconds: lagSeconds ?? before.lagSeconds,
        observed: addObserved(before.observed, observed, nowMs),
        problems: withProblems(before.problems, problems, nowMs),
      });
      await trx('pushing_clusters').insert(after).onConflict('cluster').merge();
    });
  }
}

/** How pushing goes, per cluster; those that were silent for long are forgotten. */
export async function listPushing(
  knex: Knex,
  nowMs: number,
): Promise<(ClusterCollectionState & { gaps: CollectionGap[] })[]> {
  const rows = await preparedQuery<Row>(
    knex,
    'select * from pushing_clusters where received_at >= ?',
    [nowMs - FORGOTTEN_MS],
  );
  return rows.map(row => pushingState(toPushing(row), nowMs));
}

function withProblems(
  known: readonly CollectionProblem[],
  added: readonly PushProblem[],
  nowMs: number,
): CollectionProblem[] {
  const problems = new Map(
    shownProblems(known, nowMs).map(one => [`${one.code}\n${one.what}`, one]),
  );
  for (const one of added) {
    const key = `${one.code}\n${one.what}`;
    const before = problems.get(key);
    // The newest are last.
    problems.delete(key);
    problems.set(key, {
      ...one,
      count: one.count + (before?.count ?? 0),
      firstSeenAtMs: before?.firstSeenAtMs ?? nowMs,
      lastSeenAtMs: nowMs,
    });
  }
  return [...problems.values()].slice(-MAX_PROBLEMS);
}

function toRow(pushing: PushingCluster): Row {
  return {
    cluster: pushing.cluster,
    received_at: pushing.receivedAtMs,
    lag_seconds: pushing.lagSeconds ?? null,
    observed: JSON.stringify(pushing.observed),
    problems: JSON.stringify(pushing.problems),
  };
}

function toPushing(row: Row): PushingCluster {
  return {
    cluster: row.cluster,
    receivedAtMs: Number(row.received_at),
    lagSeconds: row.lag_seconds ?? undefined,
    observed: JSON.parse(row.observed),
    problems: JSON.parse(row.problems),
  };
}
