// Contract for the store's helper; the implementation follows.
export interface QuantileSketchLike {
  readonly count: number;
}
