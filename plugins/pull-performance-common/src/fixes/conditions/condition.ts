import { FixCondition, Reason } from '../../schema/openapi';
import { plainText } from './sentence';

/** So long may a sentence about a condition be: parts of it come from outside. */
const longestText = 240;

/** What was found out about something that must be so. */
export type Finding =
  | { state: 'met' | 'unmet'; evidence: string }
  | { state: 'unknown'; reason: Reason };

/** It is so; the evidence is one sentence with figures and without a full stop. */
export function met(evidence: string): Finding {
  return { state: 'met', evidence };
}

/** It is known not to be so. */
export function unmet(evidence: string): Finding {
  return { state: 'unmet', evidence };
}

/** Facts are missing, which is neither good nor bad. */
export function unknown(reason: Reason): Finding {
  return { state: 'unknown', reason };
}

/** A condition with what was found out about it, in texts of bounded length; a text from outside that says nothing is replaced by what must be so. */
export function condition(
  about: { id: string; what: string },
  finding: Finding,
): FixCondition {
  const said = (text: string) => plainText(text, longestText) || about.what;
  if (finding.state !== 'unknown') {
    const { state, evidence } = finding;
    return { ...about, state, evidence: said(evidence) };
  }
  const { code, what, why, next } = finding.reason;
  const reason = {
    code: plainText(code, 60),
    what: said(what),
    why: plainText(why, longestText),
    next: plainText(next, longestText),
  };
  return { ...about, state: 'unknown', evidence: reason.what, reason };
}
