import { SyntaxNode } from '@lezer/common';

/** A condition on a label; one that is absent has an empty value. */
export interface Matcher {
  label: string;
  matches: (value: string) => boolean;
}

export const aggregations = ['sum', 'max', 'min', 'avg', 'count'] as const;
export type Aggregation = (typeof aggregations)[number];

export const arithmetic = ['+', '-', '*', '/'] as const;
export type Arithmetic = (typeof arithmetic)[number];

/** The part of PromQL that the demo answers. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'selector'; matchers: readonly Matcher[] }
  | {
      kind: 'rate';
      /** `increase` is the rate times the range. */
      perSecond: boolean;
      matchers: readonly Matcher[];
      rangeMs: number;
    }
  | {
      kind: 'aggregation';
      aggregation: Aggregation;
      by: readonly string[];
      operand: Expression;
    }
  | {
      kind: 'binary';
      operator: Arithmetic | 'or';
      left: Expression;
      right: Expression;
    };

/** The children of a node of the grammar's tree. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}
