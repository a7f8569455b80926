import { LoggerService } from '@backstage/backend-plugin-api';
import {
  PodStartRecord,
  PullBatch,
  PullRecord,
  PullStore,
  WorkloadKey,
  WorkloadRecord,
} from '../../store/PullStore';
import { Backoff } from '../watch/Backoff';
import { Bell } from './Bell';
import { Gate } from './Gate';
import { CollectorTuning } from './tuning';

/** Batches that may wait for the store before `add` makes its caller wait; a record has about 1 kB. */
const WAITING_BATCHES = 2;

/** A record on its way to the store. */
export interface BatchItem {
  /** The record's workload, when there is something to say about it. */
  workload?: WorkloadRecord;
  pull?: PullRecord;
  podStart?: PodStartRecord;
  /** When it happened, epoch milliseconds; absent for what is no measure of delay. */
  liveAtMs?: number;
}

/** What the batcher needs. */
export interface BatcherOptions {
  /** Whose records these are, for the log. */
  cluster: string;
  store: Pick<PullStore, 'apply'>;
  logger: LoggerService;
  tuning: CollectorTuning;
  /** Hears how long the newest live record of a batch took into the store. */
  onLag: (lagSeconds: number) => void;
  /** Hears of a record that the store will never take, in the store's words. */
  onRefused: (why: string) => void;
}

/**
 * Hands records to the store in batches. A batch stays until the store took it, and
 * while the store cannot take any, only a bounded number of records is accepted.
 */
export class Batcher {
  private queue: BatchItem[] = [];
  private readonly bell = Bell.create();
  private readonly room: Gate;
  private readonly backoff: Backoff;

  private constructor(private readonly options: BatcherOptions) {
    const { tuning } = options;
    this.room = Gate.create({
      capacity: tuning.maxBatchRecords * WAITING_BATCHES,
    });
    this.backoff = Backoff.create({
      minMs: tuning.storeBackoffMinMs,
      maxMs: tuning.storeBackoffMaxMs,
    });
  }

  static create(options: BatcherOptions): Batcher {
    return new Batcher(options);
  }

  /** Accepts records; makes its caller wait only while there is no place for them. */
  add(items: readonly BatchItem[]): void | Promise<void> {
    if (!this.room.tryEnter(items.length)) {
      return this.addOneByOne(items);
    }
    for (const item of items) this.push(item);
    return undefined;
  }

  private async addOneByOne(items: readonly BatchItem[]): Promise<void> {
    for (const item of items) {
      await this.room.enter(1);
      this.push(item);
    }
  }

  private push(item: BatchItem): void {
    this.queue.push(item);
    if (
      this.queue.length === 1 ||
      this.queue.length === this.options.tuning.maxBatchRecords
    ) {
      this.bell.ring();
    }
  }

  /** Accepts everything without a bound from now on: at the end nobody must wait any more. */
  open(): void {
    this.room.open();
  }

  /** Writes batches until the signal aborts, then tries once more what is left; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.untilDue(signal);
      const items = this.take();
      if (items.length > 0 && !(await this.write(items, signal))) {
        this.queue = [...items, ...this.queue];
      }
    }
    while (this.queue.length > 0) {
      const items = this.take();
      try {
        await this.apply(items);
        this.done(items);
      } catch {
        // What the API server still has is read again at the next start.
        this.options.logger.warn(
          `${items.length + this.queue.length} records of cluster '${
            this.options.cluster
          }' could not be stored before the end; they are read again at the next start`,
        );
        return;
      }
    }
  }

  /** Waits for a first record, and then a moment for others. */
  private async untilDue(signal: AbortSignal): Promise<void> {
    const { maxBatchRecords, maxBatchDelayMs } = this.options.tuning;
    while (this.queue.length === 0 && !signal.aborted) {
      await this.bell.wait(signal);
    }
    const dueAtMs = performance.now() + maxBatchDelayMs;
    while (this.queue.length < maxBatchRecords && !signal.aborted) {
      const leftMs = dueAtMs - performance.now();
      if (leftMs <= 0) return;
      await this.bell.wait(signal, leftMs);
    }
  }

  private take(): BatchItem[] {
    return this.queue.splice(0, this.options.tuning.maxBatchRecords);
  }

  /** Writes a batch, however long it takes; false when the signal aborted before it was done. */
  private async write(
    items: BatchItem[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { cluster, logger } = this.options;
    for (;;) {
      try {
        await this.apply(items);
        if (this.backoff.failures > 0) {
          logger.info(`Storing the pulls of cluster '${cluster}' works again`);
        }
        this.backoff.reset();
        this.done(items);
        return true;
      } catch (error) {
        if (this.backoff.failures === 0) {
          logger.error(
            `Could not store pulls of cluster '${cluster}'; trying again until it works`,
            error instanceof Error ? error : undefined,
          );
        }
        await this.backoff.wait(signal);
        if (signal.aborted) return false;
      }
    }
  }

  /** Writes a batch. When the store says that a record is at fault, the others go without it. */
  private async apply(items: BatchItem[]): Promise<void> {
    try {
      await this.options.store.apply(batchOf(items));
    } catch (error) {
      if (!(error instanceof Error && error.name === 'InputError')) {
        throw error;
      }
      if (items.length === 1) {
        this.options.onRefused(error.message);
        return;
      }
      const half = Math.ceil(items.length / 2);
      await this.apply(items.slice(0, half));
      await this.apply(items.slice(half));
    }
  }

  private done(items: BatchItem[]): void {
    this.room.leave(items.length);
    const newestMs = items.reduce(
      (newest, { liveAtMs = -Infinity }) => Math.max(newest, liveAtMs),
      -Infinity,
    );
    if (Number.isFinite(newestMs)) {
      // Events carry whole seconds, and clocks differ a little.
      const lagMs = Math.max(0, this.options.tuning.now() - newestMs);
      this.options.onLag(lagMs / 1000);
    }
  }
}

function keyText({ cluster, namespace, kind, name }: WorkloadKey): string {
  return `${cluster}\0${namespace}\0${kind}\0${name}`;
}

/** Each workload once, as it was told last. */
function batchOf(items: readonly BatchItem[]): PullBatch {
  const workloads = new Map<string, WorkloadRecord>();
  const pulls: PullRecord[] = [];
  const podStarts: PodStartRecord[] = [];
  for (const { workload, pull, podStart } of items) {
    if (workload) workloads.set(keyText(workload), workload);
    if (pull) pulls.push(pull);
    if (podStart) podStarts.push(podStart);
  }
  return { workloads: [...workloads.values()], pulls, podStarts };
}
