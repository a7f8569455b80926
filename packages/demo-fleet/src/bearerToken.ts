import { timingSafeEqual } from 'node:crypto';
import { IncomingMessage } from 'node:http';

/** Whether a request brings a token (RFC 6750). */
export function hasBearerToken(
  request: IncomingMessage,
  token: string,
): boolean {
  const sent = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}
