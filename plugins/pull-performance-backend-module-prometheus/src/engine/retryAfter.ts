import { IncomingHttpHeaders } from 'node:http';

/** A longer wait would be somebody's mistake. */
const longestWaitMs = 60 * 60 * 1000;

/**
 * How long a server asks to wait: `Retry-After` in seconds or as a date, at most an hour.
 *
 * @returns milliseconds; `undefined` when it does not say
 */
export function retryAfterMs(
  headers: IncomingHttpHeaders,
  nowMs: number,
): number | undefined {
  const text = headers['retry-after']?.trim();
  if (!text || text.length > 40) return undefined;
  const waitMs = /^\d+$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs)
    ? undefined
    : Math.min(Math.max(waitMs, 1000), longestWaitMs);
}
