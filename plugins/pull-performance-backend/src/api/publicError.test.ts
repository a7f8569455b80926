import { mockServices } from '@backstage/backend-test-utils';
import { InputError, NotFoundError, ResponseError } from '@backstage/errors';
import { publicError } from './publicError';

function failure(message: string, properties: object) {
  return Object.assign(new Error(message), properties);
}

describe('publicError', () => {
  it('passes on what was written for callers', () => {
    const logger = mockServices.logger.mock();
    for (const error of [
      new InputError('from must be before to'),
      new NotFoundError('No entity'),
      failure('Unexpected token', { status: 400, expose: true }),
    ]) {
      expect(publicError(error, logger)).toBe(error);
    }
    expect(logger.error).not.toHaveBeenCalled();
  });

  it.each([
    failure('select a from b - SQLITE_BUSY', { code: 'SQLITE_BUSY' }),
    failure('connect ECONNREFUSED 10.0.0.1:5432', { code: 'ECONNREFUSED' }),
    failure('password of user "admin" is wrong', { code: '28P01' }),
    failure('Timeout acquiring a connection', { name: 'KnexTimeoutError' }),
    failure('Connection terminated unexpectedly', {}),
  ])('says that the database is not reachable, and logs why, %#', error => {
    const logger = mockServices.logger.mock();
    expect(publicError(error, logger)).toMatchObject({
      name: 'ServiceUnavailableError',
      message:
        "The database of pull performance is not reachable; try again, and see the backend's log if it stays so",
      cause: undefined,
    });
    expect(logger.error).toHaveBeenCalledWith(expect.any(String), error);
  });

  it('says that another plugin failed, as all do without their databases, and not with what', async () => {
    const logger = mockServices.logger.mock();
    const answer = Response.json(
      { error: { message: 'connect ECONNREFUSED 10.0.0.1:5432' } },
      { status: 500 },
    );
    const error = await ResponseError.fromResponse(answer);
    const shown = publicError(error, logger);
    expect(shown.name).toBe('ServiceUnavailableError');
    expect(shown.message).toMatch(
      /Another part of Backstage .* perhaps because its database is not reachable/,
    );
    expect(shown.message).not.toContain('10.0.0.1');
    expect(logger.error).toHaveBeenCalledWith(expect.any(String), error);
  });

  it.each([
    new TypeError('cannot read /etc/secret of undefined'),
    failure('internal', { status: 502, expose: true }),
    'a secret text',
    undefined,
  ])('tells nothing of anything else, %#', error => {
    const logger = mockServices.logger.mock();
    const shown = publicError(error, logger);
    expect(shown.name).toBe('Error');
    expect(shown.message).toBe(
      "Something failed while answering; the backend's log says what",
    );
    expect(logger.error).toHaveBeenCalledTimes(1);
  });
});
