import { PriorityQueue } from '@datastructures-js/priority-queue';

/** Something that will happen. */
export interface Appointment {
  /** Epoch milliseconds. */
  readonly atMs: number;
  cancelled: boolean;
}

interface Entry extends Appointment {
  readonly number: number;
  readonly action: () => void;
}

/** What will happen, in order; of the same time in the order in which it was arranged. */
export class Timeline {
  private readonly queue = new PriorityQueue<Entry>(
    (one, other) => one.atMs - other.atMs || one.number - other.number,
  );
  private arranged = 0;

  private constructor(private atMs: number) {}

  static create(options: { startMs: number }): Timeline {
    return new Timeline(options.startMs);
  }

  /** The simulation's time, epoch milliseconds. */
  get nowMs(): number {
    return this.atMs;
  }

  /** Arranges an action; what lies in the past happens now. */
  at(timeMs: number, action: () => void): Appointment {
    this.arranged += 1;
    const entry = {
      atMs: Math.max(timeMs, this.atMs),
      number: this.arranged,
      action,
      cancelled: false,
    };
    this.queue.enqueue(entry);
    return entry;
  }

  after(delayMs: number, action: () => void): Appointment {
    return this.at(this.atMs + delayMs, action);
  }

  /** Lets everything happen up to and including a time. */
  runUntil(untilMs: number): void {
    for (
      let next = this.queue.front();
      next && next.atMs <= untilMs;
      next = this.queue.front()
    ) {
      this.queue.dequeue();
      if (!next.cancelled) {
        this.atMs = next.atMs;
        next.action();
      }
    }
    this.atMs = Math.max(this.atMs, untilMs);
  }
}
