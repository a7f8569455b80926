import { createHash } from 'node:crypto';

/** The digest of a text's UTF-8 bytes, in the form of the OCI image specification. */
export function sha256Of(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** A digest that the same parts always give again: of content that nobody ever makes. */
export function digestFrom(...parts: (string | number)[]): string {
  return sha256Of(parts.join('\0'));
}

/** 0 or more, below 1: a number that a digest always gives again. */
export function shareOf(digest: string): number {
  return Number.parseInt(digest.slice(-8), 16) / 2 ** 32;
}
