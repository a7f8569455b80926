/** Events that must have gone one after the other before they say something. */
const ENOUGH = 10;
/** No cluster keeps events for less: whoever deletes them sooner does it for a reason of its own. */
const SHORTEST_MS = 30_000;
/** Leases of several events are joined, clocks tell whole seconds: ages at the end differ a little. */
const TOLERANCE = 1.2;
const TOLERANCE_MS = 5_000;

/**
 * Learns how long a cluster keeps its events from how old they are when they go. No API tells it
 * (`--event-ttl`, an hour unless set), but how long one may look away without missing a pull depends on it.
 *
 * @remarks
 * Events also go with their namespace. Such ones go at once, whatever their ages; those whose time is up go
 * one after the other, all at the same age. An older event that is still there shows that others went early.
 */
export class EventLifetime {
  private gone: { ageMs: number; atMs: number }[] = [];

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
    this.knownMs ??= knownMs;
  }

  /** An event is still there. */
  seen(ageMs: number): void {
    if (this.knownMs !== undefined && ageMs > tolerated(this.knownMs)) {
      this.knownMs = undefined;
    }
    const [first] = this.gone;
    if (first && ageMs > tolerated(first.ageMs)) this.gone = [];
  }

  /** An event went while it was watched. */
  went(ageMs: number, atMs: number): void {
    this.gone = [...this.gone, { ageMs, atMs }].slice(-ENOUGH);
    if (this.gone.length < ENOUGH) return;
    const ages = this.gone.map(event => event.ageMs);
    const longestMs = Math.max(...ages);
    const lastedMs = atMs - this.gone[0].atMs;
    if (
      longestMs >= SHORTEST_MS &&
      longestMs <= tolerated(Math.min(...ages)) &&
      lastedMs >= longestMs / 2
    ) {
      this.knownMs = longestMs;
    }
  }
}

function tolerated(ageMs: number): number {
  return ageMs * TOLERANCE + TOLERANCE_MS;
}
