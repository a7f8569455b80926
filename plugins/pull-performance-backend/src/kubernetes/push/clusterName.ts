import { AnyValueError } from './anyValue';

/** Names of clusters may be whole resource names of a cloud, such as `arn:aws:eks:…:cluster/shop`. */
const form = /^[A-Za-z0-9](?:[A-Za-z0-9._:/@ -]{0,251}[A-Za-z0-9])?$/;

/**
 * A cluster's name as it was pushed.
 *
 * @throws AnyValueError that says what to do
 */
export function readClusterName(value: unknown, attribute: string): string {
  if (value === undefined) {
    throw new AnyValueError(
      `the attribute ${attribute} is missing; add it with the collector's resource processor, as docs/pushed-events.md shows`,
    );
  }
  if (typeof value !== 'string' || !form.test(value)) {
    throw new AnyValueError(
      `the attribute ${attribute} must be a text of at most 253 letters, digits and . _ : / @ - between them`,
    );
  }
  return value;
}
