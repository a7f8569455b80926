/** Keys are few and come again and again. */
const keyTexts = new Map<string, string>();
const MAX_KEY_TEXTS = 2_000;

function keyText(key: string): string {
  let text = keyTexts.get(key);
  if (text === undefined) {
    text = `{"key":${JSON.stringify(key)},"value":`;
    if (keyTexts.size < MAX_KEY_TEXTS) keyTexts.set(key, text);
  }
  return text;
}

/**
 * A JSON value as an OTLP `AnyValue` in OTLP/JSON, as text.
 *
 * @remarks
 * As pdata's `Value.FromRaw` does it: whole numbers become `intValue`, in JSON a string; `null` an empty value. Source:
 * opentelemetry-proto `common/v1/common.proto` and the JSON mapping of protobuf.
 */
export function anyValueText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${JSON.stringify(value)}}`;
    case 'boolean':
      return value ? '{"boolValue":true}' : '{"boolValue":false}';
    case 'number':
      return Number.isInteger(value)
        ? `{"intValue":"${value}"}`
        : `{"doubleValue":${value}}`;
    case 'object':
      if (value === null) return '{}';
      return Array.isArray(value)
        ? `{"arrayValue":{"values":[${value.map(anyValueText).join()}]}}`
        : `{"kvlistValue":{"values":[${keyValues(value)}]}}`;
    default:
      return '{}';
  }
}

/** What is undefined is not there, as in JSON. */
function keyValues(object: object): string {
  let text = '';
  for (const key of Object.keys(object)) {
    const value: unknown = Reflect.get(object, key);
    if (value === undefined) continue;
    if (text !== '') text += ',';
    text += `${keyText(key)}${anyValueText(value)}}`;
  }
  return text;
}
