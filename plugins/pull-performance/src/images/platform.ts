import { Platform } from 'backstage-plugin-pull-performance-common';

/** A platform as `docker build --platform` takes it: `linux/arm64/v8`. */
export function platformWords(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return [os, architecture, variant].filter(Boolean).join('/');
}
