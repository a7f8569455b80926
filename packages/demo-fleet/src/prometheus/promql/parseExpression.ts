import { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { durationMs } from './durations';
import {
  aggregations,
  arithmetic,
  childrenOf,
  Expression,
  Matcher,
} from './Expression';
import { PromQlError } from './PromQlError';

const MAX_LENGTH = 10_000;
/** Of the expression's tree. */
const MAX_DEPTH = 50;

class Reader {
  private constructor(private readonly query: string) {}

  static create(query: string): Reader {
    return new Reader(query);
  }

  expression(node: SyntaxNode, depth: number): Expression {
    if (depth > MAX_DEPTH) {
      throw PromQlError.badData(`the query is more than ${MAX_DEPTH} deep`);
    }
    const children = childrenOf(node);
    switch (node.name) {
      case 'ParenExpr':
        return this.expression(children[0], depth + 1);
      case 'NumberDurationLiteral':
        return { kind: 'number', value: this.number(node) };
      case 'VectorSelector':
        return { kind: 'selector', matchers: this.matchers(children) };
      case 'FunctionCall':
        return this.rate(node);
      case 'AggregateExpr':
        return this.aggregation(node, depth);
      case 'BinaryExpr':
        return this.binary(node, depth);
      default:
        throw this.unknown(node);
    }
  }

  private number(node: SyntaxNode): number {
    const text = this.textOf(node);
    const value = /^[\d.]+(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
    if (Number.isNaN(value)) throw this.unknown(node);
    return value;
  }

  private rate(node: SyntaxNode): Expression {
    const [name, body] = childrenOf(node);
    const [range, ...more] = childrenOf(body);
    const perSecond = this.textOf(name) === 'rate';
    if (!perSecond && this.textOf(name) !== 'increase') {
      throw this.unknown(name);
    }
    if (more.length > 0 || range?.name !== 'MatrixSelector') {
      throw PromQlError.badData(
        `${this.textOf(name)} takes one selector with a range: rate(x[2m])`,
      );
    }
    const [selector, duration] = childrenOf(range);
    if (selector.name !== 'VectorSelector') throw this.unknown(selector);
    const rangeMs = durationMs(this.textOf(duration));
    if (!rangeMs) throw this.unknown(duration);
    const matchers = this.matchers(childrenOf(selector));
    return { kind: 'rate', perSecond, matchers, rangeMs };
  }

  private aggregation(node: SyntaxNode, depth: number): Expression {
    const children = childrenOf(node);
    const [operator] = children;
    const aggregation = aggregations.find(
      one => one === this.textOf(operator).toLowerCase(),
    );
    if (!aggregation) throw this.unknown(operator);
    const modifier = children.find(one => one.name === 'AggregateModifier');
    const [kind, labels] = modifier ? childrenOf(modifier) : [];
    if (kind && kind.name !== 'By') throw this.unknown(kind);
    const by = labels
      ? childrenOf(labels).map(label => this.labelName(label))
      : [];
    const body = children.find(one => one.name === 'FunctionCallBody');
    const [operand, ...more] = body ? childrenOf(body) : [];
    if (!operand || more.length > 0) throw this.unknown(node);
    return {
      kind: 'aggregation',
      aggregation,
      by,
      operand: this.expression(operand, depth + 1),
    };
  }

  private binary(node: SyntaxNode, depth: number): Expression {
    const [left, operatorNode, ...rest] = childrenOf(node);
    const [right] = rest;
    // More than a right side is a modifier.
    if (rest.length !== 1) throw this.unknown(right ?? node);
    const text = this.textOf(operatorNode).toLowerCase();
    const operator =
      text === 'or' ? text : arithmetic.find(one => one === text);
    if (!operator) throw this.unknown(operatorNode);
    return {
      kind: 'binary',
      operator,
      left: this.expression(left, depth + 1),
      right: this.expression(right, depth + 1),
    };
  }

  /** Of a selector's name and its conditions in braces. */
  private matchers(parts: readonly SyntaxNode[]): Matcher[] {
    return parts.flatMap(part => {
      if (part.name === 'Identifier') {
        const name = this.textOf(part);
        return [
          { label: '__name__', matches: (value: string) => value === name },
        ];
      }
      return childrenOf(part).map(one => this.matcher(one));
    });
  }

  private matcher(node: SyntaxNode): Matcher {
    if (node.name !== 'UnquotedLabelMatcher') throw this.unknown(node);
    const [name, operator, literal] = childrenOf(node);
    const label = this.labelName(name);
    const wanted = this.string(literal);
    switch (this.textOf(operator)) {
      case '=':
        return { label, matches: value => value === wanted };
      case '!=':
        return { label, matches: value => value !== wanted };
      case '=~': {
        const pattern = this.pattern(wanted);
        return { label, matches: value => pattern.test(value) };
      }
      default: {
        const pattern = this.pattern(wanted);
        return { label, matches: value => !pattern.test(value) };
      }
    }
  }

  private labelName(node: SyntaxNode): string {
    if (node.name !== 'LabelName') throw this.unknown(node);
    return this.textOf(node);
  }

  /** Patterns are of RE2; what they have in common with JavaScript's is enough here. They match whole values. */
  private pattern(text: string): RegExp {
    try {
      return new RegExp(`^(?:${text})$`, 's');
    } catch {
      throw PromQlError.badData(`no regular expression: ${text}`);
    }
  }

  private string(node: SyntaxNode): string {
    const text = this.textOf(node);
    const inner = text.slice(1, -1);
    if (text.startsWith('`')) return inner;
    // JSON knows the escapes that are in use, and only double quotes.
    const quoted = text.startsWith("'")
      ? `"${inner.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`
      : text;
    try {
      return JSON.parse(quoted);
    } catch {
      throw this.unknown(node);
    }
  }

  private textOf({ from, to }: SyntaxNode): string {
    return this.query.slice(from, to);
  }

  private unknown(node: SyntaxNode): PromQlError {
    return PromQlError.execution(
      `${node.from + 1}: the demo does not know "${this.textOf(
        node,
      )}"; it knows selectors, rate, increase, ${aggregations.join(
        ', ',
      )} with or without by, ${arithmetic.join(' ')} and or`,
    );
  }
}

/**
 * Reads a query by Prometheus' own grammar.
 *
 * @throws PromQlError, also for what is PromQL but beyond the part that the demo answers: nothing is passed over in silence
 */
export function parseExpression(query: string): Expression {
  if (query.length > MAX_LENGTH) {
    throw PromQlError.badData(
      `the query has more than ${MAX_LENGTH} characters`,
    );
  }
  const tree = parser.parse(query);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) {
        throw PromQlError.badData(`${from + 1}: parse error: not PromQL here`);
      }
    },
  });
  const [root] = childrenOf(tree.topNode);
  return Reader.create(query).expression(root, 0);
}
