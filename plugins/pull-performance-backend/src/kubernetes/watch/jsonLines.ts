import { TooLargeError } from './boundedBody';
import { parseJson } from './parseJson';

/** A JSON text, such as a line of a stream: its value, or why it has none. */
export type JsonLine = { value: unknown } | { unreadable: string };

/** The stream ended in the middle of a line: its sender died, or something in between did. */
export class CutError extends Error {
  private constructor() {
    super('the answer ended in the middle of a line');
    this.name = 'CutError';
  }

  static create(): CutError {
    return new CutError();
  }
}

const NEWLINE = 0x0a;
const LINE = 'one line of the answer';

/** Splits bytes into lines. No UTF-8 sequence holds a newline's byte, so that each line can be decoded alone. */
async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<{ bytes: Uint8Array; ended: boolean }> {
  let parts: Uint8Array[] = [];
  let bytes = 0;

  function append(part: Uint8Array) {
    bytes += part.byteLength;
    if (bytes > maxLineBytes) {
      throw TooLargeError.create(LINE, maxLineBytes);
    }
    // A copy of the rest of a line, since a view would keep the whole chunk alive.
    if (part.byteLength > 0) parts.push(Uint8Array.from(part));
  }

  function takeLine(): Uint8Array {
    const line = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    parts = [];
    bytes = 0;
    return line;
  }

  for await (const chunk of body) {
    let start = 0;
    let end = chunk.indexOf(NEWLINE);
    while (end >= 0) {
      append(chunk.subarray(start, end));
      yield { bytes: takeLine(), ended: true };
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    append(chunk.subarray(start));
  }
  if (bytes > 0) yield { bytes: takeLine(), ended: false };
}

/** Nothing but spaces and control characters. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte <= 0x20);
}

/**
 * Reads a stream of JSON documents, one per line, as a Kubernetes watch sends them. Empty lines are left out.
 *
 * @throws TooLargeError when a line exceeds `maxLineBytes` or what `parseJson` takes; CutError when the last line is not whole.
 */
export async function* jsonLines(
  body: AsyncIterable<Uint8Array>,
  options: { maxLineBytes: number },
): AsyncGenerator<JsonLine> {
  for await (const { bytes, ended } of linesOf(body, options.maxLineBytes)) {
    if (isBlank(bytes)) continue;
    let line: JsonLine;
    try {
      line = { value: parseJson(bytes, LINE) };
    } catch (error) {
      if (error instanceof TooLargeError) throw error;
      if (!ended) throw CutError.create();
      line = { unreadable: 'A line of the watch is not JSON.' };
    }
    yield line;
  }
}
