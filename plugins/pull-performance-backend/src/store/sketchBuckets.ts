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
export const SMALLEST_SECONDS = 0.001;
/** Thirty years. Whatever is longer counts as this, so that the number of buckets is bounded. */
const LARGEST_SECONDS = 1e9;

/** The bucket of a value of a millisecond or more. */
export function bucketKeyOf(valueSeconds: number): number {
  return Math.ceil(
    Math.log2(Math.min(valueSeconds, LARGEST_SECONDS)) * KEYS_PER_OCTAVE,
  );
}

/** The value that a bucket answers with. */
export function bucketSecondsOf(key: number): number {
  return 2 ** (key / KEYS_PER_OCTAVE) * MIDDLE;
}

export const MIN_KEY = bucketKeyOf(SMALLEST_SECONDS);
export const MAX_KEY = bucketKeyOf(LARGEST_SECONDS);
