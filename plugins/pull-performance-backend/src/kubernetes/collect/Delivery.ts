import { LoggerService } from '@backstage/backend-plugin-api';
import { LogLimit } from '../LogLimit';
import { Backoff } from '../watch/Backoff';
import { Batcher, BatchItem } from './Batcher';
import { Gate } from './Gate';
import { CollectorTuning } from './tuning';

/** Records that may be on their way at once: waiting for their pods, for the store's answer, for a place in a batch. */
const MAX_RECORDS_ON_THE_WAY = 5_000;

/** What a delivery needs. */
export interface DeliveryOptions {
  cluster: string;
  batcher: Batcher;
  logger: LoggerService;
  tuning: CollectorTuning;
  signal: AbortSignal;
}

/**
 * Prepares records side by side, so that one which waits for its pod holds up no
 * other, and hands them to the batcher. Only when too many are on their way does it make its caller wait.
 */
export class Delivery {
  private readonly gate = Gate.create({ capacity: MAX_RECORDS_ON_THE_WAY });
  private readonly underWay = new Set<Promise<void>>();
  /** All records that are on their way fail together when the database goes away. */
  private readonly logLimit = LogLimit.create({
    maxLines: 1,
    withinMs: 60_000,
  });

  private constructor(private readonly options: DeliveryOptions) {}

  static create(options: DeliveryOptions): Delivery {
    const delivery = new Delivery(options);
    options.signal.addEventListener('abort', () => delivery.gate.open());
    return delivery;
  }

  /** Hands over records that need no preparation; waits only while there is no place for them. */
  hand(items: readonly BatchItem[]): void | Promise<void> {
    return this.options.batcher.add(items);
  }

  /** Resolves when the work has begun; it goes on until it succeeds or the signal aborts. */
  async deliver(
    weight: number,
    prepare: () => Promise<BatchItem[]>,
  ): Promise<void> {
    await this.gate.enter(weight);
    const work = this.work(prepare).finally(() => {
      this.gate.leave(weight);
      this.underWay.delete(work);
    });
    this.underWay.add(work);
  }

  /** Resolves when all that is under way now has been handed to the batcher. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async work(prepare: () => Promise<BatchItem[]>): Promise<void> {
    const { batcher, cluster, logger, tuning, signal } = this.options;
    const backoff = Backoff.create({
      minMs: tuning.storeBackoffMinMs,
      maxMs: tuning.storeBackoffMaxMs,
    });
    for (;;) {
      let items: BatchItem[];
      try {
        items = await prepare();
      } catch (error) {
        if (signal.aborted) return;
        if (this.logLimit.takes()) {
          logger.warn(
            `Could not look up workloads of pods of cluster '${cluster}'; trying again until it works`,
            error instanceof Error ? error : undefined,
          );
        }
        await backoff.wait(signal);
        continue;
      }
      await batcher.add(items);
      return;
    }
  }
}
