import { TooLargeError } from '../../kubernetes/watch/boundedBody';
import { isObject } from '../../kubernetes/watch/json';
import { parseJson } from '../../kubernetes/watch/parseJson';
import { JsonReader, JsonReadError } from '../../kubernetes/JsonReader';
import { badAnswer, tooLarge } from '../transport/StepFailure';

/** Manifests and configurations are nested some six levels deep. */
const MAX_DEPTH = 32;

/**
 * Parses a JSON object of bounded depth and number of parts.
 *
 * @param what - for messages, at the beginning of a sentence: `The manifest`
 * @throws StepFailure when it is something else
 */
export function parseBoundedJson(
  bytes: Buffer,
  what: string,
): Record<string, unknown> {
  try {
    const reader = JsonReader.create({ bytes, maxDepth: MAX_DEPTH });
    reader.skip();
    reader.end();
    const value = parseJson(bytes, what);
    if (isObject(value)) return value;
  } catch (error) {
    if (error instanceof TooLargeError) throw tooLarge(`${error.message}.`);
    if (error instanceof JsonReadError) {
      throw badAnswer(`${what} is no JSON that can be read: ${error.message}.`);
    }
    // The parser's message would quote the answer.
    throw badAnswer(`${what} is no JSON.`);
  }
  throw badAnswer(`${what} is no JSON object.`);
}
