import { IncomingHttpHeaders } from 'node:http';
import { StepFailure } from './StepFailure';
import { longestWaitMs } from './retryAfter';

/** Nodes behind the same address pull by the same limit; this share of it is left to them. */
const reservedShare = 0.2;
/** How long a remaining number is believed, and so how soon is looked again. */
const believedMs = 15 * 60 * 1000;
/** Docker Hub's form, which others share: `100;w=21600`. */
const countPattern = /^(\d{1,9})(?:;|$)/;

/** Knows when one registry may be asked again, and how many manifests may still be read. */
export class RateLimit {
  private pausedUntilMs = 0;
  private spentUntilMs = 0;
  private spentWhy = '';

  private constructor(
    private readonly registry: string,
    private readonly now: () => number,
  ) {}

  static create(options: { registry: string; now: () => number }): RateLimit {
    return new RateLimit(options.registry, options.now);
  }

  /** Remembers what the registry refused. */
  pause(waitMs: number): void {
    const untilMs = this.now() + Math.min(waitMs, longestWaitMs);
    this.pausedUntilMs = Math.max(this.pausedUntilMs, untilMs);
  }

  /** Looks at the limit that each answer may tell: how many of how many pulls are left. */
  note(headers: IncomingHttpHeaders): void {
    const remaining = countOf(headers['ratelimit-remaining']);
    if (remaining === undefined) return;
    const limit = countOf(headers['ratelimit-limit']) ?? 0;
    const isSpent = remaining <= limit * reservedShare;
    this.spentUntilMs = isSpent ? this.now() + believedMs : 0;
    this.spentWhy = `'${this.registry}' lets this address pull ${limit} times in its window, and ${remaining} are left, which Backstage leaves to the nodes.`;
  }

  /** @throws StepFailure when the registry asked to wait. */
  throwIfPaused(): void {
    this.throwUntil(
      this.pausedUntilMs,
      `'${this.registry}' asked to wait before it is asked again.`,
    );
  }

  /** @throws StepFailure when too few pulls are left: each reading of a manifest counts as one. */
  throwIfSpent(): void {
    this.throwUntil(this.spentUntilMs, this.spentWhy);
  }

  private throwUntil(untilMs: number, why: string): void {
    const waitMs = untilMs - this.now();
    if (waitMs <= 0) return;
    throw new StepFailure({
      code: 'rate-limited',
      why,
      next: 'Nothing to do: it is asked again when the time has passed. Credentials often raise the limit.',
      retryAfterMs: waitMs,
    });
  }
}

function countOf(header: string | string[] | undefined): number | undefined {
  const found = typeof header === 'string' && countPattern.exec(header.trim());
  return found ? Number(found[1]) : undefined;
}
