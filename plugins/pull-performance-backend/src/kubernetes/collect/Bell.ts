/** Lets one waiter sleep until somebody rings. A ring that nobody waited for is heard by the next who waits. */
export class Bell {
  private rung = false;
  private hear?: () => void;

  private constructor() {}

  static create(): Bell {
    return new Bell();
  }

  ring(): void {
    this.rung = true;
    this.hear?.();
  }

  /** Resolves at a ring, after `timeoutMs` if given, or when the signal aborts. */
  async wait(signal: AbortSignal, timeoutMs?: number): Promise<void> {
    if (!this.rung && !signal.aborted) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>(resolve => {
        this.hear = resolve;
        signal.addEventListener('abort', this.hear);
        if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
      if (this.hear) signal.removeEventListener('abort', this.hear);
      this.hear = undefined;
    }
    this.rung = false;
  }
}
