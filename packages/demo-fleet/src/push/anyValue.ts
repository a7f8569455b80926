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
      return `{"boolValue":${value}}`;
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
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const comma = text === '' ? '' : ',';
    text += `${comma}{"key":${JSON.stringify(key)},"value":${anyValueText(
      value,
    )}}`;
  }
  return text;
}
