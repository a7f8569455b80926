import { LruMap } from '../LruMap';
import { CountedEvent } from './types';

/** More new occurrences than this in one change of an event are not counted one by one, only the newest of them. */
export const MAX_NEW_OCCURRENCES = 10_000;

/** One time that an event happened. */
export interface Occurrence {
  /** 1 for the first. */
  occurrence: number;
  /** Epoch milliseconds; exact for the newest, spread evenly for those that nobody saw. */
  atMs: number;
  /** Whether the event's text is this occurrence's own; of a combined event only the newest one's is known. */
  ownText: boolean;
}

/** What is new in an event. */
export interface NewOccurrences {
  occurrences: Occurrence[];
  /** How many were left out because there were too many at once. */
  leftOut: number;
}

/**
 * Remembers how far each event was counted, so that an event which happens again
 * brings only what is new. A memory that forgot (bounded size, a restart) makes
 * an event come whole again: occurrences are numbered, and the store knows them.
 */
export class OccurrenceCounter {
  private constructor(
    private readonly seen: LruMap<string, { count: number; lastAtMs: number }>,
    private readonly base?: OccurrenceCounter,
  ) {}

  static create(options: { maxEvents: number }): OccurrenceCounter {
    return new OccurrenceCounter(LruMap.create({ maxSize: options.maxEvents }));
  }

  /**
   * A counter that goes on from here and keeps what it counts to itself, until this one adopts it: for counting
   * what may still fail to be stored.
   */
  branch(): OccurrenceCounter {
    return new OccurrenceCounter(LruMap.create({ maxSize: Infinity }), this);
  }

  /** Takes over what a branch counted. */
  adopt(branch: OccurrenceCounter): void {
    for (const [key, seen] of branch.seen.all()) {
      if (seen.count > (this.seen.get(key)?.count ?? 0)) {
        this.seen.set(key, seen);
      }
    }
  }

  /**
   * Counts an event up to its present state.
   *
   * @param key - what the event is known by; its UID when all events are of one cluster
   */
  advance(event: CountedEvent, key: string = event.uid): NewOccurrences {
    const { count, lastAtMs, combined } = event;
    const seen = this.seen.get(key) ?? this.base?.seen.get(key);
    const countedBefore = seen?.count ?? 0;
    if (count <= countedBefore) {
      return { occurrences: [], leftOut: 0 };
    }
    this.seen.set(key, { count, lastAtMs });

    const first = Math.max(countedBefore + 1, count - MAX_NEW_OCCURRENCES + 1);
    // The line through two known points, on which the unseen ones are put.
    const from = seen
      ? { occurrence: seen.count, atMs: Math.min(seen.lastAtMs, lastAtMs) }
      : { occurrence: 1, atMs: event.firstAtMs };
    const stepMs = (lastAtMs - from.atMs) / (count - from.occurrence || 1);
    const occurrences: Occurrence[] = [];
    for (let occurrence = first; occurrence < count; occurrence += 1) {
      occurrences.push({
        occurrence,
        atMs: Math.round(from.atMs + stepMs * (occurrence - from.occurrence)),
        ownText: !combined,
      });
    }
    occurrences.push({ occurrence: count, atMs: lastAtMs, ownText: true });
    return { occurrences, leftOut: first - countedBefore - 1 };
  }

  /** Lets go of an event that the API server no longer has. */
  forget(uid: string): void {
    this.seen.delete(uid);
  }
}
