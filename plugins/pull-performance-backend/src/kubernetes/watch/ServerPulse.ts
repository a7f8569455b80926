import {
  ClusterAccess,
  ClusterResponse,
} from 'backstage-plugin-pull-performance-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from './boundedBody';
import { messageOf } from './plainText';

/** The smallest answer that every API server gives to everybody, whatever its rights; it does not ask etcd. */
const PATH = '/version';
const MAX_ANSWER_BYTES = 64 * 1024;
/** `Date` headers tell whole seconds. */
const HALF_SECOND_MS = 500;

/** What a pulse needs. */
export interface ServerPulseOptions {
  access: ClusterAccess;
  /** Name of the cluster as its access knows it. */
  cluster: string;
  /** How often it asks. */
  everyMs: number;
  /** How long an answer may take. */
  timeoutMs: number;
  /** Epoch milliseconds. */
  now: () => number;
  /** Hears of each answer, and how far the server's clock is ahead of this one's (negative: behind), to about a second. */
  onAnswer?: (aheadMs: number | undefined) => void;
}

/**
 * Asks the API server every few seconds whether it is there.
 *
 * @remarks
 * A watch says nothing while nothing happens, and nothing either when the network on its way has
 * silently gone. So whoever reads lets go of what is open when `lost` aborts.
 */
export class ServerPulse {
  private beat = new AbortController();
  private signalFirst = () => {};
  private readonly first = new Promise<void>(resolve => {
    this.signalFirst = resolve;
  });

  private constructor(private readonly options: ServerPulseOptions) {}

  static create(options: ServerPulseOptions): ServerPulse {
    return new ServerPulse(options);
  }

  /** Aborts when the server next fails to answer; what begins after that needs a new one. */
  get lost(): AbortSignal {
    return this.beat.signal;
  }

  /** Resolves when the server has answered once, or failed to. */
  get asked(): Promise<void> {
    return this.first;
  }

  /** Asks until the signal aborts; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.ask(signal);
      } catch (error) {
        if (!signal.aborted) this.lose(error);
      }
      this.signalFirst();
      await sleep(this.options.everyMs, undefined, { signal }).catch(() => {});
    }
  }

  private lose(error: unknown): void {
    const before = this.beat;
    this.beat = new AbortController();
    before.abort(error);
  }

  private async ask(outerSignal: AbortSignal): Promise<void> {
    const { timeoutMs, now, onAnswer } = this.options;
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([outerSignal, deadline]);
    const askedAtMs = now();
    try {
      const { serverTimeMs } = await this.answer(signal);
      const middleMs = (askedAtMs + now()) / 2;
      onAnswer?.(
        serverTimeMs === undefined
          ? undefined
          : serverTimeMs + HALF_SECOND_MS - middleMs,
      );
    } catch (error) {
      if (outerSignal.aborted || !deadline.aborted) throw error;
      throw new Error(
        `The API server did not answer within ${timeoutMs / 1000} s`,
      );
    }
  }

  /** Any answer will do that does not say that nobody is behind it. */
  private async answer(signal: AbortSignal): Promise<ClusterResponse> {
    const { access, cluster } = this.options;
    const response = await access.request({ cluster, path: PATH, signal });
    await readText(response.body, {
      maxBytes: MAX_ANSWER_BYTES,
      what: 'The version',
    });
    if (response.status >= 500) {
      throw new Error(`Something on the way answered HTTP ${response.status}`);
    }
    return response;
  }
}

/** Why a reading was let go of. */
export function lossOf(lost: AbortSignal): string {
  return messageOf(lost.reason);
}
