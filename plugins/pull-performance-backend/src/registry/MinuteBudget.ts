const minuteMs = 60_000;

/** Allows some uses in each minute. */
export class MinuteBudget {
  private startedAtMs = -Infinity;
  private used = 0;

  private constructor(
    private readonly perMinute: number,
    private readonly now: () => number,
  ) {}

  static create(options: {
    perMinute: number;
    now: () => number;
  }): MinuteBudget {
    return new MinuteBudget(options.perMinute, options.now);
  }

  /** Uses one, if there is one left. */
  take(): boolean {
    const nowMs = this.now();
    if (nowMs - this.startedAtMs >= minuteMs) {
      this.startedAtMs = nowMs;
      this.used = 0;
    }
    if (this.used >= this.perMinute) return false;
    this.used += 1;
    return true;
  }
}
