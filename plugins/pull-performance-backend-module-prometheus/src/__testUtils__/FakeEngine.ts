import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { text } from 'node:stream/consumers';

/** A series that the fake engine knows under the name of a metric. */
export interface FakeSeries {
  labels: Record<string, string>;
  /** As the engine writes it; `undefined`: no value at that time. */
  value: string | ((atSeconds: number) => string | undefined);
}

/** A request as it arrived. */
export interface EngineRequest {
  method: string;
  /** `/api/v1/query_range`. */
  path: string;
  headers: IncomingMessage['headers'];
  form: URLSearchParams;
}

type Respond = (response: ServerResponse, request: EngineRequest) => void;

/**
 * Answers as the HTTP API of Prometheus does. It evaluates nothing: a query gets the series of the first metric that it names, of which the `device`,
 * `mountpoint`, `status` and `present_locally` fit its matchers.
 */
export class FakeEngine {
  readonly requests: EngineRequest[] = [];
  /** Answers instead of it. */
  respond: Respond | undefined;
  /** Laid over each answer: `{ warnings: ['…'] }`. */
  envelope: object = {};
  /** Of each answer. */
  headers: Record<string, string> = {};
  private readonly metrics = new Map<string, FakeSeries[]>();

  private constructor(private readonly server: Server, readonly url: string) {
    server.on('request', (request: IncomingMessage, response) => {
      this.answer(request, response).catch(error => response.destroy(error));
    });
  }

  static async start(tls?: { key: string; cert: string }): Promise<FakeEngine> {
    const server = tls ? createTlsServer(tls) : createServer();
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    const scheme = tls ? 'https' : 'http';
    return new FakeEngine(server, `${scheme}://127.0.0.1:${port}`);
  }

  get host(): string {
    return new URL(this.url).host;
  }

  has(metric: string, ...series: FakeSeries[]): this {
    this.metrics.set(metric, [...(this.metrics.get(metric) ?? []), ...series]);
    return this;
  }

  /** The queries of all requests for ranges. */
  get rangeQueries(): string[] {
    return this.requests
      .filter(({ path }) => path.endsWith('_range'))
      .map(({ form }) => form.get('query') ?? '');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const isGet = request.method === 'GET';
    const form = isGet
      ? url.searchParams
      : new URLSearchParams(await text(request));
    const received = {
      method: `${request.method}`,
      path: url.pathname,
      headers: request.headers,
      form,
    };
    this.requests.push(received);
    if (this.respond) {
      this.respond(response, received);
      return;
    }
    const data = url.pathname.endsWith('/query_range')
      ? { resultType: 'matrix', result: this.matrix(form) }
      : { resultType: 'vector', result: this.vector(form) };
    const body = { status: 'success', data, ...this.envelope };
    sendJson(response, body, 200, this.headers);
  }

  private matrix(form: URLSearchParams): object[] {
    const [start, end, step] = ['start', 'end', 'step'].map(name =>
      Number(form.get(name)),
    );
    return this.found(form).flatMap(({ labels, value }) => {
      const values: [number, string][] = [];
      for (let at = start; at <= end; at += step) {
        const told = typeof value === 'string' ? value : value(at);
        if (told !== undefined) values.push([at, told]);
      }
      return values.length > 0 ? [{ metric: labels, values }] : [];
    });
  }

  private vector(form: URLSearchParams): object[] {
    const at = Number(form.get('time'));
    return this.found(form).flatMap(({ labels, value }) => {
      const told = typeof value === 'string' ? value : value(at);
      return told === undefined ? [] : [{ metric: labels, value: [at, told] }];
    });
  }

  private found(form: URLSearchParams): FakeSeries[] {
    const query = form.get('query') ?? '';
    const name =
      /(?:kubelet|containerd|node|container|my)_[a-z_]+/.exec(query)?.[0] ?? '';
    const series = this.metrics.get(name) ?? [];
    return series.filter(
      ({ labels }) =>
        ['device', 'mountpoint'].every(label => {
          const quoted = new RegExp(`${label}=~("(?:[^"\\\\]|\\\\.)*")`);
          const pattern = quoted.exec(query)?.[1];
          return (
            !pattern ||
            RegExp(`^(?:${JSON.parse(pattern)})$`).test(labels[label] ?? '')
          );
        }) &&
        ['status', 'present_locally'].every(label => {
          const wanted = new RegExp(`${label}="([^"]*)"`).exec(query)?.[1];
          return wanted === undefined || labels[label] === wanted;
        }),
    );
  }
}

/** Sends a body as the engine does. */
export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
