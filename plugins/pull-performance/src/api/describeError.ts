import { ResponseError } from '@backstage/errors';

/** What a reader needs to know about a failed call. */
export interface ErrorDescription {
  /** `noAccess` when the backend refused or hid the entity. */
  kind: 'noAccess' | 'notInstalled' | 'failed';
  /** HTTP status, when there was an answer. */
  statusCode?: number;
  /** The backend's own words, or those of the browser. */
  message: string;
  /** Everything a maintainer needs, as text to copy. */
  details: string;
}

/** Says what a failed call means, without hiding what the backend answered. */
export function describeError(error: Error, at: Date): ErrorDescription {
  if (!(error instanceof ResponseError)) {
    return {
      kind: 'failed',
      message: error.message,
      details: `${at.toISOString()}\n${error.name}: ${error.message}`,
    };
  }
  const { statusCode, cause } = error;
  const message = cause.message || error.message;
  return {
    kind: kindOf(statusCode, cause.name),
    statusCode,
    message,
    details: [
      at.toISOString(),
      error.response.url,
      error.message,
      `${cause.name}: ${message}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
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
