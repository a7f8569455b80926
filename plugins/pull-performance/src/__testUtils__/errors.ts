import { ResponseError } from '@backstage/errors';

/** The error of a call that the backend answered with this status. */
export async function responseError(
  status: number,
  error?: { name: string; message: string },
): Promise<ResponseError> {
  const body = error && { error, response: { statusCode: status } };
  return ResponseError.fromResponse(
    new Response(body ? JSON.stringify(body) : 'no such page', {
      status,
      statusText: 'Status text',
      headers: { 'content-type': body ? 'application/json' : 'text/html' },
    }),
  );
}
