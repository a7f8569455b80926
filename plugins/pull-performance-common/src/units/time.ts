const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * The UTC day of an ISO 8601 time (`29 Oct`).
 *
 * @public
 */
export function formatDay(time: string): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/**
 * The UTC time of day of an ISO 8601 time (`14:02 UTC`).
 *
 * @public
 */
export function formatTimeOfDay(time: string): string {
  return `${new Date(time).toISOString().slice(11, 16)} UTC`;
}
