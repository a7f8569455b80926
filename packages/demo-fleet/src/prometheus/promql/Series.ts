/** One time series. */
export interface Series {
  /** With the name of the metric as `__name__`. */
  readonly labels: ReadonlyMap<string, string>;
  /** What was scraped after one moment and up to another, oldest first. Epoch milliseconds. */
  samples(afterMs: number, untilMs: number): Sample[];
  /** The last of them. */
  latest(afterMs: number, untilMs: number): Sample | undefined;
}

export interface Sample {
  atMs: number;
  value: number;
}

export type Labels = ReadonlyMap<string, string>;

/** Labels without the metric's name, which no result of a calculation has. */
export function withoutName(labels: Labels): Labels {
  return new Map([...labels].filter(([name]) => name !== '__name__'));
}

/** Equal for equal labels. */
export function signatureOf(labels: Labels): string {
  return JSON.stringify(
    [...labels].sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
