/** A map that holds at most `maxSize` entries and lets go of the least recently used one first. */
export class LruMap<K, V> {
  private readonly entries = new Map<K, V>();

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

  /** Puts an entry in; true when another one had to go for it. */
  set(key: K, value: V): boolean {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.maxSize) {
      return false;
    }
    const [oldest] = this.entries.keys();
    this.entries.delete(oldest);
    return true;
  }

  delete(key: K): void {
    this.entries.delete(key);
  }

  /** The least recently used first; entries may be deleted meanwhile. */
  all(): IterableIterator<[K, V]> {
    return this.entries.entries();
  }
}
