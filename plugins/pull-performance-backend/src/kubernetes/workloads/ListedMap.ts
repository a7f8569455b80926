import { LruMap } from '../LruMap';

interface Entry<T> {
  object: T;
  list: number;
  weight: number;
}

/**
 * Objects by key as a reflector tells of them: what a new list does not name is
 * gone when the list is complete. At most `maxSize` are kept, and no more than weigh
 * `maxWeight` together: those that were told of last.
 */
export class ListedMap<T> {
  private readonly entries: LruMap<string, Entry<T>>;
  private weight = 0;
  private list = 0;
  private complete = false;
  private full = false;

  private constructor(
    maxSize: number,
    private readonly maxWeight: number,
    private readonly weigh: (object: T) => number,
    private readonly onGone: (object: T) => void,
  ) {
    this.entries = LruMap.create({ maxSize });
  }

  static create<T>(options: {
    maxSize: number;
    maxWeight: number;
    weigh: (object: T) => number;
    onGone?: (object: T) => void;
  }): ListedMap<T> {
    const { maxSize, maxWeight, weigh, onGone = () => {} } = options;
    return new ListedMap(maxSize, maxWeight, weigh, onGone);
  }

  /** Whether a list was ever complete: only then does an absent object not exist. */
  get wasListed(): boolean {
    return this.complete;
  }

  /** Whether objects had to be left out for lack of room. */
  get overflowed(): boolean {
    return this.full;
  }

  get(key: string): T | undefined {
    return this.entries.peek(key)?.object;
  }

  set(key: string, object: T): void {
    this.delete(key);
    const weight = this.weigh(object);
    this.weight += weight;
    this.leaveOut(this.entries.set(key, { object, list: this.list, weight }));
    while (this.weight > this.maxWeight) this.leaveOut(this.entries.shift());
  }

  delete(key: string): void {
    const entry = this.entries.peek(key);
    if (!entry) return;
    this.weight -= entry.weight;
    this.entries.delete(key);
  }

  /** All objects, those that were told of last at the end. */
  *all(): Iterable<T> {
    for (const [, { object }] of this.entries.all()) yield object;
  }

  beginList(): void {
    this.list += 1;
  }

  endList(): void {
    for (const [key, { object, list }] of this.entries.all()) {
      if (list !== this.list) {
        this.delete(key);
        this.onGone(object);
      }
    }
    this.complete = true;
  }

  private leaveOut(entry: Entry<T> | undefined): void {
    if (!entry) return;
    this.full = true;
    this.weight -= entry.weight;
  }
}
