import { JsonReader, JsonReadError } from '../JsonReader';
import { TooLargeError } from './boundedBody';
import { JsonLine } from './jsonLines';
import { checkParts, parseJson } from './parseJson';

/** A page of the largest size that is asked for has 5,000. */
const MAX_ITEMS = 100_000;
const PAGE = 'a page of the list';
const ITEM = 'an object of the list';

/** A list in JSON, of which only the metadata has been made into an object. */
export interface RawList {
  /** Undefined when it has none. */
  metadata: unknown;
  /** Parsed one by one as they are taken. Undefined when it is no array; an absent one is empty, since Go writes some empty lists as null. */
  items?: Iterable<JsonLine>;
}

/**
 * Reads a list without making its items: thousands of objects that live at once are copied about by the garbage
 * collector, which costs as much as parsing them, while those that are made and used one by one cost nothing there.
 *
 * @throws JsonReadError when it is no whole object in JSON; TooLargeError when it holds too much
 */
export function readList(bytes: Buffer): RawList {
  checkParts(bytes, PAGE);
  // What is passed over may be as deep as it likes.
  const reader = JsonReader.create({ bytes, maxDepth: Infinity });
  let metadata: unknown;
  let places: Places | undefined = { starts: [], ends: [] };
  if (reader.peek() !== 'object') return { metadata };
  reader.enterObject();
  for (let key = reader.nextKey(); key !== undefined; key = reader.nextKey()) {
    const start = reader.position;
    if (key === 'items') {
      places = placesOf(reader);
    } else {
      reader.skip();
      if (key === 'metadata') metadata = parsed(bytes, start, reader.position);
    }
  }
  reader.end();
  return { metadata, items: places && itemsOf(bytes, places) };
}

/** Where items start and end; numbers, since there are thousands of them. */
interface Places {
  starts: number[];
  ends: number[];
}

function placesOf(reader: JsonReader): Places | undefined {
  const kind = reader.peek();
  const starts: number[] = [];
  const ends: number[] = [];
  if (kind !== 'array') {
    reader.skip();
    return kind === 'null' ? { starts, ends } : undefined;
  }
  reader.enterArray();
  while (reader.nextElement()) {
    if (starts.length === MAX_ITEMS) {
      throw TooLargeError.ofParts(PAGE, MAX_ITEMS, 'items');
    }
    starts.push(reader.position);
    reader.skip();
    ends.push(reader.position);
  }
  return { starts, ends };
}

function* itemsOf(
  bytes: Buffer,
  { starts, ends }: Places,
): Generator<JsonLine> {
  for (let index = 0; index < starts.length; index++) {
    try {
      const item = bytes.subarray(starts[index], ends[index]);
      yield { value: parseJson(item, ITEM) };
    } catch (error) {
      // A smaller page would not help.
      const why =
        error instanceof TooLargeError ? error.message : `${ITEM} is not JSON`;
      yield { unreadable: `The page could not be read whole: ${why}.` };
    }
  }
}

function parsed(bytes: Buffer, start: number, end: number): unknown {
  try {
    return parseJson(bytes.subarray(start, end), PAGE);
  } catch (error) {
    if (error instanceof TooLargeError) throw error;
    throw new JsonReadError('its metadata is malformed');
  }
}
