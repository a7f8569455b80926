import { LoggerService } from '@backstage/backend-plugin-api';
import {
  InputError,
  isError,
  ServiceUnavailableError,
} from '@backstage/errors';

/** Errors whose message was written for the caller. */
const writtenForCallers = new Set([
  'AuthenticationError',
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'NotModifiedError',
  'ServiceUnavailableError',
]);

/**
 * What a caller may see of an error. Everything that was not written for
 * callers goes to the log only: a driver's message holds SQL, hosts and users.
 */
export function publicError(error: unknown, logger: LoggerService): Error {
  if (isError(error) && writtenForCallers.has(error.name)) {
    // The validator calls a parameter `request/query/limit`; callers know it as `limit`.
    const message = error.message.replace(/\brequest\/(?:query|params)\//g, '');
    return message === error.message ? error : new InputError(message);
  }
  if (isBodyError(error)) {
    return error;
  }
  logger.error(
    'A question could not be answered',
    isError(error) ? error : new Error(String(error)),
  );
  if (isDatabaseError(error)) {
    return new ServiceUnavailableError(
      "The database of pull performance is not reachable; try again, and see the backend's log if it stays so",
    );
  }
  return isFailureOfAnother(error)
    ? new ServiceUnavailableError(
        "Another part of Backstage that this question needs has failed, perhaps because its database is not reachable; try again, and see the backend's log if it stays so",
      )
    : new Error(
        "Something failed while answering; the backend's log says what",
      );
}

/** Another plugin, for example the one that is asked for permissions, answered with an error of its own. */
function isFailureOfAnother(error: unknown): boolean {
  return (
    isError(error) &&
    error.name === 'ResponseError' &&
    typeof error.statusCode === 'number' &&
    error.statusCode >= 500
  );
}

/** A body that express could not read: its message is about the caller's own text. */
function isBodyError(error: unknown): error is Error {
  return (
    isError(error) &&
    error.expose === true &&
    typeof error.status === 'number' &&
    error.status < 500
  );
}

/**
 * Knex's time-out, or an error of a driver: `SQLITE_…`, an SQLSTATE of
 * PostgreSQL, or a code of the socket such as ECONNREFUSED.
 */
function isDatabaseError(error: unknown): boolean {
  if (!isError(error)) {
    return false;
  }
  return (
    error.name === 'KnexTimeoutError' ||
    (typeof error.code === 'string' &&
      /^(?:SQLITE_\w+|[0-9A-Z]{5}|E[A-Z]{4,})$/.test(error.code)) ||
    /^Connection terminated|^Unable to acquire a connection/.test(error.message)
  );
}
