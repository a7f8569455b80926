import { durationMs } from './promql/durations';
import { PromQlError } from './promql/PromQlError';

/** Prometheus' own bound. */
const MAX_POINTS = 11_000;

/** The moments for which a query is evaluated, epoch milliseconds. */
export function instantOf(parameters: URLSearchParams, nowMs: number): number {
  return parameters.has('time') ? timeOf(parameters, 'time') : nowMs;
}

/** @throws PromQlError as Prometheus */
export function rangeOf(parameters: URLSearchParams): number[] {
  const startMs = timeOf(parameters, 'start');
  const endMs = timeOf(parameters, 'end');
  if (endMs < startMs) {
    throw PromQlError.badData(
      'invalid parameter "end": end timestamp must not be before start time',
    );
  }
  const stepMs = durationMs(parameters.get('step') ?? '');
  if (!stepMs) {
    throw PromQlError.badData(
      'invalid parameter "step": cannot parse it to a positive duration',
    );
  }
  if ((endMs - startMs) / stepMs >= MAX_POINTS) {
    throw PromQlError.badData(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  const points = Math.floor((endMs - startMs) / stepMs) + 1;
  return Array.from({ length: points }, (_, index) => startMs + index * stepMs);
}

/** Seconds since 1970, or a time of RFC 3339. */
function timeOf(parameters: URLSearchParams, name: string): number {
  const text = parameters.get(name) ?? '';
  const timeMs = /^\d{1,12}(?:\.\d+)?$/.test(text)
    ? Math.round(Number(text) * 1_000)
    : Date.parse(/^\d{4}-\d\d-\d\dT/.test(text) ? text : '');
  if (Number.isNaN(timeMs)) {
    throw PromQlError.badData(
      `invalid parameter "${name}": cannot parse it to a valid timestamp`,
    );
  }
  return timeMs;
}
