import { LoggerService } from '@backstage/backend-plugin-api';
import { WorkloadSettingsStore } from '../../store/WorkloadSettingsStore';
import { LogLimit } from '../LogLimit';
import { LruMap } from '../LruMap';
import {
  digestOfTold,
  newestPodRecord,
  newestPods,
} from '../workloads/newestPods';
import { PodIndex } from '../workloads/PodIndex';
import { WorkloadLookup } from '../workloads/resolveWorkload';
import { reportEvery } from './reportEvery';

/** Workloads that are remembered, about 200 bytes each; one that was forgotten is told again, which changes nothing. */
const MAX_REMEMBERED_WORKLOADS = 20_000;
/** The store keeps days, so telling it in each of these that nothing changed is enough. */
const TELL_AGAIN_MS = 12 * 3_600_000;
/** A look at all pods may take this share of the time. */
const MOST_BUSY_SHARE = 0.05;

/** What the reporter needs. */
export interface SettingsReporterOptions {
  cluster: string;
  store: Pick<WorkloadSettingsStore, 'saveNewestPods'>;
  pods: Pick<PodIndex, 'all' | 'changes' | 'overflowed' | 'wasListed'>;
  workloads: WorkloadLookup;
  logger: LoggerService;
  /** How soon changes are stored. */
  everyMs: number;
  /** The cluster's time, epoch milliseconds. */
  now: () => number;
}

/** Tells the store what the newest pods of workloads ask for, some seconds after that changes. */
export class SettingsReporter {
  private readonly told = LruMap.create<
    string,
    { digest: string; atMs: number }
  >({ maxSize: MAX_REMEMBERED_WORKLOADS });
  private reportedChanges = -1;
  private reportedAtMs = -Infinity;
  private readonly log = LogLimit.create({ maxLines: 1, withinMs: 60_000 });

  private constructor(private readonly options: SettingsReporterOptions) {}

  static create(options: SettingsReporterOptions): SettingsReporter {
    return new SettingsReporter(options);
  }

  /** Reports until the signal aborts; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { everyMs, logger, cluster } = this.options;
    await reportEvery({
      everyMs,
      mostBusyShare: MOST_BUSY_SHARE,
      report: () => this.report(),
      onError: error => {
        if (this.log.takes()) {
          logger.warn(
            `Could not store what the pods of cluster '${cluster}' ask for; trying again until it works`,
            error instanceof Error ? error : undefined,
          );
        }
      },
      signal,
    });
  }

  /** Stores what changed since the last time. */
  async report(): Promise<void> {
    const { cluster, store, pods, workloads, now } = this.options;
    const { changes } = pods;
    const atMs = now();
    // Before all pods are known, the newest may be missing.
    if (!pods.wasListed) return;
    const isDue = atMs - this.reportedAtMs >= TELL_AGAIN_MS;
    if (changes === this.reportedChanges && !isDue) return;
    const { found, settled } = newestPods(pods.all(), { cluster, workloads });
    const news = found.flatMap(one => {
      const digest = digestOfTold(one.pod);
      const before = this.told.get(one.key);
      return before?.digest === digest && atMs - before.atMs < TELL_AGAIN_MS
        ? []
        : { ...one, digest };
    });
    if (news.length > 0) {
      await store.saveNewestPods({
        pods: news.map(newestPodRecord),
        atMs,
        partial: pods.overflowed,
      });
    }
    for (const { key, digest } of news) this.told.set(key, { digest, atMs });
    // Workloads that were not known yet come on a watch of their own.
    this.reportedChanges = settled ? changes : -1;
    this.reportedAtMs = atMs;
  }
}
