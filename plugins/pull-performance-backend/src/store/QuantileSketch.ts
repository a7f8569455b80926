import { InputError } from '@backstage/errors';

/**
 * The mapping of DDSketch (Masson, Rim, Lee: "DDSketch", VLDB 2019, §2.1): bucket `key` holds the
 * values in (gamma^(key−1), gamma^key] and answers with the value in its middle, at most 1 % off.
 */
const RELATIVE_ACCURACY = 0.01;
const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const KEYS_PER_OCTAVE =
  Math.LN2 / Math.log1p((2 * RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY));
const MIDDLE = 2 / (1 + GAMMA);

/** The kubelet reports whole milliseconds: less than one is counted as zero. */
const SMALLEST_SECONDS = 0.001;
/** Thirty years. Whatever is longer counts as this, so that the number of buckets is bounded. */
const LARGEST_SECONDS = 1e9;

const MIN_KEY = keyOf(SMALLEST_SECONDS);
const MAX_KEY = keyOf(LARGEST_SECONDS);
const KEYS = MAX_KEY - MIN_KEY + 1;

/** First byte of the encoding; a change of the format gets the next number. */
const FORMAT = 1;
/** Buckets are made room for in steps of this many, so that a sketch seldom grows. */
const ROOM = 64;

// What parse() found. Shared, as nothing is awaited between parse() and its use: reading 1,600 rows allocates nothing.
const parsedKeys = new Int32Array(KEYS);
const parsedCounts = new Float64Array(KEYS);

function keyOf(valueSeconds: number): number {
  return Math.ceil(Math.log2(valueSeconds) * KEYS_PER_OCTAVE);
}

/**
 * Distribution of durations in seconds, mergeable in any order, that answers any
 * quantile with at most 1 % relative error (below a millisecond: with zero).
 *
 * Its buckets are those of DDSketch with logarithmic mapping, so it answers as
 * `@datadog/sketches-js` does. Its encoding is its own: a format byte, then
 * unsigned LEB128 varints: count of values below a millisecond, number of
 * buckets, first key (zigzag), distances to the following keys, counts.
 */
export class QuantileSketch {
  /** Counts of the keys from `base` on; empty until there is a value of a millisecond. */
  private buckets = new Float64Array(0);
  private base = 0;
  private zeroCount = 0;
  private total = 0;

  private constructor() {}

  static create(): QuantileSketch {
    return new QuantileSketch();
  }

  /**
   * Reads what `encode` wrote.
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
      const key = keyOf(Math.min(valueSeconds, LARGEST_SECONDS));
      this.makeRoom(key, key);
      this.buckets[key - this.base] += count;
    }
    this.total += count;
  }

  /** Adds all values of another sketch. */
  merge(other: QuantileSketch): void {
    const counts = other.buckets;
    let first = 0;
    let last = counts.length - 1;
    while (first <= last && counts[first] === 0) first++;
    while (last >= first && counts[last] === 0) last--;
    if (first <= last) {
      this.makeRoom(other.base + first, other.base + last);
      const shift = other.base - this.base;
      for (let i = first; i <= last; i++) {
        this.buckets[i + shift] += counts[i];
      }
    }
    this.zeroCount += other.zeroCount;
    this.total += other.total;
  }

  /**
   * Adds all values of an encoded sketch, without making an object of it.
   *
   * @throws InputError when the bytes are not an encoded sketch; nothing was added then
   */
  mergeEncoded(bytes: Uint8Array): void {
    const { zeroCount, bucketCount, total } = parse(bytes);
    if (bucketCount > 0) {
      this.makeRoom(parsedKeys[0], parsedKeys[bucketCount - 1]);
      for (let i = 0; i < bucketCount; i++) {
        this.buckets[parsedKeys[i] - this.base] += parsedCounts[i];
      }
    }
    this.zeroCount += zeroCount;
    this.total += total;
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
    return 2 ** (key / KEYS_PER_OCTAVE) * MIDDLE;
  }

  /** The sketch as bytes: equal sketches give equal bytes. */
  encode(): Buffer {
    const bytes: number[] = [FORMAT];
    const keys: number[] = [];
    for (let i = 0; i < this.buckets.length; i++) {
      if (this.buckets[i] > 0) keys.push(this.base + i);
    }
    writeVarint(bytes, this.zeroCount);
    writeVarint(bytes, keys.length);
    keys.forEach((key, i) =>
      writeVarint(bytes, i === 0 ? zigzag(key) : key - keys[i - 1]),
    );
    keys.forEach(key => writeVarint(bytes, this.buckets[key - this.base]));
    return Buffer.from(bytes);
  }

  private makeRoom(firstKey: number, lastKey: number): void {
    const end = this.base + this.buckets.length;
    const empty = this.buckets.length === 0;
    if (!empty && firstKey >= this.base && lastKey < end) {
      return;
    }
    const from = empty ? firstKey : Math.min(firstKey, this.base);
    const to = empty ? lastKey + 1 : Math.max(lastKey + 1, end);
    const base = Math.floor(from / ROOM) * ROOM;
    const grown = new Float64Array(Math.ceil((to - base) / ROOM) * ROOM);
    if (!empty) {
      grown.set(this.buckets, this.base - base);
    }
    this.buckets = grown;
    this.base = base;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/** Checks the bytes and leaves keys and counts in the shared arrays. */
function parse(bytes: Uint8Array): {
  zeroCount: number;
  bucketCount: number;
  total: number;
} {
  let at = 1;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      // A missing byte is undefined and fails every comparison below.
      const byte = bytes[at++];
      if (byte < 128) {
        value += byte * scale;
        break;
      }
      if (!(byte < 256)) throw malformed('it ends too early');
      value += (byte - 128) * scale;
      if (value > Number.MAX_SAFE_INTEGER)
        throw malformed('a number is too large');
    }
    if (value > Number.MAX_SAFE_INTEGER)
      throw malformed('a number is too large');
    return value;
  };

  if (bytes[0] !== FORMAT) {
    throw malformed(`its format is ${bytes[0]}, known is ${FORMAT}`);
  }
  const zeroCount = readVarint();
  const bucketCount = readVarint();
  if (bucketCount > KEYS) throw malformed('it has too many buckets');
  let key = 0;
  for (let i = 0; i < bucketCount; i++) {
    const step = readVarint();
    if (i === 0) {
      key = step % 2 === 0 ? step / 2 : -(step + 1) / 2;
    } else {
      if (step === 0) throw malformed('a bucket comes twice');
      key += step;
    }
    if (key < MIN_KEY || key > MAX_KEY)
      throw malformed('a bucket is out of range');
    parsedKeys[i] = key;
  }
  let total = zeroCount;
  for (let i = 0; i < bucketCount; i++) {
    const count = readVarint();
    if (count === 0) throw malformed('a bucket is empty');
    parsedCounts[i] = count;
    total += count;
  }
  if (total > Number.MAX_SAFE_INTEGER)
    throw malformed('its count is too large');
  if (at !== bytes.length) throw malformed('bytes follow its end');
  return { zeroCount, bucketCount, total };
}

function malformed(why: string): InputError {
  return new InputError(`These bytes are not a quantile sketch: ${why}`);
}
