import {
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

/** Joins sentences, each ending with a full stop. */
export function sentences(...parts: (string | undefined)[]): string {
  return parts
    .map(part => part?.trim())
    .filter(part => part !== undefined && part !== '')
    .map(part => (/[.!?:]$/.test(part ?? '') ? part : `${part}.`))
    .join(' ');
}
