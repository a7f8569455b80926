/** Longest text that Go writes is `-2562047h47m16.854775808s`. */
const MAX_LENGTH = 25;

const clockForm = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/;
const smallForm = /^(\d+(?:\.\d+)?)(ms|us|µs|μs|ns)$/;

const unitsPerSecond: Record<string, number> = {
  ms: 1e3,
  us: 1e6,
  µs: 1e6,
  μs: 1e6,
  ns: 1e9,
};

/**
 * Reads a duration as Go's `time.Duration.String()` writes it, for example `1h2m3s`,
 * `49.657983991s`, `850ms` or `12.5µs`.
 *
 * @returns seconds, or `undefined` for anything else, negative durations among it
 */
export function parseGoDurationSeconds(text: string): number | undefined {
  if (text.length === 0 || text.length > MAX_LENGTH) {
    return undefined;
  }
  const small = smallForm.exec(text);
  if (small) {
    return Number(small[1]) / unitsPerSecond[small[2]];
  }
  const clock = clockForm.exec(text);
  if (clock) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock;
    return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  }
  return undefined;
}
