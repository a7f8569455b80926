/** Keeps a cluster that fails over and over from filling the log: says whether one more line is welcome. */
export class LogLimit {
  private loggedAtMs: number[] = [];

  private constructor(
    private readonly maxLines: number,
    private readonly withinMs: number,
    private readonly now: () => number,
  ) {}

  static create(options: {
    maxLines: number;
    withinMs: number;
    /** Epoch milliseconds. */
    now?: () => number;
  }): LogLimit {
    const { maxLines, withinMs, now = Date.now } = options;
    return new LogLimit(maxLines, withinMs, now);
  }

  /** Counts a line if there is room for it. */
  takes(): boolean {
    const nowMs = this.now();
    const recent = this.loggedAtMs.filter(ms => nowMs - ms < this.withinMs);
    if (recent.length >= this.maxLines) return false;
    this.loggedAtMs = [...recent, nowMs];
    return true;
  }
}
