import { setTimeout } from 'node:timers/promises';
import { AzureError } from './AzureError';

/** A longer wait is not waited out: what would be read is a gap, and Azure is left alone until then. */
const longestWaitMs = 30_000;

/** Waits so long, unless it is aborted. */
export type Wait = (waitMs: number, signal: AbortSignal) => Promise<void>;

/** How many calls may still be made for one thing that is read. */
export interface CallBudget {
  callsLeft: number;
}

/**
 * Honours `Retry-After` for one provider of Azure (Monitor and Resource Manager count apart): nothing is asked of it before.
 *
 * @remarks
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling.
 */
export class ThrottleGate {
  #closedUntilMs = 0;

  private constructor(private readonly wait: Wait) {}

  static create(options: { wait?: Wait } = {}): ThrottleGate {
    return new ThrottleGate(
      options.wait ??
        ((waitMs, signal) => setTimeout(waitMs, undefined, { signal })),
    );
  }

  /**
   * Makes a call, and makes it a second time after a short `Retry-After`, as long as the budget allows.
   *
   * @throws AzureError `throttled` without having called when Azure still wants to be left alone for more than 30 s
   */
  async call<T>(
    send: () => Promise<T>,
    options: { budget: CallBudget; signal: AbortSignal },
  ): Promise<T> {
    const { budget, signal } = options;
    for (let isFirst = true; ; isFirst = false) {
      await this.#pass(signal);
      budget.callsLeft -= 1;
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof AzureError && error.failure === 'throttled')) {
          throw error;
        }
        const { retryAtMs = Date.now() } = error;
        this.#closedUntilMs = Math.max(this.#closedUntilMs, retryAtMs);
        if (!isFirst || budget.callsLeft <= 0) {
          throw error;
        }
      }
    }
  }

  async #pass(signal: AbortSignal): Promise<void> {
    const waitMs = this.#closedUntilMs - Date.now();
    if (waitMs > longestWaitMs) {
      throw new AzureError('throttled', {
        message: 'Azure asked to wait, and the wait is not over',
        retryAtMs: this.#closedUntilMs,
      });
    }
    if (waitMs > 0) {
      await this.wait(waitMs, signal);
    }
    signal.throwIfAborted();
  }
}
