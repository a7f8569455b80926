import { Aggregation, Arithmetic, Expression, Matcher } from './Expression';
import { PromQlError } from './PromQlError';
import { increaseOf } from './rateOf';
import { Labels, Series, signatureOf, withoutName } from './Series';

/** A value that is older is gone: Prometheus' default. */
const LOOKBACK_MS = 5 * 60_000;

/** A series' value at a moment. */
export interface Element {
  labels: Labels;
  value: number;
}

/** A number, or the values of some series. */
export type Value = number | readonly Element[];

/** How much one question may take. */
export interface Budget {
  samples: number;
}

/** What is asked, and of when. */
interface Question {
  /** The series that a selector means. */
  select: (matchers: readonly Matcher[]) => readonly Series[];
  atMs: number;
  budget: Budget;
}

/** Finds the series of each selector once, for questions of many moments. */
export function selectorOf(series: readonly Series[]): Question['select'] {
  const known = new Map<readonly Matcher[], readonly Series[]>();
  return matchers => {
    const found =
      known.get(matchers) ??
      series.filter(({ labels }) =>
        matchers.every(({ label, matches }) =>
          matches(labels.get(label) ?? ''),
        ),
      );
    known.set(matchers, found);
    return found;
  };
}

/**
 * Evaluates a query at a moment.
 *
 * @throws PromQlError when series that should be joined are not unique, or when the budget is used up
 */
export function evaluate(expression: Expression, question: Question): Value {
  const { select, atMs, budget } = question;
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'selector':
      return select(expression.matchers).flatMap(one => {
        const latest = one.latest(atMs - LOOKBACK_MS, atMs);
        if (!latest) return [];
        take(1, budget);
        return [{ labels: one.labels, value: latest.value }];
      });
    case 'rate': {
      const { matchers, rangeMs, perSecond } = expression;
      const fromMs = atMs - rangeMs;
      return select(matchers).flatMap(one => {
        const samples = one.samples(fromMs, atMs);
        take(samples.length, budget);
        const increase = increaseOf(samples, fromMs, atMs);
        if (increase === undefined) return [];
        const value = perSecond ? (increase * 1_000) / rangeMs : increase;
        return [{ labels: withoutName(one.labels), value }];
      });
    }
    case 'aggregation':
      return aggregate(expression, evaluate(expression.operand, question));
    default: {
      const left = evaluate(expression.left, question);
      const right = evaluate(expression.right, question);
      return expression.operator === 'or'
        ? either(left, right)
        : calculate(expression.operator, left, right);
    }
  }
}

function take(samples: number, budget: Budget): void {
  budget.samples -= samples;
  if (budget.samples < 0) {
    throw PromQlError.execution(
      'query processing would load too many samples into memory in query execution',
    );
  }
}

function aggregate(
  expression: { aggregation: Aggregation; by: readonly string[] },
  operand: Value,
): Value {
  if (typeof operand === 'number') throw notOfNumbers(expression.aggregation);
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const { labels, value } of operand) {
    const kept: Labels = new Map(
      expression.by.flatMap(name => {
        const text = labels.get(name);
        return text === undefined ? [] : [[name, text] as const];
      }),
    );
    const key = signatureOf(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    groups.set(key, group);
    group.values.push(value);
  }
  return [...groups.values()].map(({ labels, values }) => ({
    labels,
    value: aggregateOf(expression.aggregation, values),
  }));
}

function aggregateOf(aggregation: Aggregation, values: number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (aggregation) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'count':
      return values.length;
    case 'max':
      return Math.max(...values);
    default:
      return Math.min(...values);
  }
}

/** All of the left side, and of the right side what the left side does not have. */
function either(left: Value, right: Value): Value {
  if (typeof left === 'number' || typeof right === 'number') {
    throw notOfNumbers('or');
  }
  const known = new Set(left.map(keyOf));
  return [...left, ...right.filter(one => !known.has(keyOf(one)))];
}

function calculate(operator: Arithmetic, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    return result(operator, left, right);
  }
  if (typeof left === 'number' || typeof right === 'number') {
    const elements = typeof left === 'number' ? right : left;
    return (elements as readonly Element[]).map(({ labels, value }) => ({
      labels: withoutName(labels),
      value: result(
        operator,
        typeof left === 'number' ? left : value,
        typeof right === 'number' ? right : value,
      ),
    }));
  }
  const others = byKey(right);
  return [...byKey(left)].flatMap(([key, { labels, value }]) => {
    const other = others.get(key);
    return other
      ? [
          {
            labels: withoutName(labels),
            value: result(operator, value, other.value),
          },
        ]
      : [];
  });
}

function result(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return left / right;
  }
}

function byKey(elements: readonly Element[]): Map<string, Element> {
  const found = new Map(elements.map(one => [keyOf(one), one]));
  if (found.size < elements.length) {
    throw PromQlError.execution(
      'many-to-many matching not allowed: matching labels must be unique on both sides',
    );
  }
  return found;
}

function keyOf({ labels }: Element): string {
  return signatureOf(withoutName(labels));
}

function notOfNumbers(operator: string): PromQlError {
  return PromQlError.badData(`${operator} takes series, not numbers`);
}
