import { Platform } from 'backstage-plugin-pull-performance-common';

/** Names as Go has them (GOOS, GOARCH) and variants (`v7`): nothing that could be mistaken for something else. */
const namePattern = /^[a-z0-9][a-z0-9._-]{0,31}$/;

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && namePattern.test(value)
    ? value
    : undefined;
}

/** The platform that an entry of an index or a configuration names; `undefined` when it does not. */
export function parsePlatformFields(
  fields: Record<string, unknown> | undefined,
): Platform | undefined {
  const os = nameOf(fields?.os);
  const architecture = nameOf(fields?.architecture);
  const variant = nameOf(fields?.variant);
  return os && architecture
    ? { os, architecture, ...(variant && { variant }) }
    : undefined;
}
