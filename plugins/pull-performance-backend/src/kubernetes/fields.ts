import { cleanText } from './cleanText';

/** Kubernetes' bound of an object's name. */
const MAX_NAME_LENGTH = 253;
/** Times outside of this are mistakes. */
const EARLIEST_MS = Date.UTC(2014, 0);
const LATEST_MS = Date.UTC(2100, 0);
const rfc3339 =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A JSON object of which nothing is known yet. */
export type JsonObject = { readonly [key: string]: unknown };

/** The object itself when it is one, else an empty one: a missing part then reads like an empty part. */
export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

/** A non-empty text, not longer than `maxLength`, or nothing. */
export function textOf(
  value: unknown,
  maxLength = MAX_NAME_LENGTH,
): string | undefined {
  return typeof value === 'string' && value && value.length <= maxLength
    ? cleanText(value, maxLength) || undefined
    : undefined;
}

/** A Kubernetes time as epoch milliseconds; nothing when it is absent or implausible. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40 || !rfc3339.test(value)) {
    return undefined;
  }
  const timeMs = Date.parse(value);
  return timeMs >= EARLIEST_MS && timeMs <= LATEST_MS ? timeMs : undefined;
}
