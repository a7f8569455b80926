/** Whole numbers in one block of memory that grows. */
export class Int32List {
  /** With room to spare: only the first `length` count. Read it again after a `push`. */
  values = new Int32Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }
}

/** Numbers in one block of memory that grows. */
export class Float64List {
  /** With room to spare: only the first `length` count. Read it again after a `push`. */
  values = new Float64Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }
}
