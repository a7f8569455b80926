import { HttpClient } from '../transport/HttpClient';
import { statusFailure } from '../transport/statusFailure';
import { Challenge, parseChallenges } from './challenge';

const MAX_BYTES = 64 * 1024;

/**
 * Asks a registry whether it speaks the protocol and how it wants to be asked (distribution-spec, "Determining Support").
 *
 * @returns the ways in that it offers; none when everybody may read
 * @throws StepFailure when it is not there, or busy
 */
export async function ping(options: {
  http: HttpClient;
  registry: string;
  origin: string;
  nowMs: number;
}): Promise<Challenge[]> {
  const { http, registry, origin, nowMs } = options;
  const answer = await http.request({
    method: 'GET',
    url: new URL('/v2/', origin),
    headers: { accept: 'application/json' },
    maxBytes: MAX_BYTES,
    what: "The registry's greeting",
  });
  const { status, headers } = answer;
  if (status === 401) return parseChallenges(headers['www-authenticate']);
  if (status === 429 || status >= 500) {
    throw statusFailure({
      answer,
      who: 'The registry',
      registry,
      hasCredentials: false,
      nowMs,
    });
  }
  // Mirrors do not all know this path; what is asked next tells more.
  return [];
}
