import {
  formatBytes,
  formatCount,
  formatDay,
  formatHours,
  formatSeconds,
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

const BYTES_PER_GIBIBYTE = 2 ** 30;
const MINUTES_FROM_SECONDS = 10 * 60;
const HOURS_FROM_SECONDS = 2 * 60 * 60;

/** Bytes per second: `96 MB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** The size of a disk, as clouds and Kubernetes name it: `128 GiB`. */
export function formatGibibytes(bytes: number): string {
  return `${formatCount(bytes / BYTES_PER_GIBIBYTE)} GiB`;
}

/** A long time: whole minutes from ten minutes on, hours from two hours on. */
export function formatDuration(seconds: number): string {
  if (seconds < MINUTES_FROM_SECONDS) {
    return formatSeconds(seconds);
  }
  return seconds < HOURS_FROM_SECONDS
    ? `${Math.round(seconds / 60)} min`
    : formatHours(seconds / 3600);
}

/** The name of a VM size without what all of a cloud's begin with: `D4s_v3`. */
export function shortVmSize(vmSize: string): string {
  return vmSize.replace(/^Standard_/, '');
}

/** A figure with one decimal, as a queue depth; unknown is a dash. */
export function decimalCell(value: number | undefined): string {
  return value === undefined ? NO_VALUE : value.toFixed(1);
}

/** Joins sentences, each ending with a full stop. */
export function sentences(...parts: (string | undefined)[]): string {
  return parts
    .map(part => part?.trim())
    .filter(part => part !== undefined && part !== '')
    .map(part => (/[.!?:]$/.test(part ?? '') ? part : `${part}.`))
    .join(' ');
}
