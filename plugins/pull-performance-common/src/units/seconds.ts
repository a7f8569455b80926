import { toFixedWithMinus } from './numbers';

/**
 * A duration in words: one decimal up to two minutes (`14.2 s`), then minutes
 * and whole seconds (`2 min 5 s`).
 *
 * @public
 */
export function formatSeconds(seconds: number): string {
  // What would be shown decides: 119.96 s would read as 120.0 s.
  if (Math.abs(seconds) < 119.95) {
    return `${toFixedWithMinus(seconds, 1)} s`;
  }
  const whole = Math.round(Math.abs(seconds));
  const sign = seconds < 0 ? '−' : '';
  return `${sign}${Math.floor(whole / 60)} min ${whole % 60} s`;
}
