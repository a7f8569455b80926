import { AzureError } from '../arm/AzureError';

/** A reading in the background ends by itself: each of its requests has a deadline. This bounds them together. */
const longestReadingMs = 5 * 60_000;

/** What is known, and why it may not be the latest. */
export interface Kept<T> {
  value?: T;
  error?: unknown;
}

/**
 * Something of Azure that changes rarely: read once at a time, kept for a while, and used for another while when it cannot be read again.
 */
export class KeptReading<T> {
  #value?: T;
  #readAtMs = -Infinity;
  #error?: unknown;
  #triedAtMs = -Infinity;
  #reading?: Promise<void>;

  private constructor(
    private readonly read: (signal: AbortSignal) => Promise<T>,
    private readonly times: {
      freshMs: number;
      retryMs: number;
      usableMs: number;
    },
  ) {}

  /**
   * @param options - `freshMs`: not read again for so long; `retryMs`: nor so soon after a failure; `usableMs`: a value is used up to this age when reading fails
   */
  static create<T>(options: {
    read: (signal: AbortSignal) => Promise<T>;
    freshMs: number;
    retryMs?: number;
    usableMs?: number;
  }): KeptReading<T> {
    const { read, freshMs } = options;
    return new KeptReading(read, {
      freshMs,
      retryMs: options.retryMs ?? 60_000,
      usableMs: options.usableMs ?? 24 * 60 * 60_000,
    });
  }

  /** @throws only when the signal ends the wait */
  async get(signal: AbortSignal): Promise<Kept<T>> {
    const now = Date.now();
    const isDue =
      now - this.#readAtMs >= this.times.freshMs &&
      (this.#error === undefined || now >= this.#nextTryMs());
    if (isDue) {
      this.#reading ??= this.#readNow().finally(() => {
        this.#reading = undefined;
      });
    }
    if (this.#reading) await unlessAborted(this.#reading, signal);
    const isUsable = Date.now() - this.#readAtMs < this.times.usableMs;
    return { value: isUsable ? this.#value : undefined, error: this.#error };
  }

  #nextTryMs(): number {
    const retryAtMs =
      this.#error instanceof AzureError ? this.#error.retryAtMs : undefined;
    return Math.max(retryAtMs ?? 0, this.#triedAtMs + this.times.retryMs);
  }

  async #readNow(): Promise<void> {
    const signal = AbortSignal.timeout(longestReadingMs);
    try {
      this.#value = await this.read(signal);
      this.#readAtMs = Date.now();
      this.#error = undefined;
    } catch (error) {
      this.#error = signal.aborted
        ? new AzureError('unreachable', {
            message: 'Azure did not answer everything in time',
          })
        : error;
    }
    this.#triedAtMs = Date.now();
  }
}

/** Several wait for one reading; it goes on when one of them no longer wants it. */
async function unlessAborted(
  reading: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    await Promise.race([reading, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
