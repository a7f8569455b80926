import { DiskCounters, grown, nothing } from './DiskCounters';

/** How a disk is doing from some moment on. */
export interface DiskState {
  /** What each second brings. */
  load: DiskCounters;
  /** Of the filesystem at that moment. */
  usedBytes: number;
  usedBytesPerSecond: number;
}

/** A time in which the load is the same. */
interface Stretch extends DiskState {
  fromMs: number;
  /** At its beginning. */
  counters: DiskCounters;
}

/** So far back a log remembers: a little more than the window of a scorecard. */
export const REMEMBERED_MS = 8 * 86_400_000;
const FORGET_EVERY = 64;

/**
 * What a disk did: stretches of the same load, so that any moment of the last eight days can be asked for. What ended before is forgotten as
 * new stretches come; a node that pulls forty times a day has about a thousand.
 */
export class DiskLog {
  private readonly stretches: Stretch[] = [];

  private constructor() {}

  static create(): DiskLog {
    return new DiskLog();
  }

  /** Tells how the disk is doing from now on. */
  note(nowMs: number, state: DiskState): void {
    const counters = this.countersAt(nowMs) ?? nothing;
    if (this.stretches.at(-1)?.fromMs === nowMs) this.stretches.pop();
    this.stretches.push({ fromMs: nowMs, counters, ...state });
    if (this.stretches.length % FORGET_EVERY === 0) {
      const oldest = this.indexAt(nowMs - REMEMBERED_MS);
      this.stretches.splice(0, Math.max(oldest, 0));
    }
  }

  /** Undefined for what was before its beginning, or is forgotten. */
  countersAt(atMs: number): DiskCounters | undefined {
    const stretch = this.stretches[this.indexAt(atMs)];
    return (
      stretch &&
      grown(stretch.counters, stretch.load, (atMs - stretch.fromMs) / 1000)
    );
  }

  /** Undefined for what was before its beginning, or is forgotten. */
  usedBytesAt(atMs: number): number | undefined {
    const stretch = this.stretches[this.indexAt(atMs)];
    if (!stretch) return undefined;
    const { usedBytes, usedBytesPerSecond, fromMs } = stretch;
    return usedBytes + (usedBytesPerSecond * (atMs - fromMs)) / 1000;
  }

  /** Of the stretch in which a moment lies; -1 when there is none. */
  private indexAt(atMs: number): number {
    let low = 0;
    let high = this.stretches.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.stretches[middle].fromMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
