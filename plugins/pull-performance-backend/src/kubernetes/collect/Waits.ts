const LOOK_EVERY_MS = 50;

interface Wait {
  isOver: () => boolean;
  deadlineMs: number;
  resolve: () => void;
}

/** Lets any number of callers wait until something is so, with one timer for all of them. */
export class Waits {
  private readonly waits = new Set<Wait>();
  private timer?: NodeJS.Timeout;

  private constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.look(true));
  }

  /** @param options - `signal` ends all waits, those that begin later as well when they look for the first time */
  static create(options: { signal: AbortSignal }): Waits {
    return new Waits(options.signal);
  }

  /** Resolves when it is so, or after the time, or when the signal aborts. */
  async until(isOver: () => boolean, atMostMs: number): Promise<void> {
    if (isOver()) return;
    await new Promise<void>(resolve => {
      const deadlineMs = performance.now() + atMostMs;
      this.waits.add({ isOver, deadlineMs, resolve });
      this.timer ??= setInterval(() => this.look(false), LOOK_EVERY_MS);
    });
  }

  private look(endAll: boolean): void {
    const nowMs = performance.now();
    for (const wait of this.waits) {
      if (endAll || nowMs >= wait.deadlineMs || wait.isOver()) {
        this.waits.delete(wait);
        wait.resolve();
      }
    }
    if (this.waits.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }
}
