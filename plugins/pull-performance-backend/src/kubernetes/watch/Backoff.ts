import { setTimeout as sleep } from 'node:timers/promises';

/** Waits longer after each failure in a row, a little differently each time so that readers do not move in step. */
export class Backoff {
  private constructor(
    private readonly minMs: number,
    private readonly maxMs: number,
    private failuresInRow = 0,
  ) {}

  static create(options: { minMs: number; maxMs: number }): Backoff {
    return new Backoff(options.minMs, options.maxMs);
  }

  get failures(): number {
    return this.failuresInRow;
  }

  reset(): void {
    this.failuresInRow = 0;
  }

  /** Counts a failure and says how long to wait after it, in milliseconds. */
  next(): number {
    const delayMs = this.minMs * 2 ** Math.min(this.failuresInRow, 16);
    this.failuresInRow += 1;
    return Math.min(this.maxMs, delayMs * (1 + Math.random() / 2));
  }

  /** Waits after a failure; ends early, without an error, when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    await sleep(this.next(), undefined, { signal }).catch(() => {});
  }
}
