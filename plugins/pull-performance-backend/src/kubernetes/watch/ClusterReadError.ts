import { WatchProblem } from './types';

/** A reading that failed, with what to tell people about it. */
export class ClusterReadError extends Error {
  readonly problem: WatchProblem;
  /** The version read last is of no use any more: only a new list helps. */
  readonly needsList: boolean;
  /** Nothing is wrong: the server forgot the version, as it does after some minutes. */
  readonly expired: boolean;

  private constructor(
    problem: WatchProblem,
    options: { needsList?: boolean; expired?: boolean },
  ) {
    super(`${problem.what}: ${problem.why}`);
    this.name = 'ClusterReadError';
    this.problem = problem;
    this.expired = options.expired ?? false;
    this.needsList = options.needsList ?? this.expired;
  }

  static create(
    problem: WatchProblem,
    options: { needsList?: boolean; expired?: boolean } = {},
  ): ClusterReadError {
    return new ClusterReadError(problem, options);
  }
}
