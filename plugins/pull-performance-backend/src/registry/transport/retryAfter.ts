import { IncomingHttpHeaders } from 'node:http';

const secondMs = 1000;
/** Limits of registries are of hours at most; a longer wait would be somebody's mistake. */
export const longestWaitMs = 6 * 60 * 60 * secondMs;

/**
 * How long a server asks to wait: `Retry-After` in seconds or as a date, at most some hours.
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
    ? Number(text) * secondMs
    : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs)
    ? undefined
    : Math.min(Math.max(waitMs, secondMs), longestWaitMs);
}
