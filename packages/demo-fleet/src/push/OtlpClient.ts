import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** Nobody listens yet: asking costs nothing. */
const LONGEST_CONNECT_WAIT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 120_000;
/** What will not be taken however often it is sent. */
const hopeless = new Set([400, 413, 415]);

const compress = promisify(gzip);

/** An endpoint that refuses what is sent; its answer says why. */
export class PushRefusedError extends Error {}

interface Failure {
  reason: string;
  answered: boolean;
  retryAfterMs?: number;
}

/** Sends OTLP/JSON to an endpoint until it takes it. */
export class OtlpClient {
  private lastReason?: string;

  private constructor(
    private readonly options: {
      url: string;
      tokenFile: string;
      signal: AbortSignal;
      /** Hears why nothing is taken, once for each reason. */
      onWaiting: (reason: string) => void;
      firstWaitMs: number;
    },
  ) {}

  static create(options: {
    url: string;
    /** Read for each request: it may come late and change. */
    tokenFile: string;
    signal: AbortSignal;
    onWaiting: (reason: string) => void;
    /** Wait after a first failure, which doubles from then on. */
    firstWaitMs?: number;
  }): OtlpClient {
    return new OtlpClient({ firstWaitMs: FIRST_WAIT_MS, ...options });
  }

  /** @throws PushRefusedError; the signal's reason when it aborts */
  async send(text: string): Promise<void> {
    const body = await compress(text, { level: constants.Z_BEST_SPEED });
    const { signal, firstWaitMs } = this.options;
    for (let failures = 0; ; failures += 1) {
      const failure = await this.trySend(body);
      signal.throwIfAborted();
      if (!failure) {
        this.lastReason = undefined;
        return;
      }
      if (failure.reason !== this.lastReason) {
        this.lastReason = failure.reason;
        this.options.onWaiting(failure.reason);
      }
      const longestMs = failure.answered
        ? LONGEST_WAIT_MS
        : LONGEST_CONNECT_WAIT_MS;
      const backOffMs = Math.min(firstWaitMs * 2 ** failures, longestMs);
      await sleep(failure.retryAfterMs ?? backOffMs, undefined, { signal });
    }
  }

  private async trySend(body: Buffer): Promise<Failure | undefined> {
    const { url, tokenFile, signal } = this.options;
    let response: Response;
    try {
      const token = (await readFile(tokenFile, 'utf8')).trim();
      response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-encoding': 'gzip',
        },
        body,
        signal: AbortSignal.any([
          signal,
          AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        ]),
      });
    } catch (error) {
      return { reason: reasonOf(error), answered: false };
    }
    const answer = await response.text().catch(() => '');
    if (response.ok) return undefined;
    const reason = `${response.status} ${answer.slice(0, 300)}`;
    if (hopeless.has(response.status)) throw new PushRefusedError(reason);
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    return {
      reason,
      answered: true,
      retryAfterMs:
        seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : undefined,
    };
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return `${cause.code}`;
  return error instanceof Error ? error.message : `${error}`;
}
