import { CollectionProblem } from '../../store/CollectionStore';

/** Less says nothing: servers tell whole seconds, and answers take their time. */
const NOISE_MS = 5_000;
/** From this difference on, people are told. */
const TOLD_MS = 60_000;

/** What a cluster's clock needs. */
export interface ClusterClockOptions {
  cluster: string;
  /** This server's clock, epoch milliseconds. */
  now: () => number;
}

/**
 * A cluster's clock, as far as it differs from this server's. What a cluster's events tell of times is
 * compared with this one: by a clock of our own that is wrong every event would look late, or not happened yet.
 */
export class ClusterClock {
  private aheadMs = 0;
  private differsSinceMs?: number;

  private constructor(private readonly options: ClusterClockOptions) {}

  static create(options: ClusterClockOptions): ClusterClock {
    return new ClusterClock(options);
  }

  /** Takes what was measured last. */
  set(aheadMs: number): void {
    this.aheadMs = Math.abs(aheadMs) < NOISE_MS ? 0 : aheadMs;
    this.differsSinceMs =
      Math.abs(this.aheadMs) < TOLD_MS
        ? undefined
        : this.differsSinceMs ?? this.options.now();
  }

  /** The cluster's time, epoch milliseconds; this server's while nothing else is known. */
  now(): number {
    return this.options.now() + this.aheadMs;
  }

  /** What to tell people while the clocks differ. */
  problem(): CollectionProblem | undefined {
    if (this.differsSinceMs === undefined) return undefined;
    const { cluster, now } = this.options;
    const minutes = Math.round(Math.abs(this.aheadMs) / 60_000);
    const difference = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
    return {
      code: 'clocks-differ',
      what: `Comparing the clocks of this server and of cluster '${cluster}'`,
      why:
        this.aheadMs > 0
          ? `This server's clock is ${difference} behind the API server's. Pulls carry the cluster's time, so they are collected but appear in answers only ${difference} later.`
          : `This server's clock is ${difference} ahead of the API server's. Pulls carry the cluster's time, so answers for the last days end ${difference} too late for them.`,
      next: 'Set both clocks by a time server (NTP). Nothing is lost meanwhile.',
      count: 1,
      firstSeenAtMs: this.differsSinceMs,
      lastSeenAtMs: now(),
    };
  }
}
