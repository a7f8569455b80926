import { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ClusterCollectionState,
  CollectionStore,
} from '../../store/CollectionStore';
import { LogLimit } from '../LogLimit';
import { ReflectorStatus, WatchedResource } from '../watch/types';
import { Bell } from './Bell';
import { collectionHealth, ReadingHealth } from './collectionHealth';
import { ProblemBook } from './ProblemBook';
import { CollectorTuning } from './tuning';

/** How long API servers keep events by default (`--event-ttl`). */
export const EVENT_TTL_MS = 3_600_000;

/** A cluster that comes and goes may say so this often; its state is saved each time. */
const MAX_LOGGED_STATES = 5;
const LOGGED_WITHIN_MS = 300_000;

/** One text for all gaps, so that the parts of one join. */
const GAP_WHY =
  'The cluster could not be read for longer than it keeps its events (one hour). Pulls of this time may be missing.';

/** What the reporter needs. */
export interface HealthReporterOptions {
  cluster: string;
  title?: string;
  /** How the cluster is read. */
  access: string;
  store: CollectionStore;
  problems: ProblemBook;
  logger: LoggerService;
  tuning: CollectorTuning;
}

/** Keeps what is known about collecting in one cluster, and saves it when it changes and every so often. */
export class HealthReporter {
  private readonly readings = new Map<string, ReadingHealth>();
  private lagSeconds?: number;
  /** Until then nothing is missing; from earlier runs at first. */
  private completeUntilMs?: number;
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
  }

  /** What would be saved now. */
  state(): ClusterCollectionState {
    const { cluster, title, access, problems, tuning } = this.options;
    const health = collectionHealth({
      readings: [...this.readings.values()],
      noted: problems.list(),
      nowMs: tuning.now(),
    });
    return {
      cluster,
      title,
      access,
      ...health,
      lastSuccessAtMs: health.lastSuccessAtMs ?? this.completeUntilMs,
      lagSeconds: this.lagSeconds,
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
   * Events live for an hour. What happened between the last success and an hour before the
   * next one is lost; while there is no next one, an hour before now.
   */
  private async noteGap(successAtMs: number | undefined): Promise<void> {
    const { store, cluster, tuning } = this.options;
    const fromMs = this.completeUntilMs;
    const answered = successAtMs !== undefined && successAtMs !== fromMs;
    if (fromMs !== undefined) {
      const toMs = (answered ? successAtMs : tuning.now()) - EVENT_TTL_MS;
      if (toMs > fromMs && (answered || toMs - this.gapNotedToMs > 60_000)) {
        await store.addGap(cluster, { fromMs, toMs, why: GAP_WHY });
        this.gapNotedToMs = toMs;
      }
    }
    if (answered) this.completeUntilMs = successAtMs;
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
