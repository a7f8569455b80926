import { JsonReader } from '../JsonReader';

/**
 * Which part of a value is wanted: all of it, or these fields of an object and what is wanted of each. An array's
 * elements are wanted alike. Everything else is passed over.
 */
export type Wanted = true | { readonly [field: string]: Wanted };

/** A wanted field, found by its name; fields of an object's prototype are none. */
export type WantedFields = true | ReadonlyMap<string, WantedFields>;

/** A value is not as the protocol says. `path` leads from the value that was to be read to the wrong one. */
export class AnyValueError extends Error {
  override readonly name = 'AnyValueError';
}

/** A field of this name would change an object's prototype; Kubernetes has none. */
const PROTOTYPE = '__proto__';

/** Prepares what is wanted for reading. */
export function wantedFields(wanted: Wanted): WantedFields {
  return wanted === true
    ? true
    : new Map(
        Object.entries(wanted).map(([field, part]) => [
          field,
          wantedFields(part),
        ]),
      );
}

/**
 * Reads an OTLP `AnyValue` in JSON as the plain value that it stands for, as far as it is wanted.
 *
 * @remarks
 * Format: `opentelemetry/proto/common/v1/common.proto` in the JSON encoding of protobuf, where 64-bit integers are texts.
 * They become numbers; one that no number holds exactly stays a text. Bytes stay base64. Of values that are no
 * object or array what is wanted is read whole.
 *
 * @throws AnyValueError, JsonReadError
 */
export function readAnyValue(
  reader: JsonReader,
  wanted: WantedFields,
): unknown {
  let value: unknown;
  if (!expectKind(reader, 'object')) return undefined;
  reader.enterObject();
  let key = reader.nextKey();
  for (; key !== undefined; key = reader.nextKey()) {
    switch (key) {
      case 'stringValue':
      case 'bytesValue':
        value = readText(reader, key);
        break;
      case 'kvlistValue':
        value = readKeyValueList(reader, wanted);
        break;
      case 'arrayValue':
        value = readArrayValue(reader, wanted);
        break;
      case 'intValue':
        value = readInteger(reader);
        break;
      case 'boolValue':
      case 'doubleValue':
        value = readPlain(reader, key);
        break;
      default:
        reader.skip();
    }
  }
  return value;
}

/** Reads `{"values": [AnyValue…]}`. */
function readArrayValue(reader: JsonReader, wanted: WantedFields): unknown[] {
  const array: unknown[] = [];
  if (!expectKind(reader, 'object')) return array;
  reader.enterObject();
  let key = reader.nextKey();
  for (; key !== undefined; key = reader.nextKey()) {
    if (key !== 'values') {
      reader.skip();
    } else if (expectKind(reader, 'array')) {
      reader.enterArray();
      while (reader.nextElement()) array.push(readAnyValue(reader, wanted));
    }
  }
  return array;
}

/** Reads `{"values": [KeyValue…]}`. */
function readKeyValueList(reader: JsonReader, wanted: WantedFields): object {
  const object: Record<string, unknown> = {};
  if (!expectKind(reader, 'object')) return object;
  reader.enterObject();
  let key = reader.nextKey();
  for (; key !== undefined; key = reader.nextKey()) {
    if (key !== 'values') {
      reader.skip();
    } else if (expectKind(reader, 'array')) {
      reader.enterArray();
      while (reader.nextElement()) readKeyValue(reader, wanted, object);
    }
  }
  return object;
}

/** Reads one `KeyValue` into an object. The value may come before its key. */
export function readKeyValue(
  reader: JsonReader,
  wanted: WantedFields,
  into: Record<string, unknown>,
): void {
  let field: string | undefined;
  let skippedAt: number | undefined;
  if (!expectKind(reader, 'object')) return;
  reader.enterObject();
  let key = reader.nextKey();
  for (; key !== undefined; key = reader.nextKey()) {
    if (key === 'key') {
      field = readText(reader, key);
    } else if (key === 'value' && field !== undefined) {
      readField(reader, field, wanted, into);
    } else {
      if (key === 'value') skippedAt = reader.position;
      reader.skip();
    }
  }
  if (skippedAt !== undefined && field !== undefined) {
    const goOn = reader.position;
    reader.returnTo(skippedAt);
    readField(reader, field, wanted, into);
    reader.returnTo(goOn);
  }
}

function readField(
  reader: JsonReader,
  field: string,
  wanted: WantedFields,
  into: Record<string, unknown>,
): void {
  const part = wanted === true ? true : wanted.get(field);
  if (part === undefined || field === PROTOTYPE) reader.skip();
  else into[field] = readAnyValue(reader, part);
}

/**
 * Whether an object or array comes next. `null` stands for an absent one, and is passed over.
 *
 * @throws AnyValueError when it is something else
 */
export function expectKind(
  reader: JsonReader,
  expected: 'object' | 'array',
): boolean {
  const kind = reader.peek();
  if (kind === 'null') reader.skip();
  else if (kind !== expected) throw wrong(`an ${expected}`, kind);
  return kind === expected;
}

/** Calls for each key of an object; an absent object may be `null`. */
export function readObject(
  reader: JsonReader,
  onKey: (key: string) => void,
): void {
  if (!expectKind(reader, 'object')) return;
  reader.enterObject();
  for (let key = reader.nextKey(); key !== undefined; key = reader.nextKey()) {
    onKey(key);
  }
}

/** Calls for each element of an array; an absent array may be `null`. */
export function readArray(
  reader: JsonReader,
  onElement: (index: number) => void,
): void {
  if (!expectKind(reader, 'array')) return;
  reader.enterArray();
  for (let index = 0; reader.nextElement(); index++) {
    onElement(index);
  }
}

/** A text; `undefined` for `null`. */
export function readText(
  reader: JsonReader,
  field: string,
): string | undefined {
  const kind = reader.peek();
  if (kind === 'string') return reader.readString();
  if (kind === 'null') return void reader.skip();
  throw wrong('a string', kind, field);
}

function readPlain(reader: JsonReader, field: string): unknown {
  switch (reader.peek()) {
    case 'object':
    case 'array':
      throw wrong('a plain value', reader.peek(), field);
    // `NaN` and `Infinity` are texts in protobuf's JSON.
    case 'string':
      return reader.readString();
    default:
      return reader.readScalar();
  }
}

function readInteger(reader: JsonReader): unknown {
  const plain = readPlain(reader, 'intValue');
  const number =
    typeof plain === 'string' && /^-?\d{1,19}$/.test(plain)
      ? Number(plain)
      : plain;
  return Number.isSafeInteger(number) ? number : plain;
}

function wrong(expected: string, kind: string, field?: string): AnyValueError {
  const what = field === undefined ? '' : `${field}: `;
  return new AnyValueError(
    `${what}${expected} is expected, not ${
      /^[ao]/.test(kind) ? 'an' : 'a'
    } ${kind}`,
  );
}
