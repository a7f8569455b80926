import { PushProblem } from '../../store/PushingClusterStore';

/** What went wrong with single records of a request; the others are stored. */
export class PushProblems {
  private readonly problems = new Map<string, PushProblem>();
  /** Records that could not be used. */
  rejected = 0;
  /** Why the first of them could not. */
  firstReason?: string;

  private constructor() {}

  static create(): PushProblems {
    return new PushProblems();
  }

  /** A record that cannot be used. */
  reject(path: string, problem: Omit<PushProblem, 'count'>): void {
    this.rejected += 1;
    this.firstReason ??= `${path}: ${problem.why}`;
    this.note(problem);
  }

  /** Something that is missing of a record that is used. */
  note(problem: Omit<PushProblem, 'count'>, times = 1): void {
    if (times <= 0) return;
    const key = `${problem.code}\n${problem.what}`;
    const count = (this.problems.get(key)?.count ?? 0) + times;
    this.problems.set(key, { ...problem, count });
  }

  list(): PushProblem[] {
    return [...this.problems.values()];
  }
}
