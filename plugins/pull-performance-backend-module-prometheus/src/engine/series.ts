/** A value at a time; values that are no finite numbers are left out of series. */
export interface Point {
  /** Epoch milliseconds. */
  atMs: number;
  value: number;
}

/** One time series of an answer. */
export interface Series {
  /** A map, since anything may be the name of a label. */
  labels: ReadonlyMap<string, string>;
  points: readonly Point[];
}

/** What an engine answered to a query. */
export interface QueryAnswer {
  series: readonly Series[];
  /** What the engine itself says is missing, fit to show. */
  warnings: readonly string[];
  /** By how much the engine's clock is ahead of ours; absent when it does not tell. */
  clockAheadMs?: number;
}
