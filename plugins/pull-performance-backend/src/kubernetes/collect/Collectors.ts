import { LoggerService } from '@backstage/backend-plugin-api';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChangeStore } from '../../store/ChangeStore';
import { CollectionStore } from '../../store/CollectionStore';
import { ImageStore } from '../../store/ImageStore';
import { NodeStore } from '../../store/NodeStore';
import { PullStore } from '../../store/PullStore';
import { WorkloadSettingsStore } from '../../store/WorkloadSettingsStore';
import {
  AccessProblem,
  DirectoryEntry,
  DirectoryListing,
} from '../access/ClusterDirectory';
import { ServiceLinker } from '../services/ServiceLinker';
import { ClusterCollector } from './ClusterCollector';
import { Lease, LeaseTuning } from './Lease';
import { CollectorTuning } from './tuning';

const DEFAULT_REFRESH_MS = 60_000;
/** The catalog is usually read within a second; without it pulls are collected, but belong to no service yet. */
const INDEX_WAIT_MS = 60_000;

/** What the collectors need. */
export interface CollectorsOptions {
  directory: { list(): Promise<DirectoryListing> };
  pullStore: Pick<PullStore, 'apply' | 'findWorkloadsOfPods'>;
  collectionStore: CollectionStore;
  imageStore: Pick<ImageStore, 'replaceRunning' | 'saveNodes' | 'keepNodes'>;
  nodeStore: Pick<NodeStore, 'saveNodeDescriptions' | 'addNodeIncidents'>;
  changeStore: Pick<ChangeStore, 'noteMarkers'>;
  settingsStore: Pick<WorkloadSettingsStore, 'saveNewestPods'>;
  linker: Pick<ServiceLinker, 'index' | 'waitForIndex'>;
  logger: LoggerService;
  /** How often the list of clusters is read; a minute when absent. */
  refreshMs?: number;
  /** Names this process among replicas; random when absent. */
  holder?: string;
  tuning?: Partial<CollectorTuning>;
  lease?: Partial<LeaseTuning>;
}

interface Running {
  entry: DirectoryEntry;
  stop: AbortController;
  done: Promise<void>;
}

/**
 * Runs one collector for each cluster, in one of the replicas at a time, and
 * follows the list of clusters.
 */
export class Collectors {
  private readonly running = new Map<string, Running>();
  private readonly stopping = new AbortController();
  private readonly holder: string;
  private loop?: Promise<void>;
  private problems: readonly AccessProblem[] = [];
  private loggedProblems = '';

  private constructor(private readonly options: CollectorsOptions) {
    this.holder = options.holder ?? randomUUID();
  }

  static create(options: CollectorsOptions): Collectors {
    return new Collectors(options);
  }

  /** Accesses that cannot tell their clusters, as of the last look. */
  get accessProblems(): readonly AccessProblem[] {
    return this.problems;
  }

  /** Begins to collect; returns at once. */
  start(): void {
    this.loop ??= this.follow(this.stopping.signal);
  }

  /** Ends everything: what was read is stored, and other replicas may go on at once. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await Promise.all([...this.running.keys()].map(name => this.end(name)));
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { linker, logger, refreshMs = DEFAULT_REFRESH_MS } = this.options;
    await linker.waitForIndex(INDEX_WAIT_MS, signal);
    while (!signal.aborted) {
      try {
        await this.refresh(signal);
      } catch (error) {
        logger.warn(
          'Could not bring the list of clusters up to date; those known so far are read on',
          error instanceof Error ? error : undefined,
        );
      }
      await sleep(refreshMs, undefined, { signal }).catch(() => {});
    }
  }

  private async refresh(signal: AbortSignal): Promise<void> {
    const { directory, collectionStore } = this.options;
    const { clusters, problems } = await directory.list();
    if (signal.aborted) return;
    this.noteProblems(problems);
    const wanted = new Map(
      clusters
        .filter(({ skipped }) => !skipped)
        .map(entry => [entry.name, entry]),
    );
    for (const [name, { entry }] of this.running) {
      // The same cluster read in another way is read anew.
      if (wanted.get(name)?.access !== entry.access) await this.end(name);
    }
    for (const entry of wanted.values()) {
      if (!this.running.has(entry.name)) this.begin(entry);
    }
    for (const entry of clusters) {
      if (entry.skipped) await this.saveSkipped(entry);
    }
    // A cluster is forgotten only when every access could tell its clusters.
    if (problems.length === 0) {
      await collectionStore.keepOnly(clusters.map(({ name }) => name));
    }
  }

  private begin(entry: DirectoryEntry): void {
    const stop = new AbortController();
    this.running.set(entry.name, {
      entry,
      stop,
      done: this.collect(entry, stop.signal),
    });
  }

  private async end(name: string): Promise<void> {
    const running = this.running.get(name);
    running?.stop.abort();
    await running?.done;
    this.running.delete(name);
  }

  /** Collects whenever this replica has the lease. */
  private async collect(
    entry: DirectoryEntry,
    signal: AbortSignal,
  ): Promise<void> {
    const { pullStore, collectionStore, imageStore } = this.options;
    const { nodeStore, changeStore, settingsStore } = this.options;
    const { linker, logger, tuning } = this.options;
    const lease = Lease.create({
      cluster: entry.name,
      holder: this.holder,
      store: collectionStore,
      logger,
      tuning: this.options.lease,
    });
    await lease.whileHeld(
      held =>
        ClusterCollector.create({
          cluster: entry,
          access: entry.access,
          pullStore,
          collectionStore,
          imageStore,
          nodeStore,
          changeStore,
          settingsStore,
          services: linker,
          logger,
          tuning,
        }).run(held),
      signal,
    );
  }

  private async saveSkipped(entry: DirectoryEntry): Promise<void> {
    const { name, title, access, skipped } = entry;
    if (!skipped) return;
    const nowMs = Date.now();
    await this.options.collectionStore.saveState({
      cluster: name,
      title,
      access: access.id,
      state: 'skipped',
      problems: [
        {
          code: 'skipped',
          what: `Reading cluster '${name}'`,
          ...skipped,
          count: 1,
          firstSeenAtMs: nowMs,
          lastSeenAtMs: nowMs,
        },
      ],
    });
  }

  private noteProblems(problems: readonly AccessProblem[]): void {
    this.problems = problems;
    const text = problems
      .map(({ what, why, next }) => `${what}: ${why} ${next}`)
      .join(' ');
    if (text && text !== this.loggedProblems) this.options.logger.warn(text);
    this.loggedProblems = text;
  }
}
