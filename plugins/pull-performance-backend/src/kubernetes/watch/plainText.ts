import { cleanText } from '../events/cleanText';

const MAX_LENGTH = 300;

/** A sentence from a cluster, or about it, made safe to show and to log. */
export function plainText(text: string): string {
  return cleanText(text, MAX_LENGTH);
}

/** What an error says. Errors of several attempts to connect have no message, but a code. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return plainText(`${error}`);
  const code = 'code' in error ? `${error.code}` : error.name;
  return plainText(error.message || code);
}
