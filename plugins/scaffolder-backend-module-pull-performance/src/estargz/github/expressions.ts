/** A piece of a text of a workflow: what stands there, or an expression between `${{` and `}}`. */
export interface TextPart {
  isExpression: boolean;
  /** An expression without its braces, trimmed. */
  text: string;
}

/**
 * Divides a text of a workflow into what stands there and its expressions; `}}` within a quoted text of an expression does not end it.
 *
 * @returns `undefined` when an expression does not end
 */
export function splitExpressions(text: string): TextPart[] | undefined {
  const parts: TextPart[] = [];
  let rest = text;
  for (;;) {
    const start = rest.indexOf('${{');
    if (start === -1) {
      return rest === ''
        ? parts
        : [...parts, { isExpression: false, text: rest }];
    }
    const inside = rest.slice(start + 3);
    // Quoted texts double their quote, which reads as two quoted texts in a row.
    const [body] = /^(?:'[^']*'|[^'}]|\}(?!\}))*/.exec(inside) ?? [''];
    if (!inside.slice(body.length).startsWith('}}')) {
      return undefined;
    }
    if (start > 0) {
      parts.push({ isExpression: false, text: rest.slice(0, start) });
    }
    parts.push({ isExpression: true, text: body.trim() });
    rest = inside.slice(body.length + 2);
  }
}

/** The expression of a text that is nothing but one expression. */
export function wholeExpression(text: string): string | undefined {
  const parts = splitExpressions(text.trim());
  return parts?.length === 1 && parts[0].isExpression
    ? parts[0].text
    : undefined;
}

/** The expression of a step's `if`, where the braces may be missing; `undefined` for a mixture, which GitHub takes for always true. */
export function conditionExpression(text: string): string | undefined {
  const parts = splitExpressions(text.trim());
  if (parts?.length !== 1) {
    return undefined;
  }
  return parts[0].text;
}
