import { DatabaseService } from '@backstage/backend-plugin-api';
import { FailureCause } from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { aggregatePodStarts, aggregatePulls } from './aggregates';
import { answeredWindow } from './buckets';
import { inTransaction, openDatabase } from './database';
import { joinDays } from './joinedDays';
import { latestFailures, listPulls } from './listing';
import { findWorkloads, findWorkloadsOfPods } from './lookups';
import { nodePoolNumbers, workloadNumbers } from './numbers';
import { podNews } from './podNews';
import { storedPods, updatePods } from './pods';
import { podStartRollups } from './podStartRollups';
import { addToPullRollups, pullRollups } from './pullRollups';
import { lockClusters } from './rollups';
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
import { hoursKeptFromMs, prune, removedBefore } from './retention';
import { storableBatch } from './storable';
import {
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
    const removedMs = await removedBefore(trx);
    const pulls = batch.pulls.filter(
      ({ workload, finishedAtMs }) =>
        finishedAtMs >= removedMs('pulls', workload.cluster),
    );
    const podStarts = batch.podStarts.filter(
      ({ workload, scheduledAtMs }) =>
        scheduledAtMs >= removedMs('pods', workload.cluster),
    );
    // Everybody locks in this order: workloads, pools, new pods, pulls, rollups of pulls, known pods, rollups of starts.
    const named = [...pulls, ...podStarts];
    const nowMs = this.now();
    const workloads = await workloadNumbers(
      trx,
      [...batch.workloads, ...named.map(({ workload }) => workload)],
      nowMs,
    );
    await writeWorkloads(trx, workloads, {
      records: batch.workloads,
      named: named.map(({ workload }) => workload),
      nowMs,
    });
    const nodePools = await nodePoolNumbers(
      trx,
      named.map(({ workload, nodePool }) => ({
        cluster: workload.cluster,
        nodePool,
      })),
    );
    const pods = await storedPods(
      trx,
      podNews({ pulls, podStarts }, { workloads, nodePools }),
    );
    const newPulls = await insertPulls(
      trx,
      pods.flatMap(({ id, news }) =>
        news.pulls.map(pull => ({ ...pull, podId: id })),
      ),
    );
    await addToPullRollups(trx, newPulls);
    const newPodStarts = await updatePods(
      trx,
      pods,
      newPulls,
      ({ cluster, scheduled_at: scheduledAt }) =>
        scheduledAt !== null &&
        Number(scheduledAt) < removedMs('pulls', cluster),
    );
    return { newPulls: newPulls.length, newPodStarts };
  }

  async answeredWindow(options: {
    window: TimeWindow;
    step?: 'hour' | 'day';
  }): Promise<TimeWindow> {
    const hoursFromMs = await hoursKeptFromMs(this.knex);
    return answeredWindow(options.window, { ...options, hoursFromMs });
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

  async joinDays(options: { signal?: AbortSignal } = {}): Promise<void> {
    await joinDays(this.knex, {
      tables: [pullRollups, podStartRollups],
      lock: lockClusters,
      nowMs: this.now(),
      signal: options.signal,
    });
  }

  async prune(options: {
    pullsBeforeMs: number;
    rollupsBeforeMs: number;
    signal?: AbortSignal;
  }): Promise<number> {
    return prune(this.knex, options);
  }
}
