import { RegistryError, RegistryErrorCode } from './types';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long nothing will change by itself. */
const pauseMs: Partial<Record<RegistryErrorCode, number>> = {
  // Configuration, rights and content change by people.
  'host-not-allowed': hourMs,
  unauthorized: hourMs,
  'not-found': 6 * hourMs,
  unsupported: 24 * hourMs,
  'too-large': 24 * hourMs,
  'bad-answer': 6 * hourMs,
};
const longestPauseMs = 24 * hourMs;

/**
 * How long to wait before a registry is asked again for the same thing: as long as it says, or as long as the cause
 * usually lasts; what may be over at any moment is tried after a minute, then ever less often up to once an hour.
 *
 * @param tries - failures before this one
 */
export function retryPauseMs(error: RegistryError, tries: number): number {
  const byCause =
    pauseMs[error.code] ??
    Math.min(minuteMs * 2 ** Math.min(tries, 10), hourMs);
  return Math.min(Math.max(error.retryAfterMs ?? 0, byCause), longestPauseMs);
}
