import { changeMarkerLabel } from 'backstage-plugin-pull-performance-common';
import { createHash } from 'node:crypto';

/** The same value with its keys sorted and without markers. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== changeMarkerLabel)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}

/**
 * The marker of what is written: the first 16 hexadecimal digits of the SHA-256 of its canonical JSON. Markers within do not count, so that it can be checked against
 * the one that is written.
 */
export function markerOf(manifest: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(manifest)))
    .digest('hex')
    .slice(0, 16);
}
