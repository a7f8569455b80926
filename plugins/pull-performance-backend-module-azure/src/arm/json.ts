/** An object of a JSON answer, of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Longer texts of Azure's answers are none of those that are read here. */
const longestText = 512;

export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text without control characters, else nothing. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value.length > 0 &&
    value.length <= longestText &&
    !/\p{Cc}/u.test(value)
    ? value
    : undefined;
}

/** A number above 0, else nothing: Azure writes 0 where it means "the default". */
export function amountOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
    ? value
    : undefined;
}
