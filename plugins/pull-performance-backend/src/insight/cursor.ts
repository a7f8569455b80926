import { InputError } from '@backstage/errors';

/** Packs the place where the next page goes on. */
export function encodeCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');
}

/**
 * Unpacks what `encodeCursor` made.
 *
 * @param types - What the parts of the place must be.
 * @throws InputError that names the parameter, for anything else
 */
export function decodeCursor(
  cursor: string,
  types: readonly ('string' | 'number')[],
): (string | number)[] {
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    place = undefined;
  }
  if (
    !Array.isArray(place) ||
    place.length !== types.length ||
    place.some(
      (part, index) =>
        typeof part !== types[index] ||
        (typeof part === 'number' && !Number.isSafeInteger(part)),
    )
  ) {
    throw new InputError(
      'cursor is not one of this list; take the nextCursor of the page before, or leave it out for the first page',
    );
  }
  return place;
}
