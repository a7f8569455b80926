import { DatabaseService } from '@backstage/backend-plugin-api';
import { FailureCause } from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { aggregatePodStarts, aggregatePulls } from './aggregates';
import { inTransaction, openDatabase } from './database';
import { latestFailures, listPulls } from './listing';
import { findWorkloads, findWorkloadsOfPods } from './lookups';
import { nodePoolNumbers, workloadNumbers } from './numbers';
import { applyPods } from './pods';
import { addToPullRollups } from './pullRollups';
import { insertPulls } from './pulls';
import {
  AggregatePullsOptions,
  ApplyResult,
  ListPullsOptions,
  PodStartAggregate,
  PullAggregate,
  PullBatch,
  PullStore,
  PullSubject,
  StoredPull,
  TimeWindow,
  WorkloadKey,
  WorkloadRecord,
} from './PullStore';
import { prune, removedBeforeMs } from './retention';
import { storableBatch } from './storable';
import {
  findWorkloadOfPod,
  linkWorkloads,
  listWorkloads,
  workloadsOf,
  writeWorkloads,
} from './workloads';

/** Keeps pulls in Backstage's database, SQLite and PostgreSQL alike. */
export class DatabasePullStore implements PullStore {
  private constructor(
    private readonly knex: Knex,
    private readonly now: () => number,
  ) {}

  /** Opens the plugin's database and brings its tables up to date. */
  static async create(options: {
    database: DatabaseService;
    /** Epoch milliseconds. */
    now?: () => number;
  }): Promise<DatabasePullStore> {
    const knex = await openDatabase(options.database);
    return new DatabasePullStore(knex, options.now ?? Date.now);
  }

  async apply(batch: PullBatch): Promise<ApplyResult> {
    const storable = storableBatch(batch);
    return inTransaction(this.knex, trx => this.applyIn(trx, storable));
  }

  private async applyIn(
    trx: Knex.Transaction,
    batch: PullBatch,
  ): Promise<ApplyResult> {
    const removedBefore = await removedBeforeMs(trx);
    const pulls = batch.pulls.filter(
      pull => pull.finishedAtMs >= removedBefore,
    );
    const podStarts = batch.podStarts.filter(
      start => start.scheduledAtMs >= removedBefore,
    );
    // Everybody locks in this order: workloads, pools, pulls, rollups of pulls, pods, rollups of starts.
    const named = [...pulls, ...podStarts].map(record => ({
      ...record.workload,
      nodePool: record.nodePool,
    }));
    const nowMs = this.now();
    const workloads = await workloadNumbers(
      trx,
      [...batch.workloads, ...named],
      nowMs,
    );
    const records = batch.workloads;
    await writeWorkloads(trx, workloads, { records, named, nowMs });
    const nodePools = await nodePoolNumbers(trx, named);
    const numbers = { workloads, nodePools };
    const newPulls = await insertPulls(trx, pulls, numbers);
    await addToPullRollups(trx, newPulls);
    const newPodStarts = await applyPods(trx, newPulls, podStarts, numbers);
    return { newPulls: newPulls.length, newPodStarts };
  }

  async aggregatePulls(
    options: AggregatePullsOptions,
  ): Promise<PullAggregate[]> {
    return aggregatePulls(this.knex, options);
  }

  async aggregatePodStarts(options: {
    subject: PullSubject;
    window: TimeWindow;
    cluster?: string;
  }): Promise<PodStartAggregate[]> {
    return aggregatePodStarts(this.knex, options);
  }

  async listPulls(
    options: ListPullsOptions,
  ): Promise<{ items: StoredPull[]; nextCursor?: string }> {
    return listPulls(this.knex, options);
  }

  async latestFailures(options: {
    subject: PullSubject;
    window: TimeWindow;
    cluster?: string;
  }): Promise<{ cluster: string; cause: FailureCause; message: string }[]> {
    return latestFailures(this.knex, options);
  }

  async findWorkloadOfPod(options: {
    cluster: string;
    podUid: string;
  }): Promise<WorkloadKey | undefined> {
    return findWorkloadOfPod(this.knex, options);
  }

  async findWorkloadsOfPods(options: {
    cluster: string;
    podUids: string[];
  }): Promise<Map<string, WorkloadKey>> {
    return findWorkloadsOfPods(this.knex, options);
  }

  async findWorkloads(
    keys: WorkloadKey[],
  ): Promise<(WorkloadKey & { labels: Record<string, string> })[]> {
    return findWorkloads(this.knex, keys);
  }

  async listWorkloads(options: {
    afterId?: number;
    limit: number;
  }): Promise<(WorkloadRecord & { id: number })[]> {
    return listWorkloads(this.knex, options);
  }

  async linkWorkloads(
    links: { workloadId: number; entityRefs: string[] }[],
  ): Promise<void> {
    return linkWorkloads(this.knex, links);
  }

  async workloadsOf(options: {
    entityRef: string;
    limit: number;
  }): Promise<{ items: WorkloadKey[]; total: number }> {
    return workloadsOf(this.knex, options);
  }

  async prune(options: {
    pullsBeforeMs: number;
    rollupsBeforeMs: number;
    signal?: AbortSignal;
  }): Promise<number> {
    return prune(this.knex, options);
  }
}
