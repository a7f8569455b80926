import type {
  PipelinePolicy,
  PipelineResponse,
} from '@azure/core-rest-pipeline';
import { AzureError } from './AzureError';
import { objectOf } from './json';

/** Azure names the length of most waits. Where it does not, this is waited. */
const defaultWaitMs = 60_000;
/** A longer wait is nobody's intention. */
const longestWaitMs = 60 * 60_000;
/** Of an error's words as much is looked at. */
const longestDetail = 65_536;

/** Every answer that is not the JSON that was asked for becomes an {@link AzureError}, before a library makes an error with its content of it. */
export function errorPolicy(): PipelinePolicy {
  return {
    name: 'pullPerformanceErrors',
    async sendRequest(request, next) {
      const response = await next(request);
      if (response.status === 200) {
        checkIsJson(response);
        return response;
      }
      throw errorOf(response);
    },
  };
}

function checkIsJson(response: PipelineResponse): void {
  const type = response.headers.get('content-type') ?? '';
  const text = response.bodyAsText ?? '';
  if (!/\bjson\b/i.test(type) || !/^\s*\{/.test(text.slice(0, 64))) {
    throw new AzureError('badAnswer', {
      status: response.status,
      message: 'Azure answered something other than a JSON object',
    });
  }
}

function errorOf(response: PipelineResponse): AzureError {
  const { status } = response;
  const { code, detail } = wordsOf(response);
  const about = { status, code };
  const named =
    code === undefined ? `HTTP ${status}` : `HTTP ${status} ${code}`;
  switch (true) {
    case status === 401:
      return new AzureError('unauthorized', {
        ...about,
        message: `Azure refused the token (${named})`,
      });
    case status === 403:
      return new AzureError('forbidden', {
        ...about,
        message: `Azure allowed no access (${named})`,
      });
    case status === 404:
      return new AzureError('notFound', {
        ...about,
        message: `Azure does not know the resource (${named})`,
      });
    case status === 429:
      return new AzureError('throttled', {
        ...about,
        message: `Azure asked to wait (${named})`,
        retryAtMs: retryAtMsOf(response),
      });
    case status >= 500:
      return new AzureError('unavailable', {
        ...about,
        message: `Azure failed (${named})`,
      });
    case status === 400:
      return new AzureError('badRequest', {
        ...about,
        message: `Azure did not accept the request (${named})`,
        detail,
      });
    default:
      return new AzureError('badAnswer', {
        ...about,
        message: `Azure answered ${named}`,
      });
  }
}

/** `{ "error": { "code", "message" } }` of Resource Manager, or `{ "code", "message" }` of Azure Monitor. */
function wordsOf(response: PipelineResponse): {
  code?: string;
  detail?: string;
} {
  let body: unknown;
  try {
    body = JSON.parse(response.bodyAsText ?? '');
  } catch {
    return {};
  }
  const outer = objectOf(body);
  const error = 'error' in outer ? objectOf(outer.error) : outer;
  const { code, message } = error;
  return {
    code:
      typeof code === 'string' && /^[A-Za-z]{1,64}$/.test(code)
        ? code
        : undefined,
    detail:
      typeof message === 'string' ? message.slice(0, longestDetail) : undefined,
  };
}

function retryAtMsOf(response: PipelineResponse): number {
  const text = response.headers.get('retry-after')?.trim() ?? '';
  const now = Date.now();
  const waitMs = /^\d{1,9}$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text) - now;
  const bounded = Number.isNaN(waitMs)
    ? defaultWaitMs
    : Math.min(Math.max(waitMs, 0), longestWaitMs);
  return now + bounded;
}
