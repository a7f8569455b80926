/** A map that holds at most `maxSize` entries and lets go of the least recently used one first. */
export class LruMap<K, V> {
  private readonly entries = new Map<K, V>();
  /** Goes on from where it was: from the beginning, it would pass over every entry that was taken out since. */
  private oldest = this.entries.keys();

  private constructor(private readonly maxSize: number) {}

  static create<K, V>(options: { maxSize: number }): LruMap<K, V> {
    return new LruMap(options.maxSize);
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, value);
    }
    return value;
  }

  /** An entry's value, which does not count as its use. */
  peek(key: K): V | undefined {
    return this.entries.get(key);
  }

  /** Puts an entry in; returns another one's value when that had to go for it. */
  set(key: K, value: V): V | undefined {
    this.entries.delete(key);
    this.entries.set(key, value);
    return this.entries.size > this.maxSize ? this.shift() : undefined;
  }

  /** Takes the least recently used entry out. */
  shift(): V | undefined {
    let next = this.oldest.next();
    if (next.done) {
      this.oldest = this.entries.keys();
      next = this.oldest.next();
      if (next.done) return undefined;
    }
    const value = this.entries.get(next.value);
    this.entries.delete(next.value);
    return value;
  }

  delete(key: K): void {
    this.entries.delete(key);
  }

  /** The least recently used first; entries may be deleted meanwhile. */
  all(): IterableIterator<[K, V]> {
    return this.entries.entries();
  }
}
