import { InputError } from '@backstage/errors';
import { Window } from 'backstage-plugin-pull-performance-common';
import { longestWindowDays } from '../config';
import { TimeWindow } from '../store/PullStore';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const isoTime =
  /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Times as callers give them, ISO 8601. */
export interface WindowParameters {
  from?: string;
  to?: string;
}

/**
 * The window that a caller asks for. It is widened to full UTC hours, since
 * rollups answer for these, and ends now at the latest.
 *
 * @throws InputError that names the parameter
 */
export function resolveWindow(options: {
  parameters: WindowParameters;
  nowMs: number;
  /** The length of the window where `from` is absent. */
  defaultMs: number;
}): TimeWindow {
  const { parameters, nowMs, defaultMs } = options;
  const askedToMs =
    parameters.to === undefined ? nowMs : parseTime('to', parameters.to);
  const toMs = Math.min(Math.ceil(askedToMs / hourMs) * hourMs, nowMs);
  const askedFromMs =
    parameters.from === undefined
      ? Math.min(askedToMs, nowMs) - defaultMs
      : parseTime('from', parameters.from);
  if (askedFromMs >= askedToMs) {
    throw new InputError(
      parameters.to === undefined
        ? 'from must be in the past'
        : 'from must be before to',
    );
  }
  const fromMs = Math.floor(askedFromMs / hourMs) * hourMs;
  if (fromMs >= toMs) {
    throw new InputError('from must be in the past');
  }
  if (toMs - fromMs > longestWindowDays * dayMs + 2 * hourMs) {
    throw new InputError(
      `from must be at most ${longestWindowDays} days before to`,
    );
  }
  return { fromMs, toMs };
}

/** The window of the same length that ends where this one begins. */
export function windowBefore(window: TimeWindow): TimeWindow {
  return {
    fromMs: window.fromMs - hoursOf(window) * hourMs,
    toMs: window.fromMs,
  };
}

/** Length in full hours, at least one: the started hour at the end of a window that ends now does not count. */
export function hoursOf(window: TimeWindow): number {
  return Math.max(1, Math.floor((window.toMs - window.fromMs) / hourMs));
}

/** A window as answers show it. */
export function isoWindow(window: TimeWindow): Window {
  return { from: isoTimeOf(window.fromMs), to: isoTimeOf(window.toMs) };
}

/** A time as answers show it. */
export function isoTimeOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/**
 * A time as callers give it, epoch milliseconds.
 *
 * @throws InputError that names the parameter
 */
export function parseTime(name: string, text: string): number {
  const [, year, month, day] = isoTime.exec(text) ?? [];
  const timeMs = Date.parse(text);
  // Date.parse takes 30 February for 2 March.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (
    year === undefined ||
    Number.isNaN(timeMs) ||
    date.getUTCDate() !== Number(day)
  ) {
    throw new InputError(
      `${name} must be a time in ISO 8601 with a zone, for example 2026-11-22T10:00:00Z, or a day such as 2026-11-22`,
    );
  }
  return timeMs;
}
