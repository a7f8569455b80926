import { Dispatcher } from 'undici';
import { readBytes, TooLargeError } from '../../kubernetes/watch/boundedBody';
import { HttpRequest } from './HttpClient';
import { badAnswer } from './StepFailure';

const MAX_ERROR_BYTES = 16 * 1024;

/**
 * Reads the body of an answer to its end, if the answer is a good one, else only its beginning.
 *
 * @throws TooLargeError when it is longer than allowed; StepFailure when it is compressed; what undici throws
 */
export async function readBody(
  request: HttpRequest,
  answer: Dispatcher.ResponseData,
): Promise<Buffer> {
  const { method, maxBytes, what } = request;
  const { body, headers, statusCode } = answer;
  // Whoever waits for the body learns of its errors; a body that nobody wants must not end the process with one.
  body.on('error', () => {});
  if (method === 'HEAD') {
    await body.dump();
    return Buffer.alloc(0);
  }
  if (statusCode !== 200) {
    return readHead(body);
  }
  const encoding = `${headers['content-encoding'] ?? 'identity'}`;
  if (encoding.toLowerCase() !== 'identity') {
    body.destroy();
    throw badAnswer(
      `${what} arrived compressed though that was not asked for.`,
    );
  }
  if (Number(headers['content-length']) > maxBytes) {
    body.destroy();
    throw TooLargeError.create(what, maxBytes);
  }
  return readBytes(body, { maxBytes, what });
}

/** The beginning of an answer that is no success, if it has one. */
async function readHead(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  try {
    return await readBytes(body, {
      maxBytes: MAX_ERROR_BYTES,
      what: 'The error',
    });
  } catch (error) {
    if (error instanceof TooLargeError) return Buffer.alloc(0);
    throw error;
  }
}
