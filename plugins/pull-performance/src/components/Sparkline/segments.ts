/** A day with a p95; `index` counts the days from the left. */
export interface Point {
  index: number;
  seconds: number;
}

/** Points on neighbouring days, which a line may join. */
export interface Segment {
  points: Point[];
  /** Lies in the shaded days. */
  recent: boolean;
}

/**
 * Cuts a line where days are missing, and where the shaded days begin; there
 * both parts share a point, so that the line goes on.
 */
export function segments(points: Point[], recentFrom: number): Segment[] {
  const result: Segment[] = [];
  points.forEach((point, i) => {
    const before = points[i - 1];
    const recent = point.index >= recentFrom;
    const current = result[result.length - 1];
    if (!before || before.index !== point.index - 1) {
      result.push({ points: [point], recent });
    } else if (current.recent === recent) {
      current.points.push(point);
    } else {
      result.push({ points: [before, point], recent });
    }
  });
  return result;
}
