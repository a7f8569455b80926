import { InputError } from '@backstage/errors';
import { ByteReader, ByteWriter, varintLength } from './bytes';
import { MAX_KEY, MIN_KEY } from './sketchBuckets';

const KEYS = MAX_KEY - MIN_KEY + 1;

/** First byte of the first format, in which every number is a varint. */
const VARINT_FORMAT = 1;
/** First byte of the second format, plus the number of bits of a bucket's byte that hold its count. */
const PACKED_FORMAT = 16;
const MAX_COUNT_BITS = 6;

/** The buckets of a sketch, in the order of their keys; counts are over zero. */
export interface SketchBuckets {
  zeroCount: number;
  bucketCount: number;
  keys: Int32Array;
  counts: Float64Array;
  /** Of all values. */
  total: number;
}

/** What is being read or written. Shared, as nothing is awaited meanwhile: reading a thousand rows allocates nothing. */
const shared: SketchBuckets = {
  zeroCount: 0,
  bucketCount: 0,
  keys: new Int32Array(KEYS),
  counts: new Float64Array(KEYS),
  total: 0,
};

/** Buckets to fill for `writeSketch`; valid until the next call of this module. */
export function emptyBuckets(): SketchBuckets {
  shared.zeroCount = 0;
  shared.bucketCount = 0;
  shared.total = 0;
  return shared;
}

/**
 * Writes buckets in the packed format: a byte `16 + b`, then varints: count of
 * values below a millisecond, number of buckets, first key (zigzag). Then each
 * bucket has a byte: its low `b` bits hold count − 1, the others how many keys
 * lie between the bucket and the one before. What is too large for its bits has
 * them all set and the rest in a varint behind the byte, that of the keys first.
 */
export function writeSketch(buckets: SketchBuckets, writer: ByteWriter): void {
  const { zeroCount, bucketCount, keys, counts } = buckets;
  const countBits = bestCountBits(buckets);
  const mostKeys = (1 << (8 - countBits)) - 1;
  const mostCount = (1 << countBits) - 1;
  writer.byte(PACKED_FORMAT + countBits);
  writer.varint(zeroCount);
  writer.varint(bucketCount);
  if (bucketCount > 0) {
    writer.varint(zigzag(keys[0]));
  }
  for (let i = 0; i < bucketCount; i++) {
    const between = i === 0 ? 0 : keys[i] - keys[i - 1] - 1;
    const more = counts[i] - 1;
    const keyPart = Math.min(between, mostKeys);
    const countPart = Math.min(more, mostCount);
    writer.byte((keyPart << countBits) + countPart);
    if (keyPart === mostKeys) writer.varint(between - mostKeys);
    if (countPart === mostCount) writer.varint(more - mostCount);
  }
}

/** Few values lie far apart, many lie close and often in one bucket: the sketch says how its bytes are shared. */
function bestCountBits({ bucketCount, keys, counts }: SketchBuckets): number {
  let best = 1;
  let bestLength = Infinity;
  for (let bits = 1; bits <= MAX_COUNT_BITS; bits++) {
    const mostKeys = (1 << (8 - bits)) - 1;
    const mostCount = (1 << bits) - 1;
    let length = 0;
    for (let i = 0; i < bucketCount && length < bestLength; i++) {
      const between = i === 0 ? 0 : keys[i] - keys[i - 1] - 1;
      const more = counts[i] - 1;
      length += 1;
      if (between >= mostKeys) length += varintLength(between - mostKeys);
      if (more >= mostCount) length += varintLength(more - mostCount);
    }
    if (length < bestLength) {
      bestLength = length;
      best = bits;
    }
  }
  return best;
}

/**
 * Reads a sketch that fills the bytes from `start` to `end`. The answer is valid
 * until the next call of this module.
 *
 * @throws InputError when the bytes are not a sketch
 */
export function readSketch(
  bytes: Uint8Array,
  start: number,
  end: number,
): SketchBuckets {
  try {
    const reader = new ByteReader(bytes, start, end);
    const format = reader.atEnd ? undefined : reader.byte();
    const countBits = (format ?? 0) - PACKED_FORMAT;
    const packed = countBits >= 1 && countBits <= MAX_COUNT_BITS;
    if (!packed && format !== VARINT_FORMAT) {
      throw new InputError(
        `its format is ${format}, known are ${VARINT_FORMAT} and ${
          PACKED_FORMAT + 1
        } to ${PACKED_FORMAT + MAX_COUNT_BITS}`,
      );
    }
    shared.zeroCount = reader.varint();
    shared.bucketCount = reader.varint();
    shared.total = shared.zeroCount;
    if (shared.bucketCount > KEYS) {
      throw new InputError('it has too many buckets');
    }
    if (packed) readPacked(reader, countBits);
    else readVarints(reader);
    if (shared.total > Number.MAX_SAFE_INTEGER) {
      throw new InputError('its count is too large');
    }
    if (!reader.atEnd) {
      throw new InputError('bytes follow its end');
    }
    return shared;
  } catch (error) {
    throw new InputError(
      `These bytes are not a quantile sketch: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

function readPacked(reader: ByteReader, countBits: number): void {
  const { bucketCount, keys, counts } = shared;
  const mostCount = (1 << countBits) - 1;
  const mostKeys = (1 << (8 - countBits)) - 1;
  let total = 0;
  let key = bucketCount > 0 ? unzigzag(reader.varint()) - 1 : 0;
  for (let i = 0; i < bucketCount; i++) {
    const byte = reader.byte();
    const keyPart = byte >> countBits;
    const countPart = byte & mostCount;
    key += keyPart + 1;
    if (keyPart === mostKeys) key += reader.varint();
    const count =
      countPart + 1 + (countPart === mostCount ? reader.varint() : 0);
    checkKey(key);
    keys[i] = key;
    counts[i] = count;
    total += count;
  }
  shared.total += total;
}

/** All keys with their distances first, then all counts. */
function readVarints(reader: ByteReader): void {
  const { bucketCount, keys, counts } = shared;
  let key = 0;
  for (let i = 0; i < bucketCount; i++) {
    const distance = reader.varint();
    if (i > 0 && distance === 0) {
      throw new InputError('a bucket comes twice');
    }
    key = i === 0 ? unzigzag(distance) : key + distance;
    checkKey(key);
    keys[i] = key;
  }
  for (let i = 0; i < bucketCount; i++) {
    const count = reader.varint();
    if (count === 0) {
      throw new InputError('a bucket is empty');
    }
    counts[i] = count;
    shared.total += count;
  }
}

function checkKey(key: number): void {
  if (key < MIN_KEY || key > MAX_KEY) {
    throw new InputError('a bucket is out of range');
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
