import type {
  HttpClient,
  PipelineRequest,
  PipelineResponse,
} from '@azure/core-rest-pipeline';
import { AzureError } from './AzureError';

/** A scale set of 1,000 nodes with 13 metrics over 20 minutes takes 20 MB. */
export const mostBodyBytes = 64 * 1024 * 1024;

/** A request and its answer take at most so long. */
export const longestRequestMs = 30_000;

/** The library's HTTP client, with a bound on the time of a request and on the size of an answer, unpacked. */
export function boundedHttpClient(
  client: HttpClient,
  bounds: { mostBytes: number; longestMs: number } = {
    mostBytes: mostBodyBytes,
    longestMs: longestRequestMs,
  },
): HttpClient {
  return {
    async sendRequest(request) {
      const given = request.abortSignal;
      const streamed = request.streamResponseStatusCodes;
      const abort = new AbortController();
      const stop = () => abort.abort();
      const timer = setTimeout(stop, bounds.longestMs);
      given?.addEventListener('abort', stop);
      if (given?.aborted) stop();
      request.abortSignal = abort.signal;
      // Every status as a stream, to be counted while it comes.
      request.streamResponseStatusCodes = new Set([Number.POSITIVE_INFINITY]);
      try {
        const response = await client.sendRequest(request);
        const bodyAsText = await readBody(response, {
          mostBytes: bounds.mostBytes,
          signal: abort.signal,
        });
        return { ...response, readableStreamBody: undefined, bodyAsText };
      } catch (error) {
        throw asAzureError(error, { aborted: given?.aborted ?? false });
      } finally {
        clearTimeout(timer);
        given?.removeEventListener('abort', stop);
        restore(request, { given, streamed });
      }
    },
  };
}

function restore(
  request: PipelineRequest,
  options: {
    given: PipelineRequest['abortSignal'];
    streamed: PipelineRequest['streamResponseStatusCodes'];
  },
): void {
  request.abortSignal = options.given;
  request.streamResponseStatusCodes = options.streamed;
}

async function readBody(
  response: PipelineResponse,
  options: { mostBytes: number; signal: AbortSignal },
): Promise<string> {
  const stream = response.readableStreamBody;
  if (!stream || !(Symbol.asyncIterator in stream)) return '';
  const chunks: Buffer[] = [];
  let bytes = 0;
  const source = stream as AsyncIterable<Buffer> & { destroy?: () => void };
  const destroy = () => source.destroy?.();
  options.signal.addEventListener('abort', destroy);
  try {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > options.mostBytes) {
        // Leaving the loop destroys the stream and its connection.
        throw new AzureError('tooLarge', {
          status: response.status,
          message: `Azure answered with more than ${options.mostBytes} bytes`,
        });
      }
      chunks.push(chunk);
    }
  } finally {
    options.signal.removeEventListener('abort', destroy);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asAzureError(error: unknown, options: { aborted: boolean }): unknown {
  if (options.aborted || error instanceof AzureError) return error;
  const code = (error as { code?: unknown } | undefined)?.code;
  const named =
    typeof code === 'string' && /^[A-Z_]{1,64}$/.test(code) ? code : undefined;
  return new AzureError('unreachable', {
    code: named,
    message: `Azure did not answer${named ? ` (${named})` : ' in time'}`,
  });
}
