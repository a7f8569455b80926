import { ObservedTimes } from './observedTimes';

/** Something about pushed records that people should know. */
export interface PushProblem {
  code: string;
  what: string;
  why: string;
  next: string;
  count: number;
}

/** What was stored of a pushing cluster just now. */
export interface PushReport {
  cluster: string;
  /** When its collector observed what it pushed, epoch milliseconds. */
  observed: ObservedTimes;
  /** From the newest live event to its arrival in the store. */
  lagSeconds?: number;
  problems: readonly PushProblem[];
}

/** Keeps how pushing goes, for all replicas. */
export interface PushingClusterStore {
  /**
   * Makes a cluster known before its first records.
   *
   * @returns false when as many as allowed push already
   */
  admit(cluster: string): Promise<boolean>;
  report(report: PushReport): Promise<void>;
}
