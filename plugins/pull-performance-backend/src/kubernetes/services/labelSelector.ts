import { Labels, labelOf } from '../workloads/labels';

/** Selectors are written by hand; a longer one is a mistake. */
const MAX_LENGTH = 4096;

/** One condition of a selector; all of them must hold. */
export type LabelRequirement =
  | { key: string; operator: 'exists' | 'absent' }
  | { key: string; operator: 'in' | 'notIn'; values: ReadonlySet<string> };

/** A selector, or what is wrong with it. */
export type ParsedSelector =
  | { requirements: readonly LabelRequirement[] }
  | { malformed: string };

const key = '([A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?)';
const value = '([A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?';
const existence = new RegExp(`^(!?)\\s*${key}$`);
const equality = new RegExp(`^${key}\\s*(==?|!=)\\s*${value}$`);
const membership = new RegExp(`^${key}\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const valueOnly = new RegExp(`^${value}$`);

/** Splits at the commas that are not within parentheses. */
function split(selector: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of selector) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth <= 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map(part => part.trim());
}

function parseRequirement(text: string): LabelRequirement | undefined {
  const exists = existence.exec(text);
  if (exists) {
    return { key: exists[2], operator: exists[1] ? 'absent' : 'exists' };
  }
  const equal = equality.exec(text);
  if (equal) {
    const values = new Set([equal[3] ?? '']);
    const operator = equal[2] === '!=' ? 'notIn' : 'in';
    return { key: equal[1], operator, values };
  }
  const member = membership.exec(text);
  const values = member?.[3].split(',').map(one => one.trim());
  if (!member || !values?.every(one => valueOnly.test(one))) {
    return undefined;
  }
  const operator = member[2] === 'in' ? 'in' : 'notIn';
  return { key: member[1], operator, values: new Set(values) };
}

/**
 * Reads a label selector as `kubectl --selector` takes it: `a=b`, `a==b`, `a!=b`,
 * `a in (b,c)`, `a notin (b,c)`, `a` and `!a`, joined by commas.
 */
export function parseLabelSelector(selector: string): ParsedSelector {
  if (selector.length > MAX_LENGTH) {
    return { malformed: `It is longer than ${MAX_LENGTH} characters.` };
  }
  const requirements: LabelRequirement[] = [];
  for (const part of split(selector)) {
    const requirement = parseRequirement(part);
    if (!requirement) {
      return { malformed: `"${part.slice(0, 100)}" is no condition.` };
    }
    requirements.push(requirement);
  }
  return { requirements };
}

/** Whether labels meet all conditions. Like Kubernetes, `!=` and `notin` hold for absent labels too. */
export function matchesSelector(
  labels: Labels,
  requirements: readonly LabelRequirement[],
): boolean {
  return requirements.every(requirement => {
    const actual = labelOf(labels, requirement.key);
    switch (requirement.operator) {
      case 'exists':
        return actual !== undefined;
      case 'absent':
        return actual === undefined;
      case 'in':
        return actual !== undefined && requirement.values.has(actual);
      default:
        return actual === undefined || !requirement.values.has(actual);
    }
  });
}
