import { HISTORY_MS, joined, ObservedTimes } from '../../store/observedTimes';

/** An event that was observed later than this after it happened was not watched but found. */
const LIVE_MS = 120_000;
/** API servers keep events this long by default (`--event-ttl`), so a list of them tells what happened in it. */
const EVENT_TTL_MS = 3_600_000;

/** When what one request brings of a cluster was observed, and how late the newest live event is. */
export class PushTimes {
  private times: [number, number][] = [];
  private newestLiveMs = -Infinity;

  private constructor() {}

  static create(): PushTimes {
    return new PushTimes();
  }

  /** A record of a watch shows that the cluster was observed then, a list of events that the hour before it was. */
  observed(observedAtMs: number, listedEvent: boolean): void {
    const fromMs = listedEvent ? observedAtMs - EVENT_TTL_MS : observedAtMs;
    const last = this.times[this.times.length - 1];
    // Most records come in the order of their times.
    if (last && fromMs >= last[0] && fromMs <= last[1]) {
      last[1] = Math.max(last[1], observedAtMs);
    } else {
      this.times.push([fromMs, observedAtMs]);
    }
  }

  /** An event of a watch. History, and what was found only later, says nothing about delay. */
  event(happenedAtMs: number, observedAtMs: number, nowMs: number): void {
    if (
      observedAtMs - happenedAtMs <= LIVE_MS &&
      nowMs - observedAtMs <= HISTORY_MS
    ) {
      this.newestLiveMs = Math.max(this.newestLiveMs, happenedAtMs);
    }
  }

  get observedTimes(): ObservedTimes {
    return joined(this.times);
  }

  /** From the newest live event to now; `undefined` without one. Clocks differ a little. */
  lagSeconds(nowMs: number): number | undefined {
    return Number.isFinite(this.newestLiveMs)
      ? Math.max(0, nowMs - this.newestLiveMs) / 1000
      : undefined;
  }
}
