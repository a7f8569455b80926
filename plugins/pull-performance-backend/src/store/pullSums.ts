import { InputError } from '@backstage/errors';
import {
  FailureCause,
  PullOutcome,
} from 'backstage-plugin-pull-performance-common';
import { ByteReader, ByteWriter } from './bytes';
import { PullRecord } from './PullStore';
import { QuantileSketch } from './QuantileSketch';

/** Number of the encoding; a change of it gets the next one. */
const FORMAT = 1;
/** An outcome is written as its place here: only append. */
const OUTCOMES: readonly PullOutcome[] = [
  'cold',
  'warm',
  'checked',
  'present',
  'failed',
];
const FAILED = OUTCOMES.indexOf('failed');

/** Pulls of one outcome, and if they failed of one cause. Milliseconds, as the kubelet reports them: sums are exact in any order. */
export interface PullSum {
  outcome: PullOutcome;
  cause?: FailureCause;
  count: number;
  waitSketch: QuantileSketch;
  waitMsSum: number;
  waitMsMax: number;
  pullSketch: QuantileSketch;
  /** Over the pulls of which both wait and pull time are known. */
  splitWaitMsSum: number;
  splitPullMsSum: number;
}

const writer = new ByteWriter();

/** Sums of pulls by outcome, and of failed ones by cause. */
export class PullSums {
  private readonly byOutcome: (PullSum | undefined)[] = [];
  private readonly byCause = new Map<string, PullSum>();

  private constructor(private readonly dimensions: PullSumDimensions) {}

  /** @param dimensions - what is kept apart: everything, unless said otherwise */
  static create(
    dimensions: PullSumDimensions = { outcome: true, cause: true },
  ): PullSums {
    return new PullSums(dimensions);
  }

  get values(): PullSum[] {
    const sums = [...this.byOutcome, ...this.byCause.values()];
    return sums.filter(sum => sum !== undefined);
  }

  add(pull: PullRecord): void {
    const place = OUTCOMES.indexOf(pull.outcome);
    addPull(this.sumOf(place, pull.cause), pull);
  }

  /**
   * Adds encoded sums, which fill the bytes from `start` to `end`. No bytes are no sums.
   *
   * @throws InputError when the bytes are not what `encode` writes
   */
  merge(
    bytes: Uint8Array,
    start: number = 0,
    end: number = bytes.length,
  ): void {
    const reader = new ByteReader(bytes, start, end);
    if (reader.atEnd) {
      return;
    }
    const format = reader.byte();
    if (format !== FORMAT) {
      throw new InputError(
        `The figures of a rollup have the format ${format}, known is ${FORMAT}: they were written by a newer version of the plugin`,
      );
    }
    while (!reader.atEnd) {
      const place = reader.varint();
      const cause = place === FAILED ? readCause(reader) : undefined;
      mergeSum(reader, this.sumOf(place, cause));
    }
  }

  /**
   * The sums as bytes: a format byte, then for each sum varints, in which a part
   * is its length and its bytes: place of the outcome, for failed pulls the cause
   * as a part, count, sketch of the waits as a part, then if it has any their sum
   * and largest, sketch of the pull times as a part, and if both have any the two
   * split sums.
   */
  encode(): Buffer {
    writer.byte(FORMAT);
    const causes = [...this.byCause].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const sum of this.byOutcome) {
      if (sum) writeSum(sum);
    }
    for (const [, sum] of causes) writeSum(sum);
    return writer.take();
  }

  private sumOf(place: number, cause: FailureCause | undefined): PullSum {
    if (place >= OUTCOMES.length) {
      throw new InputError(`A rollup has an unknown outcome ${place}`);
    }
    const slot = this.dimensions.outcome ? place : 0;
    if (cause === undefined || !this.dimensions.cause) {
      return (this.byOutcome[slot] ??= emptySum(OUTCOMES[place]));
    }
    const known = this.byCause.get(cause);
    if (known) {
      return known;
    }
    const sum = emptySum(OUTCOMES[place], cause);
    this.byCause.set(cause, sum);
    return sum;
  }
}

interface PullSumDimensions {
  outcome: boolean;
  cause: boolean;
}

function emptySum(outcome: PullOutcome, cause?: FailureCause): PullSum {
  return {
    outcome,
    cause,
    count: 0,
    waitSketch: QuantileSketch.create(),
    waitMsSum: 0,
    waitMsMax: 0,
    pullSketch: QuantileSketch.create(),
    splitWaitMsSum: 0,
    splitPullMsSum: 0,
  };
}

function addPull(sum: PullSum, pull: PullRecord): void {
  sum.count += 1;
  // A present image waits nothing: it counts, and must not flatter the quantiles.
  if (pull.outcome === 'present') return;
  const { waitSeconds, pullSeconds } = pull;
  const waitMs = Math.round((waitSeconds ?? 0) * 1000);
  if (waitSeconds !== undefined) {
    sum.waitSketch.add(waitSeconds);
    sum.waitMsSum += waitMs;
    sum.waitMsMax = Math.max(sum.waitMsMax, waitMs);
  }
  if (pullSeconds !== undefined) {
    sum.pullSketch.add(pullSeconds);
  }
  if (waitSeconds !== undefined && pullSeconds !== undefined) {
    sum.splitWaitMsSum += waitMs;
    sum.splitPullMsSum += Math.round(pullSeconds * 1000);
  }
}

function writeSum(sum: PullSum): void {
  const place = OUTCOMES.indexOf(sum.outcome);
  writer.varint(place);
  if (place === FAILED) {
    writePart(Buffer.from(sum.cause ?? ''));
  }
  writer.varint(sum.count);
  writeSketch(sum.waitSketch);
  if (sum.waitSketch.count > 0) {
    writer.varint(sum.waitMsSum);
    writer.varint(sum.waitMsMax);
  }
  writeSketch(sum.pullSketch);
  if (sum.waitSketch.count > 0 && sum.pullSketch.count > 0) {
    writer.varint(sum.splitWaitMsSum);
    writer.varint(sum.splitPullMsSum);
  }
}

function writeSketch(sketch: QuantileSketch): void {
  if (sketch.count > 0) writePart(sketch.encode());
  else writer.varint(0);
}

function writePart(bytes: Buffer): void {
  writer.varint(bytes.length);
  writer.part(bytes);
}

function mergeSum(reader: ByteReader, sum: PullSum): void {
  sum.count += reader.varint();
  const hasWaits = mergeSketch(reader, sum.waitSketch);
  if (hasWaits) {
    sum.waitMsSum += reader.varint();
    sum.waitMsMax = Math.max(sum.waitMsMax, reader.varint());
  }
  const hasPullTimes = mergeSketch(reader, sum.pullSketch);
  if (hasWaits && hasPullTimes) {
    sum.splitWaitMsSum += reader.varint();
    sum.splitPullMsSum += reader.varint();
  }
}

function readCause(reader: ByteReader): FailureCause | undefined {
  const length = reader.varint();
  const start = reader.skip(length);
  const text = Buffer.from(reader.bytes.subarray(start, start + length));
  return (text.toString() || undefined) as FailureCause | undefined;
}

function mergeSketch(reader: ByteReader, sketch: QuantileSketch): boolean {
  const length = reader.varint();
  if (length === 0) {
    return false;
  }
  const start = reader.skip(length);
  sketch.mergeEncoded(reader.bytes, start, start + length);
  return true;
}
