/** Longer texts are rarely the same. */
export const MAX_CACHED_LENGTH = 64;
/** A power of two. */
const SLOTS = 4096;

/**
 * Texts by their bytes. Most texts of an OTLP request are the same few names again and again, and to make one of bytes costs ten
 * times as much as to find it here.
 */
export class TextCache {
  private readonly bytes: (Uint8Array | undefined)[] = Array(SLOTS);
  private readonly texts: string[] = Array(SLOTS);

  private constructor() {}

  static create(): TextCache {
    return new TextCache();
  }

  /**
   * The text of ASCII bytes.
   *
   * @param hash - of the bytes, as the caller made it while it looked for their end
   */
  textOf(bytes: Buffer, start: number, end: number, hash: number): string {
    const slot = hash & (SLOTS - 1);
    const known = this.bytes[slot];
    if (known !== undefined && sameBytes(known, bytes, start, end)) {
      return this.texts[slot];
    }
    const text = bytes.toString('latin1', start, end);
    this.bytes[slot] = Uint8Array.prototype.slice.call(bytes, start, end);
    this.texts[slot] = text;
    return text;
  }
}

function sameBytes(
  known: Uint8Array,
  bytes: Buffer,
  start: number,
  end: number,
): boolean {
  const { length } = known;
  if (length !== end - start) return false;
  for (let index = 0; index < length; index++) {
    if (known[index] !== bytes[start + index]) return false;
  }
  return true;
}
