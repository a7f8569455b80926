import { isError } from '@backstage/errors';
import { cleanText } from '../cleanText';

const MAX_LENGTH = 300;

/** A sentence from a cluster, or about it, made safe to show and to log. */
export function plainText(text: string): string {
  return cleanText(text, MAX_LENGTH);
}

/** Plain text that another sentence may follow. */
export function sentence(text: string): string {
  const plain = plainText(text);
  return /[.!?:…]$/.test(plain) ? plain : `${plain}.`;
}

/** The code of a system's or library's error, for example `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return isError(error) && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** What an error says. Errors of several attempts to connect have no message, but a code. */
export function messageOf(error: unknown): string {
  if (!isError(error)) return plainText(`${error}`);
  return plainText(error.message || codeOf(error) || error.name);
}
