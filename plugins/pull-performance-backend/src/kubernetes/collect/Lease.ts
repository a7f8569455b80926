import { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { CollectionStore } from '../../store/CollectionStore';

/** Times of a lease. */
export interface LeaseTuning {
  /** How long it lasts unless renewed: after a kill another replica goes on after this time. */
  ttlMs: number;
  /** How often it is renewed, and asked for while another replica has it. */
  renewEveryMs: number;
}

const defaults: LeaseTuning = { ttlMs: 20_000, renewEveryMs: 5_000 };

/** What a lease needs. */
export interface LeaseOptions {
  cluster: string;
  /** Names this process among replicas. */
  holder: string;
  store: Pick<CollectionStore, 'acquireLease' | 'releaseLease'>;
  logger: LoggerService;
  tuning?: Partial<LeaseTuning>;
}

/** The right to collect a cluster, which one replica has at a time. */
export class Lease {
  private readonly tuning: LeaseTuning;

  private constructor(private readonly options: LeaseOptions) {
    this.tuning = { ...defaults, ...options.tuning };
  }

  static create(options: LeaseOptions): Lease {
    return new Lease(options);
  }

  /**
   * Does the work whenever the lease is held, until the signal aborts; it never rejects.
   *
   * @param work - ends when its signal aborts, which it does when the lease is lost
   */
  async whileHeld(
    work: (held: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      if ((await this.acquire()) === true && !signal.aborted) {
        await this.hold(work, signal);
      }
      await this.pause(signal);
    }
  }

  private async hold(
    work: (held: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { cluster, logger } = this.options;
    const lost = new AbortController();
    const over = new AbortController();
    const renewing = this.renew(lost, over.signal);
    try {
      await work(AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      logger.error(
        `Collecting from cluster '${cluster}' ended; it begins again`,
        error instanceof Error ? error : undefined,
      );
    }
    over.abort();
    await renewing;
    await this.release();
  }

  /**
   * Renews until the work is over. A store that does not answer takes no lease away: it cannot give
   * it to another replica either, and two collectors of one cluster would double nothing.
   */
  private async renew(lost: AbortController, over: AbortSignal): Promise<void> {
    for (;;) {
      await this.pause(over);
      if (over.aborted) return;
      if ((await this.acquire()) === false) {
        this.options.logger.info(
          `Another replica collects from cluster '${this.options.cluster}' now`,
        );
        lost.abort();
        return;
      }
    }
  }

  /** Undefined when the store did not answer. */
  private async acquire(): Promise<boolean | undefined> {
    const { cluster, holder, store, logger } = this.options;
    try {
      const { ttlMs } = this.tuning;
      return await store.acquireLease({ cluster, holder, ttlMs });
    } catch (error) {
      logger.warn(
        `Could not ask for the lease of cluster '${cluster}'`,
        error instanceof Error ? error : undefined,
      );
      return undefined;
    }
  }

  private async release(): Promise<void> {
    const { cluster, holder, store, logger } = this.options;
    try {
      await store.releaseLease({ cluster, holder });
    } catch (error) {
      logger.warn(
        `Could not give back the lease of cluster '${cluster}'; it ends by itself`,
        error instanceof Error ? error : undefined,
      );
    }
  }

  private async pause(signal: AbortSignal): Promise<void> {
    await sleep(this.tuning.renewEveryMs, undefined, { signal }).catch(
      () => {},
    );
  }
}
