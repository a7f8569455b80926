import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { AzureWorld, resourceAt } from './azureWorld';
import { metricsAt } from './metricAnswers';

/** A request that came, for counting. */
export interface LoggedRequest {
  path: string;
  query: URLSearchParams;
  authorization?: string;
}

/** What is answered in place of the world. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
}

/**
 * A server that answers like Azure Resource Manager and Azure Monitor, in the shapes of their documentation: pages with `nextLink`, `api-version` required,
 * errors as `{ error: { code, message } }`, metrics split by dimensions only as far as `top` goes.
 */
export class AzureServer {
  readonly requests: LoggedRequest[] = [];
  /** Asked before the world; a returned answer is sent. */
  fault?: (request: LoggedRequest, count: number) => Answer | undefined;
  /** Tokens that are taken; absent: no token is needed. */
  tokens?: ReadonlySet<string>;
  origin = '';
  /** Items on a page of a list. */
  pageSize = 2;

  private constructor(
    private readonly server: Server,
    readonly world: AzureWorld,
  ) {}

  static async start(world: AzureWorld): Promise<AzureServer> {
    const http = createServer();
    const server = new AzureServer(http, world);
    http.on('request', (request, response) =>
      server.#answer(request, response),
    );
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    server.origin = `http://127.0.0.1:${port}`;
    return server;
  }

  /** Requests whose path holds a text, in any casing. */
  count(part: string): number {
    return this.requests.filter(({ path }) =>
      path.toLowerCase().includes(part.toLowerCase()),
    ).length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  #answer(message: IncomingMessage, response: ServerResponse): void {
    const url = new URL(message.url ?? '/', this.origin);
    const request: LoggedRequest = {
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      authorization: message.headers.authorization,
    };
    this.requests.push(request);
    const { status, headers, body } =
      this.fault?.(request, this.requests.length) ??
      this.#refuse(request) ??
      this.#ofWorld(request);
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/html' : 'application/json; charset=utf-8',
      ...headers,
    });
    response.end(isText ? body : JSON.stringify(body ?? {}));
  }

  #refuse(request: LoggedRequest): Answer | undefined {
    const token = request.authorization?.replace(/^Bearer /, '');
    if (this.tokens && !this.tokens.has(token ?? '')) {
      return failure(401, 'ExpiredAuthenticationToken');
    }
    return request.query.has('api-version')
      ? undefined
      : failure(400, 'MissingApiVersionParameter');
  }

  #ofWorld(request: LoggedRequest): Answer {
    const metrics = metricsAt(this.world, request);
    if (metrics) return metrics;
    const found = resourceAt(this.world, request);
    if (found === undefined) return failure(404, 'ResourceNotFound');
    if (!Array.isArray(found)) return { status: 200, body: found };
    const start = Number(request.query.get('$skiptoken') ?? 0);
    const end = start + this.pageSize;
    const next = new URL(request.path, this.origin);
    for (const [key, value] of request.query) next.searchParams.set(key, value);
    next.searchParams.set('$skiptoken', String(end));
    return {
      status: 200,
      body: {
        value: found.slice(start, end),
        ...(end < found.length && { nextLink: next.href }),
      },
    };
  }
}

/** An error as Resource Manager writes it. */
export function failure(
  status: number,
  code: string,
  options: { message?: string; headers?: Record<string, string> } = {},
): Answer {
  const { message = `The request failed: ${code}.`, headers } = options;
  return { status, headers, body: { error: { code, message } } };
}
