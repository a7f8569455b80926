const lastRound = 0x7fff_ffff;

/** Marks on numbers, all of which are wiped at once, so that a question costs nothing for what it does not touch. */
export class Marks {
  private rounds = new Int32Array(0);
  private round = 0;

  /** Wipes all marks and makes room for numbers below `size`. */
  restart(size: number): void {
    if (this.rounds.length < size) {
      this.rounds = new Int32Array(size * 2);
      this.round = 0;
    } else if (this.round === lastRound) {
      this.rounds.fill(0);
      this.round = 0;
    }
    this.round += 1;
  }

  add(key: number): void {
    this.rounds[key] = this.round;
  }

  remove(key: number): void {
    this.rounds[key] = 0;
  }

  has(key: number): boolean {
    return this.rounds[key] === this.round;
  }
}
