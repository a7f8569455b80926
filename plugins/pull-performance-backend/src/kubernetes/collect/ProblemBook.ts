import { CollectionProblem } from '../../store/CollectionStore';

/** Different problems that are kept; more say nothing more. */
const MAX_PROBLEMS = 40;
/** How long a problem that does not come again is shown. */
const SHOWN_MS = 24 * 3_600_000;

/** A problem as it is told. */
export type Problem = Pick<CollectionProblem, 'code' | 'what' | 'why' | 'next'>;

/** Counts problems that come one at a time, such as events that cannot be read. */
export class ProblemBook {
  private readonly problems = new Map<string, CollectionProblem>();

  private constructor(private readonly now: () => number) {}

  static create(options: { now: () => number }): ProblemBook {
    return new ProblemBook(options.now);
  }

  /** Notes that a problem happened; the newest explanation is kept. */
  note(problem: Problem, times = 1): void {
    const { code, what, why, next } = problem;
    const key = `${code}\n${what}`;
    const known = this.problems.get(key);
    const nowMs = this.now();
    this.problems.delete(key);
    if (this.problems.size >= MAX_PROBLEMS) {
      const [oldest] = this.problems.keys();
      this.problems.delete(oldest);
    }
    this.problems.set(key, {
      code,
      what,
      why,
      next,
      count: (known?.count ?? 0) + times,
      firstSeenAtMs: known?.firstSeenAtMs ?? nowMs,
      lastSeenAtMs: nowMs,
    });
  }

  /** What happened in the last day. */
  list(): CollectionProblem[] {
    const shownSinceMs = this.now() - SHOWN_MS;
    for (const [key, { lastSeenAtMs }] of this.problems) {
      if (lastSeenAtMs < shownSinceMs) this.problems.delete(key);
    }
    return [...this.problems.values()];
  }
}
