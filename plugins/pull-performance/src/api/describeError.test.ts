import { ResponseError } from '@backstage/errors';
import { describeError } from './describeError';

const at = new Date('2026-11-21T09:12:00Z');

async function describe503(body: string, contentType = 'application/json') {
  const error = await ResponseError.fromResponse(
    new Response(body, {
      status: 503,
      statusText: 'Service Unavailable',
      headers: { 'content-type': contentType },
    }),
  );
  return describeError(error, at);
}

describe('describeError', () => {
  it('reads an error whose body has no response field', async () => {
    const body = JSON.stringify({
      error: { name: 'ServiceUnavailableError', message: 'starting up' },
    });
    await expect(describe503(body)).resolves.toEqual({
      kind: 'failed',
      statusCode: 503,
      message: 'starting up',
      details: expect.stringContaining(body),
    });
  });

  it.each([
    ['a page', '<html><body>nginx</body></html>', 'text/html'],
    ['half an object', '{"error":{"mess', 'application/json'],
    ['no object', '[1,2]', 'application/json'],
    ['null', 'null', 'application/json'],
    ['another form', '{"error":"down"}', 'application/json'],
    ['nothing', '', 'text/plain'],
    [
      'markup for a message',
      '{"error":{"message":"<b>x</b>"},"response":{}}',
      'application/json',
    ],
  ])('shows only the status text for %s', async (_, body, contentType) => {
    const { message, details } = await describe503(body, contentType);
    expect(message).toBe('Service Unavailable');
    expect(details).toMatch(/^2026-11-21T09:12:00\.000Z\n/);
  });

  it('keeps a message to one readable line, and the rest in the details', () => {
    const long = `${'word '.repeat(200)}\n    at stack`;
    const { message, details } = describeError(new Error(long), at);
    expect(message).toMatch(/^word .*word…$/);
    expect(message.length).toBeLessThanOrEqual(301);
    expect(details).toContain('at stack');
    expect(describeError(new TypeError(''), at).message).toBe('TypeError');
    expect(
      describeError(
        new SyntaxError(`Unexpected token '<', "<!doctype html>" is not JSON`),
        at,
      ).message,
    ).toBe('SyntaxError');
  });

  it('leaves out data that another service appended', () => {
    const text = 'Cluster prod did not answer, {"error":{"name":"X"}}';
    expect(describeError(new Error(text), at).message).toBe(
      'Cluster prod did not answer',
    );
  });

  it('knows a refusal and a missing backend also without a response field', async () => {
    const of404 = async (body: string) =>
      describeError(
        await ResponseError.fromResponse(
          new Response(body, {
            status: 404,
            headers: { 'content-type': 'application/json' },
          }),
        ),
        at,
      ).kind;
    await expect(
      of404('{"error":{"name":"NotFoundError","message":"no entity"}}'),
    ).resolves.toBe('noAccess');
    await expect(of404('{"detail":"no route"}')).resolves.toBe('notInstalled');
  });
});
