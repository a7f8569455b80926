/** True of a JSON object; false of arrays, `null` and everything else. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

// Real ones have some 20 digits; longer ones would only make requests that servers refuse.
const MAX_VERSION_LENGTH = 256;

/** The resourceVersion of an object or list. It is opaque, but never long. */
export function versionOf(value: unknown): string | undefined {
  if (!isObject(value) || !isObject(value.metadata)) return undefined;
  const version = textOf(value.metadata.resourceVersion);
  return version && version.length <= MAX_VERSION_LENGTH ? version : undefined;
}
