import { TokenCredential } from '@azure/identity';
import { Agent, Dispatcher, request as send } from 'undici';
import { EngineConfig } from '../config/types';
import { answerFailure, badAnswer, tooLarge } from './answerFailure';
import { Authorizer } from './Authorizer';
import { readBeginning, readBounded, TooLargeError } from './boundedBody';
import { connectionFailure } from './connectionFailure';
import { EngineFailure } from './EngineFailure';
import { engineText } from './engineText';
import { MAX_SERIES, parseAnswer } from './parseAnswer';
import { retryAfterMs } from './retryAfter';
import { QueryAnswer } from './series';

/** One query. Times are epoch milliseconds. */
export interface EngineQuery {
  /** What is asked for, for messages: `queue depth`. */
  what: string;
  query: string;
  /** Where the configuration may have another one. Default: `queries`. */
  setting?: 'queries' | 'pullQueries';
  signal: AbortSignal;
}

/** Seconds from one value of a range to the next. */
export const stepSeconds = 60;

const MiB = 1024 * 1024;
const MAX_ERROR_BYTES = 16 * 1024;
/** When an engine refuses more queries and does not say for how long. */
const usualPauseMs = 30_000;
const longestWarning = 200;

/**
 * Asks one engine over connections that are kept alive, and bounds what comes back in size and time. It follows no redirects, repeats no query, and while
 * an engine wants to be left alone asks nothing.
 */
export class PromQlEngine {
  readonly config: EngineConfig;
  /** Host and port: all that is shown of the address. */
  readonly host: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  private readonly agent: Agent;
  private readonly authorizer: Authorizer;
  private readonly maxBytes: number;
  private pausedUntilMs = 0;
  /** Some engines, and proxies before them, know no POST. */
  private method: 'POST' | 'GET' = 'POST';

  private constructor(options: PromQlEngineOptions) {
    const { config, now = Date.now, maxBytes = 64 * MiB } = options;
    const timeoutMs = config.timeoutSeconds * 1000;
    this.config = config;
    this.host = new URL(config.url).host;
    this.now = now;
    this.maxBytes = maxBytes;
    this.authorizer = Authorizer.create({
      config,
      credential: options.credential,
      now,
    });
    this.agent = new Agent({
      connections: 2,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxHeaderSize: 32 * 1024,
      connect: { timeout: timeoutMs, ca: config.ca },
    });
  }

  static create(options: PromQlEngineOptions): PromQlEngine {
    return new PromQlEngine(options);
  }

  /**
   * Evaluates a query at a time.
   *
   * @throws EngineFailure; the signal's reason when that was aborted
   */
  async query(query: EngineQuery & { atMs: number }): Promise<QueryAnswer> {
    return this.ask(query, 'query', { time: `${query.atMs / 1000}` }, 1);
  }

