import { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ClusterCollectionState,
  CollectionStore,
} from '../../store/CollectionStore';
import { LogLimit } from '../LogLimit';
import { ReflectorStatus, WatchedResource } from '../watch/types';
import { Bell } from './Bell';
import { ClusterClock } from './ClusterClock';
import { collectionHealth, ReadingHealth } from './collectionHealth';
import { EventLifetime } from './EventLifetime';
import { ProblemBook } from './ProblemBook';
import { CollectorTuning } from './tuning';

/** How long API servers keep events by default (`--event-ttl`), for clusters of which nothing else was learned. */
export const EVENT_TTL_MS = 3_600_000;

/** What was read this long before the end of a killed run may not have been stored: it waits for its pod, and for others of its batch. */
const UNSTORED_MS = 10_000;

/** A cluster that comes and goes may say so this often; its state is saved each time. */
const MAX_LOGGED_STATES = 5;
const LOGGED_WITHIN_MS = 300_000;

/** One text for all gaps, so that the parts of one join. */
const GAP_WHY =
  'The cluster could not be read for longer than it keeps its events (by default one hour). Pulls of this time may be missing.';

/** What the reporter needs. */
export interface HealthReporterOptions {
  cluster: string;
  title?: string;
  /** How the cluster is read. */
  access: string;
  store: CollectionStore;
  problems: ProblemBook;
  /** Tells when it differs from this server's. */
  clock?: Pick<ClusterClock, 'problem'>;
  /** How long the cluster keeps its events; what earlier runs learned is added to it. */
  lifetime?: EventLifetime;
  logger: LoggerService;
  tuning: CollectorTuning;
}

/** Keeps what is known about collecting in one cluster, and saves it when it changes and every so often. */
export class HealthReporter {
  private readonly readings = new Map<string, ReadingHealth>();
  private lagSeconds?: number;
  /** Until then nothing is missing; from earlier runs at first. */
  private completeUntilMs?: number;
  /** How much less is certain of what an earlier run said. */
  private unstoredMs = 0;
  private gapNotedToMs = 0;
  private logged = '';
  private readonly logLimit = LogLimit.create({
    maxLines: MAX_LOGGED_STATES,
    withinMs: LOGGED_WITHIN_MS,
  });
  private readonly bell = Bell.create();

  private constructor(private readonly options: HealthReporterOptions) {}

  static create(options: HealthReporterOptions): HealthReporter {
    return new HealthReporter(options);
  }

  /** Takes part in the sum from now on. */
  expect(resource: WatchedResource, essential: boolean): void {
    this.readings.set(resource.title, {
      status: { phase: 'listing' },
      wasListed: false,
      essential,
      failures: 0,
    });
  }

  heard(resource: WatchedResource, status: ReflectorStatus): void {
    const before = this.readings.get(resource.title);
    if (!before) return;
    const failing = status.phase === 'failing';
    // A list counts when it is complete: events that it has not told yet could be gone before the next one.
    const lastSuccessAtMs =
      status.phase === 'watching'
        ? status.lastSuccessAtMs
        : before.status.lastSuccessAtMs;
    this.readings.set(resource.title, {
      ...before,
      status: { ...status, lastSuccessAtMs },
      failingSinceMs: failing
        ? before.failingSinceMs ?? this.options.tuning.now()
        : undefined,
      failures: failing ? before.failures + 1 : 0,
    });
    if (before.status.phase !== status.phase) this.bell.ring();
  }

  listed(resource: WatchedResource): void {
    const reading = this.readings.get(resource.title);
    if (reading && !reading.wasListed) {
      this.readings.set(resource.title, { ...reading, wasListed: true });
      this.bell.ring();
    }
  }

  /** The API server lives, so the watches that are open are worth something: quiet ones tell nothing. */
  alive(): void {
    const lastSuccessAtMs = this.options.tuning.now();
    for (const [title, reading] of this.readings) {
      if (reading.status.phase === 'watching') {
        const status = { ...reading.status, lastSuccessAtMs };
        this.readings.set(title, { ...reading, status });
      }
    }
  }

  lag(seconds: number): void {
    this.lagSeconds = seconds;
  }

  /** Saves until the signal aborts; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { saveEveryMs, saveChangeAfterMs } = this.options.tuning;
    // Without the earlier state a gap would go unnoticed, so nothing is saved before.
    while (!(await this.trying(() => this.loadEarlier(), signal))) {
      if (signal.aborted) return;
      await sleep(saveChangeAfterMs, undefined, { signal }).catch(() => {});
    }
    while (!signal.aborted) {
      await this.trying(() => this.save(), signal);
      await this.bell.wait(signal, saveEveryMs);
      // Changes come in groups.
      await sleep(saveChangeAfterMs, undefined, { signal }).catch(() => {});
    }
    await this.trying(() => this.save(), signal);
  }

  private async loadEarlier(): Promise<void> {
    const { store, cluster } = this.options;
    const earlier = await store.getState(cluster);
    this.completeUntilMs = earlier?.lastSuccessAtMs;
    this.unstoredMs = UNSTORED_MS;
    this.options.lifetime?.recall(earlier?.eventLifetimeMs);
  }

  /** What would be saved now. */
  state(): ClusterCollectionState {
    const { cluster, title, access, problems, tuning } = this.options;
    const clockProblem = this.options.clock?.problem();
    const health = collectionHealth({
      readings: [...this.readings.values()],
      noted: [...problems.list(), ...(clockProblem ? [clockProblem] : [])],
      nowMs: tuning.now(),
    });
    return {
      cluster,
      title,
      access,
      ...health,
      lastSuccessAtMs: health.lastSuccessAtMs ?? this.completeUntilMs,
      lagSeconds: this.lagSeconds,
      eventLifetimeMs: this.options.lifetime?.ms,
    };
  }

  private async save(): Promise<void> {
    const { store } = this.options;
    const state = this.state();
    await this.noteGap(state.lastSuccessAtMs);
    await store.saveState(state);
    this.log(state);
  }

  private log({ cluster, state, problems }: ClusterCollectionState): void {
    const codes = problems.map(({ code }) => code);
    const news = [state, ...new Set(codes)].join();
    if (news === this.logged || !this.logLimit.takes()) return;
    this.logged = news;
    const named = problems.map(({ code, what }) => `${code}: ${what}`);
    this.options.logger.info(
      `Collecting from cluster '${cluster}': ${state} ${named.join('; ')}`,
    );
  }

  /**
   * Events live for a time. What happened between the last success and that time before the
   * next one is lost; while there is no next one, that time before now.
   */
  private async noteGap(successAtMs: number | undefined): Promise<void> {
    const { store, cluster, tuning, lifetime } = this.options;
    const answered =
      successAtMs !== undefined && successAtMs !== this.completeUntilMs;
    if (this.completeUntilMs !== undefined) {
      const fromMs = this.completeUntilMs - this.unstoredMs;
      const lifetimeMs = lifetime?.ms ?? EVENT_TTL_MS;
      const toMs = (answered ? successAtMs : tuning.now()) - lifetimeMs;
      if (toMs > fromMs && (answered || toMs - this.gapNotedToMs > 60_000)) {
        await store.addGap(cluster, { fromMs, toMs, why: GAP_WHY });
        this.gapNotedToMs = toMs;
      }
    }
    if (answered) {
      this.completeUntilMs = successAtMs;
      this.unstoredMs = 0;
    }
  }

  private async trying(
    work: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!signal.aborted) {
        this.options.logger.warn(
          `Could not save how collecting from cluster '${this.options.cluster}' goes`,
          error instanceof Error ? error : undefined,
        );
      }
      return false;
    }
  }
}
