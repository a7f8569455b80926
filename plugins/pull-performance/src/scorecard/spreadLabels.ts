/** A text beside a chart; `middle` is the height in pixels from the top at which it would best stand. */
export interface ChartLabel {
  middle: number;
}

/** The part of the height in pixels that belongs to the labels, and what one of them takes. */
export interface LabelRoom {
  from: number;
  to: number;
  labelHeight: number;
}

/**
 * Moves labels so that none covers another or leaves the room, in the order of
 * the places that they wish for. Labels that have room enough stay where they are.
 */
export function spreadLabels<T extends ChartLabel>(
  labels: T[],
  { from, to, labelHeight }: LabelRoom,
): T[] {
  const sorted = [...labels].sort((a, b) => a.middle - b.middle);
  const middles: number[] = [];
  // Down, until each is clear of the one above.
  let least = from + labelHeight / 2;
  for (const { middle } of sorted) {
    middles.push(Math.max(middle, least));
    least = middles[middles.length - 1] + labelHeight;
  }
  // Up again, where that led out of the room.
  let most = to - labelHeight / 2;
  for (let i = middles.length - 1; i >= 0; i--) {
    middles[i] = Math.min(middles[i], most);
    most = middles[i] - labelHeight;
  }
  return sorted.map((label, i) => ({ ...label, middle: middles[i] }));
}