  /**
   * Evaluates a query each minute from one time to another, both included.
   *
   * @throws EngineFailure; the signal's reason when that was aborted
   */
  async queryRange(
    query: EngineQuery & { fromMs: number; toMs: number },
  ): Promise<QueryAnswer> {
    const { fromMs, toMs } = query;
    const minutes = Math.ceil((toMs - fromMs) / 1000 / stepSeconds) + 1;
    const parameters = {
      start: `${fromMs / 1000}`,
      end: `${toMs / 1000}`,
      step: `${stepSeconds}`,
    };
    return this.ask(query, 'query_range', parameters, 2 * minutes);
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async ask(
    query: EngineQuery,
    path: string,
    parameters: Record<string, string>,
    maxPoints: number,
  ): Promise<QueryAnswer> {
    query.signal.throwIfAborted();
    this.throwIfPaused();
    const timeout = AbortSignal.timeout(this.config.timeoutSeconds * 1000);
    const signal = AbortSignal.any([query.signal, timeout]);
    try {
      const form = new URLSearchParams({
        query: query.query,
        ...parameters,
        timeout: `${this.config.timeoutSeconds}s`,
        // Engines that do not know it ignore it.
        limit: `${MAX_SERIES + 1}`,
      });
      return await this.exchange(query, { path, form, maxPoints, signal });
    } catch (error) {
      query.signal.throwIfAborted();
      if (error instanceof EngineFailure) throw error;
      if (error instanceof TooLargeError) {
        throw tooLarge({
          ...{ host: this.host, what: query.what },
          size: `more than ${this.maxBytes / MiB} MiB`,
        });
      }
      throw connectionFailure({ error, config: this.config, host: this.host });
    }
  }

  private async exchange(
    query: EngineQuery,
    request: {
      path: string;
      form: URLSearchParams;
      maxPoints: number;
      signal: AbortSignal;
    },
  ): Promise<QueryAnswer> {
    const startedAtMs = this.now();
    let answer = await this.send(request);
    if (answer.statusCode === 405 && this.method === 'POST') {
      await answer.body.dump();
      this.method = 'GET';
      answer = await this.send(request);
    }
    const { statusCode: status, headers, body } = answer;
    if (status !== 200) {
      const beginning = await readBeginning(body, MAX_ERROR_BYTES);
      const nowMs = this.now();
      const waitMs = retryAfterMs(headers, nowMs);
      if (status === 429 || (status === 503 && waitMs !== undefined)) {
        this.pausedUntilMs = nowMs + (waitMs ?? usualPauseMs);
      }
      if (status === 401 || status === 403) this.authorizer.forgetToken();
      throw answerFailure({
        ...{ status, headers, waitMs, query, host: this.host },
        config: this.config,
        body: beginning,
        secrets: this.authorizer.secrets(),
      });
    }
    const encoding = `${headers['content-encoding'] ?? 'identity'}`;
    if (encoding.toLowerCase() !== 'identity') {
      body.destroy();
      throw badAnswer(this.host, 'a compressed body that nobody asked for');
    }
    const bytes = await readBounded(body, this.maxBytes);
    return {
      ...this.parse(query, bytes, request.maxPoints),
      clockAheadMs: clockAheadMs(headers.date, [startedAtMs, this.now()]),
    };
  }

  private parse(
    query: EngineQuery,
    bytes: Buffer,
    maxPoints: number,
  ): Pick<QueryAnswer, 'series' | 'warnings'> {
    const parsed = parseAnswer(bytes, { maxPoints });
    const secrets = this.authorizer.secrets();
    switch (parsed.kind) {
      case 'series':
        return {
          series: parsed.series,
          warnings: parsed.warnings.map(text =>
            engineText(text, { maxLength: longestWarning, secrets }),
          ),
        };
      case 'error':
        throw answerFailure({
          ...{ status: 200, headers: {}, query, host: this.host },
          config: this.config,
          body: bytes.subarray(0, MAX_ERROR_BYTES),
          secrets,
        });
      case 'tooManySeries':
        throw tooLarge({
          ...{ host: this.host, what: query.what, size: parsed.why },
          code: 'prometheus-too-many-series',
        });
      case 'tooLarge':
        throw tooLarge({
          ...{ host: this.host, what: query.what, size: parsed.why },
        });
      default:
        throw badAnswer(this.host, parsed.why);
    }
  }

  private async send(request: {
    path: string;
    form: URLSearchParams;
    signal: AbortSignal;
  }): Promise<Dispatcher.ResponseData> {
    const { path, form, signal } = request;
    const url = `${this.config.url}/api/v1/${path}`;
    const isPost = this.method === 'POST';
    const answer = await send(isPost ? url : `${url}?${form}`, {
      dispatcher: this.agent,
      method: this.method,
      signal,
      body: isPost ? form.toString() : undefined,
      headers: {
        'user-agent': 'backstage-pull-performance',
        ...(await this.authorizer.headers(signal)),
        ...(isPost
          ? { 'content-type': 'application/x-www-form-urlencoded' }
          : {}),
        accept: 'application/json',
        // A small compressed body could become a large one.
        'accept-encoding': 'identity',
      },
    });
    // Whoever waits for the body learns of its errors; a body that nobody wants must not end the process with one.
    answer.body.on('error', () => {});
    return answer;
  }

  private throwIfPaused(): void {
    const waitMs = this.pausedUntilMs - this.now();
    if (waitMs > 0) {
      throw new EngineFailure({
        code: 'prometheus-busy',
        why: `'${this.host}' asked to be left alone for another ${Math.ceil(
          waitMs / 1000,
        )} s.`,
        next: 'Nothing to do if it passes: it is asked again when the time is over.',
        ofEngine: true,
      });
    }
  }
}

/** How a `PromQlEngine` is made. */
export interface PromQlEngineOptions {
  config: EngineConfig;
  /** For tests. */
  credential?: TokenCredential;
  now?: () => number;
  /** The largest answer. */
  maxBytes?: number;
}

/** By how much the clock that wrote a `Date` is ahead, beyond the time in which it may have written it. */
function clockAheadMs(
  date: string | string[] | undefined,
  [startedAtMs, endedAtMs]: [number, number],
): number | undefined {
  const atMs = Date.parse(`${date}`);
  if (Number.isNaN(atMs)) return undefined;
  if (atMs > endedAtMs) return atMs - endedAtMs;
  // It tells full seconds.
  return Math.min(0, atMs + 999 - startedAtMs);
}
