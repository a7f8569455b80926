import {
  formatCount,
  formatDay,
  formatTimeOfDay,
} from 'backstage-plugin-pull-performance-common';

/** What is written where a value is unknown and its reason stands beside it. */
export const NO_VALUE = '–';

/** The moment of an ISO 8601 time as `29 Oct, 09:12 UTC`. */
export function formatMoment(time: string): string {
  return `${formatDay(time)}, ${formatTimeOfDay(time)}`;
}

/** Seconds for a table column whose head names the unit; unknown is a dash. */
export function secondsCell(seconds: number | undefined): string {
  return seconds === undefined ? NO_VALUE : seconds.toFixed(1);
}

/**
 * Bytes for a table column whose head says MB (10⁶ bytes), with one decimal;
 * unknown is a dash.
 */
export function megabytesCell(bytes: number | undefined): string {
  if (bytes === undefined) {
    return NO_VALUE;
  }
  const megabytes = bytes / 1e6;
  if (megabytes > 0 && megabytes < 0.05) {
    return 'under 0.1';
  }
  const [whole, fraction] = megabytes.toFixed(1).split('.');
  return `${formatCount(Number(whole))}.${fraction}`;
}

/** Joins sentences, each ending with a full stop. */
export function sentences(...parts: (string | undefined)[]): string {
  return parts
    .map(part => part?.trim())
    .filter(part => part !== undefined && part !== '')
    .map(part => (/[.!?:]$/.test(part ?? '') ? part : `${part}.`))
    .join(' ');
}
