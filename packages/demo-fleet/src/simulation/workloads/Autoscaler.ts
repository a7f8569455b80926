/** The HorizontalPodAutoscaler's tolerance: smaller differences change nothing. */
const TOLERANCE = 0.1;
/** It scales in only after having wanted less for so many looks in a row (its stabilisation window). */
const LOOKS_BEFORE_SCALE_IN = 3;

/** Scales out at once and in with patience. */
export class Autoscaler {
  private current?: number;
  private lately: number[] = [];

  private constructor(
    private readonly wanted: () => number,
    private readonly scale: (desired: number) => void,
  ) {}

  static create(options: {
    /** How many pods the load needs now. */
    wanted: () => number;
    scale: (desired: number) => void;
  }): Autoscaler {
    return new Autoscaler(options.wanted, options.scale);
  }

  look(): void {
    const wanted = this.wanted();
    this.lately = [...this.lately, wanted].slice(-LOOKS_BEFORE_SCALE_IN);
    const desired = Math.max(...this.lately);
    const before = this.current ?? 0;
    if (Math.abs(desired - before) > TOLERANCE * before) {
      this.current = desired;
      this.scale(desired);
    }
  }
}
