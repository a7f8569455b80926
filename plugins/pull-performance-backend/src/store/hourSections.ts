import { ByteReader, ByteWriter } from './bytes';

const writer = new ByteWriter();

/**
 * The hours of a UTC day, one after the other: the hour (0 to 23) as a byte, the length of its figures as
 * a varint, the figures. In a row of the day, since a row for each hour costs more to find than to read.
 */
export function encodeHours(hours: Map<number, Uint8Array>): Buffer {
  for (const hour of [...hours.keys()].sort((a, b) => a - b)) {
    const figures = hours.get(hour)!;
    writer.byte(hour);
    writer.varint(figures.length);
    writer.part(figures);
  }
  return writer.take();
}

/**
 * Hands over where the figures of each hour are, of a day that fills the bytes from `from` to `to`.
 *
 * @throws InputError when the bytes end too early
 */
export function forEachHour(
  bytes: Uint8Array,
  from: number,
  to: number,
  visit: (hour: number, start: number, end: number) => void,
): void {
  const reader = new ByteReader(bytes, from, to);
  while (!reader.atEnd) {
    const hour = reader.byte();
    const length = reader.varint();
    const start = reader.skip(length);
    visit(hour, start, start + length);
  }
}
