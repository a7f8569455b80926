import { IncomingMessage, ServerResponse } from 'node:http';
import { hasBearerToken } from '../bearerToken';
import { Listener } from '../Listener';
import { answerInstant, answerRange, QueryData } from './answerQuery';
import { parseExpression } from './promql/parseExpression';
import { PromQlError } from './promql/PromQlError';
import { Series } from './promql/Series';
import { instantOf, rangeOf } from './rangeOf';

const MAX_BODY_BYTES = 64 * 1024;

/** The queries of Prometheus' HTTP API, over what is known of a cluster's nodes. */
export class PrometheusServer {
  private constructor(
    private readonly options: {
      listener: Listener;
      /** What there is to ask for at the moment. */
      series: () => readonly Series[];
      token: string;
      nowMs: () => number;
    },
  ) {}

  /** Answers what is asked at the listener. */
  static start(options: PrometheusServer['options']): PrometheusServer {
    const server = new PrometheusServer(options);
    options.listener.serve((request, response) => {
      server.answer(request, response).catch(() => response.destroy());
    });
    return server;
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (!hasBearerToken(request, this.options.token)) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' });
      response.end('Unauthorized\n');
      return;
    }
    const sent = request.url ?? '';
    const url = URL.parse(sent, 'http://prometheus');
    const query = url && /^\/api\/v1\/(query|query_range)$/.exec(url.pathname);
    if (!query) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('404 page not found\n');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.writeHead(405, { allow: 'GET, POST' });
      response.end();
      return;
    }
    try {
      const parameters = await parametersOf(request, url.searchParams);
      const data = this.query(query[1] === 'query_range', parameters);
      send(response, 200, { status: 'success', ...limited(data, parameters) });
    } catch (error) {
      if (!(error instanceof PromQlError)) throw error;
      const { status, errorType, message } = error;
      send(response, status, { status: 'error', errorType, error: message });
    }
  }

  private query(isRange: boolean, parameters: URLSearchParams): QueryData {
    const { series, nowMs } = this.options;
    const moments = isRange ? rangeOf(parameters) : [];
    const atMs = isRange ? 0 : instantOf(parameters, nowMs());
    const expression = parseExpression(parameters.get('query') ?? '');
    return isRange
      ? answerRange(expression, series(), moments)
      : answerInstant(expression, series(), atMs);
  }
}

/** Those of the address, and those of a form. */
async function parametersOf(
  request: IncomingMessage,
  parameters: URLSearchParams,
): Promise<URLSearchParams> {
  if (request.method === 'GET') return parameters;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw PromQlError.badData(
        `the form has more than ${MAX_BODY_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  for (const [name, value] of parameters) form.append(name, value);
  return form;
}

/** Cuts off what is above the parameter `limit`, and says so. */
function limited(data: QueryData, parameters: URLSearchParams): object {
  const limit = Number(parameters.get('limit') ?? 0);
  return data.resultType !== 'scalar' && limit > 0 && data.result.length > limit
    ? {
        data: { ...data, result: data.result.slice(0, limit) },
        warnings: ['results truncated due to limit'],
      }
    : { data };
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
