/**
 * Lets work of a bounded total weight go on at once, in the order of asking. Work
 * that is heavier than the whole gate passes alone.
 */
export class Gate {
  private used = 0;
  private isOpen = false;
  private readonly waiting: { weight: number; enter: () => void }[] = [];

  private constructor(private readonly capacity: number) {}

  static create(options: { capacity: number }): Gate {
    return new Gate(options.capacity);
  }

  /** Enters if there is room and nobody waits; `leave` with the same weight gives it back. */
  tryEnter(weight: number): boolean {
    if (this.waiting.length > 0 || !this.hasRoom(weight)) {
      return false;
    }
    this.used += weight;
    return true;
  }

  /** Resolves when there is room. */
  async enter(weight: number): Promise<void> {
    if (!this.tryEnter(weight)) {
      await new Promise<void>(resolve =>
        this.waiting.push({ weight, enter: resolve }),
      );
    }
  }

  leave(weight: number): void {
    this.used -= weight;
    while (this.waiting.length > 0 && this.hasRoom(this.waiting[0].weight)) {
      const next = this.waiting.shift()!;
      this.used += next.weight;
      next.enter();
    }
  }

  /** Lets everybody in from now on: at the end nothing must wait any more. */
  open(): void {
    this.isOpen = true;
    this.leave(0);
  }

  private hasRoom(weight: number): boolean {
    return (
      this.isOpen || this.used === 0 || this.used + weight <= this.capacity
    );
  }
}
