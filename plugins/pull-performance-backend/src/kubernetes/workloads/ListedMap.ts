import { LruMap } from '../LruMap';

/**
 * Objects by key as a reflector tells of them: what a new list does not name is
 * gone when the list is complete. At most `maxSize` are kept, those that were
 * used or told of last.
 */
export class ListedMap<T> {
  private readonly entries: LruMap<string, { object: T; list: number }>;
  private list = 0;
  private complete = false;
  private full = false;

  private constructor(
    maxSize: number,
    private readonly onGone: (object: T) => void,
  ) {
    this.entries = LruMap.create({ maxSize });
  }

  static create<T>(options: {
    maxSize: number;
    onGone?: (object: T) => void;
  }): ListedMap<T> {
    return new ListedMap(options.maxSize, options.onGone ?? (() => {}));
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
    return this.entries.get(key)?.object;
  }

  set(key: string, object: T): void {
    if (this.entries.set(key, { object, list: this.list })) {
      this.full = true;
    }
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  beginList(): void {
    this.list += 1;
  }

  endList(): void {
    for (const [key, { object, list }] of this.entries.all()) {
      if (list !== this.list) {
        this.entries.delete(key);
        this.onGone(object);
      }
    }
    this.complete = true;
  }
}
