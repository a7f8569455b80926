import { createHash } from 'node:crypto';
import { badAnswer } from '../transport/StepFailure';

/** The digest of a content. */
export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/**
 * Makes sure that a content is what was asked for.
 *
 * @throws StepFailure when it has another digest
 */
export function verifyDigest(
  content: Buffer,
  digest: string,
  what: string,
): void {
  const found = digestOf(content);
  if (found !== digest) {
    throw badAnswer(
      `${what} was asked for by the digest ${digest}, but what arrived has ${found}: it was changed on the way or in the registry, and is not used.`,
    );
  }
}
