import { ResponseError } from '@backstage/errors';
import { plainMessage } from './plainMessage';

/** What a reader needs to know about a failed call. */
export interface ErrorDescription {
  /** `noAccess` when the backend refused or hid the entity. */
  kind: 'noAccess' | 'notInstalled' | 'failed';
  /** HTTP status, when there was an answer. */
  statusCode?: number;
  /** The backend's own words, or those of the browser, in one plain line. */
  message: string;
  /** Everything a maintainer needs, as text to copy. */
  details: string;
}

/**
 * Says what a failed call means. Answers that are not plain words, as a proxy's
 * page is, are in the details only.
 */
export function describeError(error: Error, at: Date): ErrorDescription {
  if (!(error instanceof ResponseError)) {
    return {
      kind: 'failed',
      message: plainMessage(error.message) ?? error.name,
      details: `${at.toISOString()}\n${error.name}: ${error.message}`,
    };
  }
  const { statusCode, statusText, cause } = error;
  const { name, message } = toldError(error);
  return {
    kind: kindOf(statusCode, name),
    statusCode,
    message: plainMessage(message) ?? plainMessage(statusText) ?? name,
    details: [
      at.toISOString(),
      error.response.url,
      error.message,
      `${cause.name}: ${cause.message || error.message}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}

/**
 * The error that the answer tells. A body without Backstage's `response`, or
 * that is no JSON, ends up whole in the message that `ResponseError` makes.
 */
function toldError(error: ResponseError): { name: string; message: string } {
  const { cause, statusText } = error;
  const status = `Request failed with status ${error.response.status} ${statusText}`;
  if (!cause.message.startsWith(status)) {
    return cause;
  }
  const body = cause.message.slice(status.length).replace(/^, /, '');
  const told = errorOfJson(body);
  return {
    name: typeof told?.name === 'string' ? told.name : cause.name,
    message: typeof told?.message === 'string' ? told.message : '',
  };
}

function errorOfJson(
  body: string,
): { name?: unknown; message?: unknown } | undefined {
  try {
    return JSON.parse(body)?.error ?? undefined;
  } catch {
    return undefined;
  }
}

function kindOf(statusCode: number, name: string): ErrorDescription['kind'] {
  if (statusCode === 403) {
    return 'noAccess';
  }
  if (statusCode === 404) {
    // The plugin names the entity that the caller may not read; a portal
    // without the backend answers 404 without an error of Backstage's form.
    return name === 'NotFoundError' ? 'noAccess' : 'notInstalled';
  }
  return 'failed';
}
