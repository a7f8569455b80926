import { InputError } from '@backstage/errors';
import { ByteWriter } from './bytes';
import {
  bucketKeyOf,
  bucketSecondsOf,
  SMALLEST_SECONDS,
} from './sketchBuckets';
import {
  emptyBuckets,
  readSketch,
  SketchBuckets,
  writeSketch,
} from './sketchCoding';

/** So many buckets more than needed are made room for on both sides, so that a sketch seldom grows. */
const ROOM = 64;
const noBuckets = new Float64Array(0);
const writer = new ByteWriter();

/**
 * Distribution of durations in seconds, mergeable in any order, that answers any
 * quantile with at most 1 % relative error (below a millisecond: with zero).
 *
 * Its buckets are those of DDSketch with logarithmic mapping, so it answers as
 * `@datadog/sketches-js` does. Its encoding is its own: see `writeSketch`.
 */
export class QuantileSketch {
  /** Counts of the keys from `base` on; empty until there is a value of a millisecond. */
  private buckets = noBuckets;
  private base = 0;
  private zeroCount = 0;
  private total = 0;

  private constructor() {}

  static create(): QuantileSketch {
    return new QuantileSketch();
  }

  /**
   * Reads what `encode` wrote, in this version or an earlier one.
   *
   * @throws InputError when the bytes are not an encoded sketch
   */
  static decode(bytes: Uint8Array): QuantileSketch {
    const sketch = new QuantileSketch();
    sketch.mergeEncoded(bytes);
    return sketch;
  }

  /** Number of added values. */
  get count(): number {
    return this.total;
  }

  /**
   * Adds a duration, `count` times.
   *
   * @throws InputError when the duration is negative or not finite, or the count no positive whole number
   */
  add(valueSeconds: number, count: number = 1): void {
    if (!Number.isFinite(valueSeconds) || valueSeconds < 0) {
      throw new InputError(
        `A sketch takes durations of zero or more seconds, not ${valueSeconds}`,
      );
    }
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new InputError(
        `A sketch counts values by positive whole numbers, not ${count}`,
      );
    }
    if (valueSeconds < SMALLEST_SECONDS) {
      this.zeroCount += count;
    } else {
      const key = bucketKeyOf(valueSeconds);
      this.makeRoom(key, key);
      this.buckets[key - this.base] += count;
    }
    this.total += count;
  }

  /** Adds all values of another sketch. */
  merge(other: QuantileSketch): void {
    this.mergeBuckets(other.toBuckets());
  }

  /**
   * Adds all values of an encoded sketch, which fills the bytes from `start` to
   * `end`, without making an object of it.
   *
   * @throws InputError when the bytes are not an encoded sketch; nothing was added then
   */
  mergeEncoded(
    bytes: Uint8Array,
    start: number = 0,
    end: number = bytes.length,
  ): void {
    this.mergeBuckets(readSketch(bytes, start, end));
  }

  /**
   * The value, in seconds, of which the share `q` of all values is not larger; undefined when there is none.
   *
   * @throws InputError when `q` is not between 0 and 1
   */
  quantile(q: number): number | undefined {
    if (!(q >= 0 && q <= 1)) {
      throw new InputError(`A quantile lies between 0 and 1, ${q} does not`);
    }
    if (this.total === 0) {
      return undefined;
    }
    const rank = q * (this.total - 1);
    if (rank < this.zeroCount) {
      return 0;
    }
    let seen = this.zeroCount;
    let key = this.base;
    for (let i = 0; i < this.buckets.length && seen <= rank; i++) {
      seen += this.buckets[i];
      key = this.base + i;
    }
    return bucketSecondsOf(key);
  }

  /** The sketch as bytes: equal sketches give equal bytes. */
  encode(): Buffer {
    writeSketch(this.toBuckets(), writer);
    return writer.take();
  }

  private toBuckets(): SketchBuckets {
    const buckets = emptyBuckets();
    const { keys, counts } = buckets;
    let bucketCount = 0;
    for (let i = 0; i < this.buckets.length; i++) {
      if (this.buckets[i] > 0) {
        keys[bucketCount] = this.base + i;
        counts[bucketCount] = this.buckets[i];
        bucketCount += 1;
      }
    }
    buckets.bucketCount = bucketCount;
    buckets.zeroCount = this.zeroCount;
    buckets.total = this.total;
    return buckets;
  }

  private mergeBuckets(other: SketchBuckets): void {
    const { keys, counts, bucketCount } = other;
    if (bucketCount > 0) {
      this.makeRoom(keys[0], keys[bucketCount - 1]);
      const { buckets, base } = this;
      for (let i = 0; i < bucketCount; i++) {
        buckets[keys[i] - base] += counts[i];
      }
    }
    this.zeroCount += other.zeroCount;
    this.total += other.total;
  }

  private makeRoom(firstKey: number, lastKey: number): void {
    const end = this.base + this.buckets.length;
    const empty = this.buckets.length === 0;
    if (!empty && firstKey >= this.base && lastKey < end) {
      return;
    }
    const from = empty ? firstKey : Math.min(firstKey, this.base);
    const to = empty ? lastKey + 1 : Math.max(lastKey + 1, end);
    const base = from - ROOM;
    const grown = new Float64Array(to + ROOM - base);
    if (!empty) {
      grown.set(this.buckets, this.base - base);
    }
    this.buckets = grown;
    this.base = base;
  }
}
