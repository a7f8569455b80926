import { TooLargeError } from './boundedBody';

const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
/** A document of fewer bytes is parsed in some milliseconds, whatever it holds. */
const SMALL_BYTES = 256 * 1024;
/** Objects and arrays cost some 70 bytes and 0.5 µs each. A page of 500 real pods has about 200,000. */
const MAX_NODES = 1_000_000;

/**
 * Parses JSON of bounded size. Malformed UTF-8 becomes replacement characters, as in client-go.
 *
 * @throws TooLargeError as `checkParts` does; SyntaxError when it is no JSON
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  if (bytes.byteLength > SMALL_BYTES) checkParts(bytes, what);
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Makes sure that a text is worth parsing: 16 MiB of `{},{},…` would become 400 MB of objects, in several seconds in
 * which nothing else runs.
 *
 * @throws TooLargeError when it holds too many objects and arrays
 */
export function checkParts(bytes: Uint8Array, what: string): void {
  let nodes = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) nodes += 1;
  }
  if (nodes > MAX_NODES) {
    throw TooLargeError.ofParts(what, MAX_NODES, 'JSON objects and arrays');
  }
}
