import { InputError } from '@backstage/errors';

/**
 * Reads numbers and parts from bytes, one after the other. Numbers are unsigned
 * LEB128 varints: seven bits a byte, the lowest first, as in Protocol Buffers.
 */
export class ByteReader {
  constructor(
    readonly bytes: Uint8Array,
    /** Where the next number begins. */
    public at: number = 0,
    readonly end: number = bytes.length,
  ) {}

  get atEnd(): boolean {
    return this.at >= this.end;
  }

  /** @throws InputError at the end */
  byte(): number {
    if (this.at >= this.end) {
      throw new InputError('it ends too early');
    }
    return this.bytes[this.at++];
  }

  /** @throws InputError at the end, and for a number that is not exact any more */
  varint(): number {
    const first = this.byte();
    return first < 128 ? first : this.longVarint(first);
  }

  /** Goes over a part and returns where it began. */
  skip(length: number): number {
    const start = this.at;
    if (length > this.end - start) {
      throw new InputError('it ends too early');
    }
    this.at += length;
    return start;
  }

  private longVarint(first: number): number {
    let value = first - 128;
    for (let scale = 128; ; scale *= 128) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      if (value > Number.MAX_SAFE_INTEGER) {
        throw new InputError('a number is too large');
      }
      if (byte < 128) {
        return value;
      }
    }
  }
}

/** Number of bytes of a varint. */
export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) {
    length += 1;
  }
  return length;
}

/** Writes what a ByteReader reads. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(256);
  private length = 0;

  byte(value: number): void {
    this.makeRoom(1);
    this.buffer[this.length++] = value;
  }

  varint(value: number): void {
    this.makeRoom(8);
    let rest = value;
    while (rest >= 128) {
      this.buffer[this.length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length++] = rest;
  }

  part(bytes: Uint8Array): void {
    this.makeRoom(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What was written, as bytes of their own; the writer begins anew. */
  take(): Buffer {
    const bytes = Buffer.from(this.buffer.subarray(0, this.length));
    this.length = 0;
    return bytes;
  }

  private makeRoom(length: number): void {
    const needed = this.length + length;
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafe(2 * needed);
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
  }
}
