import { InputError } from '@backstage/errors';
import { NewChange } from 'backstage-plugin-pull-performance-common';

/** As `openapi.yaml` says. */
const MAX_VALUES_LENGTH = 16_384;
/** Forms are flat; lists and objects in them are as well. */
const MAX_DEPTH = 6;

/**
 * Checks what the description of the API cannot, addresses, and how large and deep the values are, and writes the address as browsers do.
 *
 * @throws InputError that names the field
 */
export function checkedChange(change: NewChange): NewChange {
  const { values = {} } = change;
  if (depthOf(values) > MAX_DEPTH) {
    throw new InputError(`values may be nested at most ${MAX_DEPTH} deep`);
  }
  if (JSON.stringify(values).length > MAX_VALUES_LENGTH) {
    throw new InputError('values may have at most 16 kB as JSON');
  }
  return {
    ...change,
    url: change.url === undefined ? undefined : webAddress(change.url),
  };
}

function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new InputError(
      'url must be an address that begins with https:// or http://, without a name or password in it',
    );
  }
  return url.href;
}

/** How deep a value is nested, counted no further than is allowed. */
function depthOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
    return depth;
  }
  return Math.max(
    depth,
    ...Object.values(value).map(one => depthOf(one, depth + 1)),
  );
}
