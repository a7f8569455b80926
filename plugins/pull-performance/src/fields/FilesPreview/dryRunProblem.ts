import { ResponseError } from '@backstage/errors';
import { describeError } from '../../api/describeError';
import { plainMessage } from '../../api/plainMessage';

const MOST_MESSAGES = 10;

/** Why a template could not be run without effect. */
export type DryRunProblem =
  | { kind: 'refused' }
  | { kind: 'failed'; message: string }
  /** What is wrong about which values, one line each. */
  | { kind: 'invalid'; messages: string[] };

/** Says what a failed dry run means. */
export function dryRunProblem(error: Error): DryRunProblem {
  if (error instanceof ResponseError && error.statusCode === 403) {
    return { kind: 'refused' };
  }
  const messages = invalidValues(error.message);
  if (messages.length > 0) {
    return { kind: 'invalid', messages };
  }
  const told = error instanceof ResponseError ? error.cause : error;
  return {
    kind: 'failed',
    message:
      plainMessage(withoutColours(told.message)) ??
      describeError(error, new Date()).message,
  };
}

/**
 * The scaffolder answers values that do not fit the form with
 * `{"errors":[{"stack":"instance.images does not …"}]}`, which is no error of
 * Backstage's form and ends up whole in the message.
 */
function invalidValues(text: string): string[] {
  const body = text.slice(text.indexOf('{'));
  try {
    const { errors } = JSON.parse(body);
    return Array.isArray(errors)
      ? errors
          .map(found => found?.stack)
          .filter(stack => typeof stack === 'string')
          .slice(0, MOST_MESSAGES)
          .map(stack => stack.replace(/^instance\.?/, '').trim())
      : [];
  } catch {
    return [];
  }
}

/** Messages of steps hold codes for the colours of a terminal. */
function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[\d;]*m/g, '');
}
