import { InputError } from '@backstage/errors';
import express from 'express';

const control = /[\p{Cc}\p{Cs}]/u;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InputError('The address is not valid percent-encoded UTF-8');
  }
}

/**
 * Refuses addresses and parameters that hold control characters: PostgreSQL takes no
 * NUL, neither here nor in the catalog, and no name holds any of them.
 *
 * @throws InputError that names the parameter
 */
export function plainRequest(
  request: express.Request,
  _response: express.Response,
  next: express.NextFunction,
): void {
  if (control.test(decoded(request.path))) {
    throw new InputError('The address must not hold control characters');
  }
  for (const [name, value] of Object.entries(request.query)) {
    if (control.test(name)) {
      throw new InputError(
        'Names of parameters must not hold control characters',
      );
    }
    if (typeof value === 'string' && control.test(value)) {
      throw new InputError(`${name} must not hold control characters`);
    }
  }
  next();
}
