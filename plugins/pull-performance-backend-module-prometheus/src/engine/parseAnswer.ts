import { Point, Series } from './series';

/** The most series of one answer: each disk of 5,000 nodes with four disks. */
export const MAX_SERIES = 20_000;

const MAX_LABELS = 200;
const MAX_LABEL_LENGTH = 2048;
const MAX_WARNINGS = 100;
/** Objects and arrays cost some 70 bytes and 0.5 µs each; an hour of the most series has 1.3 million. */
const MAX_PARTS = 2_000_000;
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;

/** What an answer holds, by the format of Prometheus' HTTP API. */
export type ParsedAnswer =
  | { kind: 'series'; series: Series[]; warnings: string[] }
  | { kind: 'error'; errorType: string; error: string }
  | { kind: 'unusable'; why: string }
  | { kind: 'tooManySeries'; why: string }
  | { kind: 'tooLarge'; why: string };

type JsonObject = Record<string, unknown>;

/**
 * Reads the body of an answer to `/api/v1/query` or `/api/v1/query_range`, whoever wrote it.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export function parseAnswer(
  body: Uint8Array,
  options: { maxPoints: number },
): ParsedAnswer {
  if (hasTooManyParts(body)) {
    return { kind: 'tooLarge', why: `more than ${MAX_PARTS} values` };
  }
  let answer: unknown;
  try {
    answer = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return { kind: 'unusable', why: 'no JSON' };
  }
  if (!isObject(answer)) return { kind: 'unusable', why: 'no JSON object' };
  if (answer.status === 'error') {
    return {
      kind: 'error',
      errorType: textOf(answer.errorType),
      error: textOf(answer.error),
    };
  }
  const { data } = answer;
  if (answer.status !== 'success' || !isObject(data)) {
    return { kind: 'unusable', why: 'JSON without status and data' };
  }
  const { resultType, result } = data;
  const isMatrix = resultType === 'matrix';
  if (!(isMatrix || resultType === 'vector') || !Array.isArray(result)) {
    return { kind: 'unusable', why: 'a result that is no list of series' };
  }
  if (result.length > MAX_SERIES) {
    return { kind: 'tooManySeries', why: `${result.length} series` };
  }
  const series: Series[] = [];
  for (const item of result) {
    const labels = isObject(item) ? labelsOf(item.metric) : undefined;
    if (!isObject(item) || !labels) {
      return { kind: 'unusable', why: 'a series without labels' };
    }
    // Series of native histograms have no values.
    const values = isMatrix ? item.values ?? [] : [item.value];
    if (!Array.isArray(values)) {
      return { kind: 'unusable', why: 'a series whose values are no list' };
    }
    if (values.length > options.maxPoints) {
      return { kind: 'tooLarge', why: `${values.length} values in one series` };
    }
    series.push({ labels, points: values.flatMap(pointOf) });
  }
  const warnings = Array.isArray(answer.warnings) ? answer.warnings : [];
  return {
    kind: 'series',
    series,
    warnings: warnings.slice(0, MAX_WARNINGS).map(textOf).filter(Boolean),
  };
}

/** What of an answer can be read before all of it is parsed: 64 MiB of `[[[[…` would become gigabytes of arrays. */
function hasTooManyParts(body: Uint8Array): boolean {
  let parts = 0;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index];
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) parts += 1;
  }
  return parts > MAX_PARTS;
}

function labelsOf(value: unknown): ReadonlyMap<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length > MAX_LABELS) return undefined;
  const labels = new Map<string, string>();
  for (const [name, text] of entries) {
    if (typeof text === 'string' && text.length <= MAX_LABEL_LENGTH) {
      labels.set(name, text);
    }
  }
  return labels;
}

/** A pair of seconds and a number as text: `[1700000000, "0.25"]`; what is `"NaN"` or `"+Inf"` was not measured. */
function pointOf(pair: unknown): Point[] {
  if (!Array.isArray(pair) || pair.length !== 2) return [];
  const [seconds, text]: unknown[] = pair;
  if (typeof seconds !== 'number' || typeof text !== 'string') return [];
  const value = /^[-+]?[\d.]/.test(text) ? Number(text) : NaN;
  const atMs = Math.round(seconds * 1000);
  return Number.isFinite(value) && Number.isSafeInteger(atMs)
    ? [{ atMs, value }]
    : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
