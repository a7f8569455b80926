import { Element, evaluate, selectorOf, Value } from './promql/evaluate';
import { Expression } from './promql/Expression';
import { Labels, Series, signatureOf } from './promql/Series';

/** What Prometheus' HTTP API has under `data`. */
export interface QueryData {
  resultType: 'vector' | 'matrix' | 'scalar';
  result: readonly unknown[];
}

/** An hour of a sum of two rates takes some ten thousand. */
const MAX_SAMPLES = 200_000;

type Point = readonly [seconds: number, value: string];

/** Evaluates a query at one moment. */
export function answerInstant(
  expression: Expression,
  series: readonly Series[],
  atMs: number,
): QueryData {
  const budget = { samples: MAX_SAMPLES };
  const select = selectorOf(series);
  const value = evaluate(expression, { select, atMs, budget });
  if (typeof value === 'number') {
    return { resultType: 'scalar', result: pointOf(atMs, value) };
  }
  return {
    resultType: 'vector',
    result: value.map(one => ({
      metric: Object.fromEntries(one.labels),
      value: pointOf(atMs, one.value),
    })),
  };
}

/** Evaluates a query at some moments, one after the other. */
export function answerRange(
  expression: Expression,
  series: readonly Series[],
  moments: readonly number[],
): QueryData {
  const budget = { samples: MAX_SAMPLES };
  const select = selectorOf(series);
  const rows = new Map<string, { labels: Labels; values: Point[] }>();
  for (const atMs of moments) {
    const found = evaluate(expression, { select, atMs, budget });
    for (const { labels, value } of elementsOf(found)) {
      const key = signatureOf(labels);
      const row = rows.get(key) ?? { labels, values: [] };
      rows.set(key, row);
      row.values.push(pointOf(atMs, value));
    }
  }
  return {
    resultType: 'matrix',
    result: [...rows.values()].map(({ labels, values }) => ({
      metric: Object.fromEntries(labels),
      values,
    })),
  };
}

function elementsOf(value: Value): readonly Element[] {
  return typeof value === 'number' ? [{ labels: new Map(), value }] : value;
}

function pointOf(atMs: number, value: number): Point {
  const text =
    Math.abs(value) === Infinity ? `${value > 0 ? '+' : '-'}Inf` : `${value}`;
  return [atMs / 1_000, text];
}
