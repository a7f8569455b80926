import { Platform } from '../schema/openapi';

/**
 * A platform as tools write it: `linux/amd64`, `linux/arm/v7`.
 *
 * @public
 */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return [os, architecture, ...(variant ? [variant] : [])].join('/');
}

/**
 * What {@link formatPlatform} made.
 *
 * @returns `undefined` for anything else
 * @public
 */
export function parsePlatform(text: string): Platform | undefined {
  const [os, architecture, variant, ...rest] = text.split('/');
  if (!os || !architecture || rest.length > 0) {
    return undefined;
  }
  return variant ? { os, architecture, variant } : { os, architecture };
}

/**
 * The entry of an index that a node of a platform takes. Nodes tell no variant of their architecture: of several entries
 * the one with the highest variant is taken, as a runtime on current hardware does (`specs-go` of OCI, `platforms` of containerd).
 *
 * @returns `undefined` when the index has no image for the platform
 * @public
 */
export function entryForPlatform<Entry extends { platform: Platform }>(
  entries: readonly Entry[],
  platform: Platform,
): Entry | undefined {
  const fitting = entries.filter(
    entry =>
      entry.platform.os === platform.os &&
      entry.platform.architecture === platform.architecture,
  );
  const same = fitting.find(
    entry => entry.platform.variant === platform.variant,
  );
  if (platform.variant && same) {
    return same;
  }
  return fitting.reduce<Entry | undefined>(
    (best, entry) =>
      best === undefined ||
      (entry.platform.variant ?? '') > (best.platform.variant ?? '')
        ? entry
        : best,
    undefined,
  );
}
