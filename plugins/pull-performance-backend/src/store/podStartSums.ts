import { InputError } from '@backstage/errors';
import { ByteReader, ByteWriter } from './bytes';
import { QuantileSketch } from './QuantileSketch';

/** Number of the encoding; a change of it gets the next one. */
const FORMAT = 1;

/** Sums over pods; in the order in which they are written. */
export const POD_START_SUMS = [
  'pods',
  'starts',
  'readyMsSum',
  'imageWaitMsSum',
  'readyImageWaitMsSum',
  'observedReadyMsSum',
] as const;

/** Pod starts; see PodStartAggregate for what is counted. */
export interface PodStartSum
  extends Record<(typeof POD_START_SUMS)[number], number> {
  readySketch: QuantileSketch;
}

export function emptyPodStartSum(): PodStartSum {
  return {
    pods: 0,
    starts: 0,
    readyMsSum: 0,
    imageWaitMsSum: 0,
    readyImageWaitMsSum: 0,
    observedReadyMsSum: 0,
    readySketch: QuantileSketch.create(),
  };
}

const writer = new ByteWriter();

/** The sum as bytes: a format byte, the sums as varints, and the sketch. */
export function encodePodStartSum(sum: PodStartSum): Buffer {
  writer.byte(FORMAT);
  for (const name of POD_START_SUMS) {
    writer.varint(Math.max(0, sum[name]));
  }
  writer.part(sum.readySketch.encode());
  return writer.take();
}

/**
 * Adds an encoded sum, which fills the bytes from `start` to `end`. No bytes are no starts.
 *
 * @throws InputError when the bytes are not what `encodePodStartSum` writes
 */
export function mergePodStartSum(
  sum: PodStartSum,
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
      `The starts of a rollup have the format ${format}, known is ${FORMAT}: they were written by a newer version of the plugin`,
    );
  }
  for (const name of POD_START_SUMS) {
    sum[name] += reader.varint();
  }
  sum.readySketch.mergeEncoded(bytes, reader.at, end);
}
