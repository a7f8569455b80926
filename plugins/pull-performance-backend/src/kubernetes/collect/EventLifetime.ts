/** Events whose end is looked at, and how many of them must have been equally old. */
const LOOKED_AT = 10;
const AGREEING = 7;
/** Of events that go in a crowd one is looked at: others only after a part of its age. So what is learned shows over a time. */
const PARTS_OF_AGE = 15;
/** No cluster keeps events for less: whoever deletes them sooner does it for a reason of its own. */
const SHORTEST_MS = 30_000;
/** Leases of several events are joined, clocks tell whole seconds: ages at the end differ a little. */
const TOLERANCE = 1.2;
const TOLERANCE_MS = 5_000;
/** What an age may be too high by, since events and servers tell whole seconds. */
const ROUNDING_MS = 2_000;

/**
 * Learns how long a cluster keeps its events from how old they are when they go. No API tells it
 * (`--event-ttl`, an hour unless set), but how long one may look away without missing a pull depends on it.
 *
 * @remarks
 * Events also go with their namespace, younger than they might have become. So the oldest that went count, if most
 * were as old, and if none is known that has become older.
 */
export class EventLifetime {
  private gone: { ageMs: number; atMs: number }[] = [];
  private oldestSeenMs = 0;

  private constructor(private knownMs: number | undefined) {}

  /** @param options - `knownMs`: what was learned earlier */
  static create(options: { knownMs?: number } = {}): EventLifetime {
    return new EventLifetime(options.knownMs);
  }

  /** Milliseconds from an event's newest occurrence to its end; undefined while nothing was learned. */
  get ms(): number | undefined {
    return this.knownMs;
  }

  /** Takes what an earlier run learned, unless this one knows better. */
  recall(knownMs: number | undefined): void {
    if (knownMs !== undefined && this.oldestSeenMs <= tolerated(knownMs)) {
      this.knownMs ??= knownMs;
    }
  }

  /** An event is still there. */
  seen(ageMs: number): void {
    if (ageMs <= this.oldestSeenMs) return;
    this.oldestSeenMs = ageMs;
    if (this.knownMs !== undefined && ageMs > tolerated(this.knownMs)) {
      this.knownMs = undefined;
    }
  }

  /** An event went while it was watched. */
  went(ageMs: number, atMs: number): void {
    const last = this.gone.at(-1);
    if (last && atMs - last.atMs < ageMs / PARTS_OF_AGE) return;
    this.gone = [...this.gone, { ageMs, atMs }].slice(-LOOKED_AT);
    const longestMs = Math.max(...this.gone.map(event => event.ageMs));
    const agreeing = this.gone
      .map(event => event.ageMs)
      .filter(ms => longestMs <= tolerated(ms));
    if (
      agreeing.length >= AGREEING &&
      longestMs >= SHORTEST_MS &&
      this.oldestSeenMs <= tolerated(longestMs)
    ) {
      // Rather too short than too long: a gap may be shown a little too long, but not too short.
      this.knownMs = Math.min(...agreeing) - ROUNDING_MS;
    }
  }
}

function tolerated(ageMs: number): number {
  return ageMs * TOLERANCE + TOLERANCE_MS;
}
