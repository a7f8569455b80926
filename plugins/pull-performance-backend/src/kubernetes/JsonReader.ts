import { MAX_CACHED_LENGTH, TextCache } from './TextCache';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** What a JSON value is, told by its first byte. */
export type JsonKind =
  | 'object'
  | 'array'
  | 'string'
  | 'number'
  | 'boolean'
  | 'null';

/** Text that is not JSON, or nested deeper than allowed. */
export class JsonReadError extends Error {
  override readonly name = 'JsonReadError';
}

const cache = TextCache.create();

/**
 * Reads JSON value by value, so that a large text costs only the memory of what its reader keeps, and what nobody
 * wants is passed over without being made. `JSON.parse` would build all of it first: 28 bytes of memory for each byte of a
 * hostile text.
 */
export class JsonReader {
  private at = 0;
  private depth = 0;
  /** Whether an object or array was entered and nothing of it read yet. */
  private entered = false;

  private constructor(
    private readonly bytes: Buffer,
    private readonly maxDepth: number,
  ) {}

  static create(options: { bytes: Buffer; maxDepth: number }): JsonReader {
    return new JsonReader(options.bytes, options.maxDepth);
  }

  /** Where reading stands; with `returnTo` a reader can come back to a value that it skipped. */
  get position(): number {
    this.skipSpace();
    return this.at;
  }

  /** Goes to a value at the same depth as the one that is next. */
  returnTo(position: number): void {
    this.at = position;
    this.entered = false;
  }

  /** What comes next. */
  peek(): JsonKind {
    const byte = this.next();
    switch (byte) {
      case OPEN_OBJECT:
        return 'object';
      case OPEN_ARRAY:
        return 'array';
      case QUOTE:
        return 'string';
      case 0x74:
      case 0x66:
        return 'boolean';
      case 0x6e:
        return 'null';
      default:
        if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return 'number';
        throw this.error('a value is expected');
    }
  }

  /** Goes into an object; `nextKey` then tells its keys. */
  enterObject(): void {
    this.take(OPEN_OBJECT, 'an object is expected');
    this.deeper();
  }

  /** The next key of the object, whose value must then be read or skipped; `undefined` at its end. */
  nextKey(): string | undefined {
    if (!this.goesOn(CLOSE_OBJECT)) return undefined;
    const key = this.readString();
    this.take(COLON, 'a colon is expected');
    return key;
  }

  /** Goes into an array; `nextElement` then tells whether there is one more. */
  enterArray(): void {
    this.take(OPEN_ARRAY, 'an array is expected');
    this.deeper();
  }

  /** Whether one more element follows, which must then be read or skipped. */
  nextElement(): boolean {
    return this.goesOn(CLOSE_ARRAY);
  }

  readString(): string {
    const { bytes } = this;
    this.take(QUOTE, 'a string is expected');
    const start = this.at;
    let hash = 0;
    let at = start;
    let byte = bytes[at];
    while (
      byte !== QUOTE &&
      byte >= 0x20 &&
      byte < 0x80 &&
      byte !== BACKSLASH
    ) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      at += 1;
      byte = bytes[at];
    }
    if (byte === QUOTE) {
      this.at = at + 1;
      return at - start <= MAX_CACHED_LENGTH
        ? cache.textOf(bytes, start, at, hash)
        : bytes.toString('latin1', start, at);
    }
    this.at = start - 1;
    this.skipString();
    // Escapes, control characters and other letters are rare.
    return this.parsed(start - 1, this.at) as string;
  }

  /** A number, boolean or `null`. */
  readScalar(): number | boolean | undefined {
    const { bytes } = this;
    const start = this.position;
    let at = start;
    while (isScalarByte(bytes[at])) at++;
    this.at = at;
    return this.parsed(start, at) as number | boolean | undefined;
  }

  /** Passes over a value. */
  skip(): void {
    const kind = this.peek();
    if (kind === 'string') {
      this.skipString();
    } else if (kind === 'object' || kind === 'array') {
      this.skipNested();
    } else {
      this.readScalar();
    }
  }

  /** Makes sure that nothing follows. */
  end(): void {
    this.skipSpace();
    if (this.at < this.bytes.length) throw this.error('more text follows');
  }

  /** Only brackets and strings are looked at: of what nobody reads it need not be known whether it is right. */
  private skipNested(): void {
    const { bytes, maxDepth } = this;
    const end = bytes.length;
    let { depth, at } = this;
    const endDepth = depth;
    do {
      if (at >= end) throw this.error('it ends too soon');
      const byte = bytes[at];
      at += 1;
      if (byte === QUOTE) {
        at = this.endOfString(at);
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        depth += 1;
        if (depth > maxDepth) throw this.tooDeep();
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        depth -= 1;
      }
    } while (depth > endDepth);
    this.at = at;
  }

  private skipString(): void {
    this.at = this.endOfString(this.at + 1);
  }

  /** Where a string ends whose first character is at `start`. */
  private endOfString(start: number): number {
    const { bytes } = this;
    const end = bytes.length;
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) at += 1;
    }
    throw this.error('a string has no end');
  }

  private goesOn(close: number): boolean {
    const first = this.entered;
    this.entered = false;
    if (this.next() === close) {
      this.at += 1;
      this.depth -= 1;
      return false;
    }
    if (!first) {
      this.take(COMMA, 'a comma is expected');
    }
    return true;
  }

  private deeper(): void {
    this.depth += 1;
    this.entered = true;
    if (this.depth > this.maxDepth) throw this.tooDeep();
  }

  private take(byte: number, otherwise: string): void {
    if (this.next() !== byte) throw this.error(otherwise);
    this.at += 1;
  }

  private next(): number {
    this.skipSpace();
    const byte = this.bytes[this.at];
    if (byte === undefined) throw this.error('it ends too soon');
    return byte;
  }

  private skipSpace(): void {
    const { bytes } = this;
    for (;;) {
      const byte = bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) {
        return;
      }
      this.at += 1;
    }
  }

  private parsed(start: number, end: number): unknown {
    try {
      return JSON.parse(this.bytes.toString('utf8', start, end)) ?? undefined;
    } catch {
      throw this.error('a value is malformed');
    }
  }

  private tooDeep(): JsonReadError {
    return this.error(`it is nested deeper than ${this.maxDepth} levels`);
  }

  private error(what: string): JsonReadError {
    return new JsonReadError(`${what} (at byte ${this.at})`);
  }
}

/** Digits, letters, signs and dots: of what numbers, `true`, `false` and `null` are made. */
function isScalarByte(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte >= 0x30 && byte <= 0x39) ||
      (byte >= 0x61 && byte <= 0x7a) ||
      byte === 0x2b ||
      byte === 0x2d ||
      byte === 0x2e ||
      byte === 0x45)
  );
}
