import { LoggerService } from '@backstage/backend-plugin-api';
import { ChangeStore } from '../../store/ChangeStore';
import { LogLimit } from '../LogLimit';
import { LruMap } from '../LruMap';
import { markerOf } from '../workloads/changeMarker';
import { PodObject } from '../workloads/objects';
import { reportEvery } from './reportEvery';

/** As many as the store keeps of a cluster. */
const MAX_MARKERS = 1_000;

/** What the reporter needs. */
export interface ChangeReporterOptions {
  cluster: string;
  store: Pick<ChangeStore, 'noteMarkers'>;
  logger: LoggerService;
  /** How soon what was seen is stored. */
  everyMs: number;
  /** The cluster's time, epoch milliseconds. */
  now: () => number;
}

/** Tells the store which changes run in a cluster, by the label on their pods, some seconds after the first one starts. */
export class ChangeReporter {
  /** The earliest sight of each that was told. */
  private readonly told = LruMap.create<string, number>({
    maxSize: MAX_MARKERS,
  });
  private readonly waiting = new Map<string, number>();
  private readonly log = LogLimit.create({ maxLines: 1, withinMs: 60_000 });

  private constructor(private readonly options: ChangeReporterOptions) {}

  static create(options: ChangeReporterOptions): ChangeReporter {
    return new ChangeReporter(options);
  }

  /** Takes a pod as it is now. */
  pod(pod: PodObject): void {
    const found = markerOf(pod, this.options.now());
    if (!found) return;
    const { marker, atMs } = found;
    const knownAtMs = this.waiting.get(marker) ?? this.told.get(marker);
    if (knownAtMs !== undefined && knownAtMs <= atMs) return;
    if (this.waiting.size < MAX_MARKERS) this.waiting.set(marker, atMs);
  }

  /** Reports until the signal aborts; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { everyMs, logger, cluster } = this.options;
    await reportEvery({
      everyMs,
      report: () => this.report(),
      onError: error => {
        if (this.log.takes()) {
          logger.warn(
            `Could not store which changes run in cluster '${cluster}'; trying again until it works`,
            error instanceof Error ? error : undefined,
          );
        }
      },
      signal,
    });
  }

  /** Stores what was seen since the last time. */
  async report(): Promise<void> {
    if (this.waiting.size === 0) return;
    const { cluster, store } = this.options;
    const sightings = [...this.waiting].map(([marker, atMs]) => ({
      marker,
      atMs,
    }));
    await store.noteMarkers({ cluster, sightings });
    for (const { marker, atMs } of sightings) {
      this.told.set(marker, atMs);
      if (this.waiting.get(marker) === atMs) this.waiting.delete(marker);
    }
  }
}
