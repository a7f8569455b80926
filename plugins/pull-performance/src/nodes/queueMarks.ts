import { NodeMark } from 'backstage-plugin-pull-performance-common';

/** A mark of the queue plot: pixels from the left, and in which line above or below the middle. */
export interface PlacedMark {
  mark: NodeMark;
  x: number;
  line: number;
}

/** What the queue depths of a pool's nodes say together. */
export interface QueueSummary {
  known: number;
  unknown: number;
  lowest?: number;
  median?: number;
  highest?: number;
  /** Nodes above the depth from which on a queue is long. */
  long: number;
}

/** The axis never ends before this depth, so that short queues look short. */
const SHORTEST_AXIS = 25;
/** Deeper queues stand at the end: one of hundreds would hide all others. */
export const LONGEST_AXIS = 60;
const AXIS_STEP = 5;

/** Where the common axis of all pools ends. */
export function queueAxisEnd(marks: NodeMark[]): number {
  const deepest = marks.reduce(
    (most, { queueDepth = 0 }) => Math.max(most, queueDepth),
    0,
  );
  const end = Math.ceil((deepest + 1) / AXIS_STEP) * AXIS_STEP;
  return Math.min(LONGEST_AXIS, Math.max(SHORTEST_AXIS, end));
}

/** Counts and quantiles of the queue depths. */
export function summarizeQueue(
  marks: NodeMark[],
  longDepth: number,
): QueueSummary {
  const depths = marks
    .flatMap(({ queueDepth }) => queueDepth ?? [])
    .sort((one, other) => one - other);
  const middle = Math.floor(depths.length / 2);
  return {
    known: depths.length,
    unknown: marks.length - depths.length,
    lowest: depths[0],
    median:
      depths.length % 2 === 0 && depths.length > 0
        ? (depths[middle - 1] + depths[middle]) / 2
        : depths[middle],
    highest: depths[depths.length - 1],
    long: depths.filter(depth => depth > longDepth).length,
  };
}

/**
 * Places marks side by side so that they overlap little: each takes the line next to the middle that is free at its place, and the one that
 * is free first when none is.
 */
export function placeMarks(
  marks: NodeMark[],
  options: { xOf: (depth: number) => number; lines: number; apart: number },
): PlacedMark[] {
  const { xOf, lines, apart } = options;
  const order = Array.from({ length: lines }, (_, index) =>
    index % 2 ? (index + 1) / 2 : -index / 2,
  );
  const lastX = new Map<number, number>();
  return marks
    .flatMap(mark =>
      mark.queueDepth === undefined ? [] : [{ mark, x: xOf(mark.queueDepth) }],
    )
    .sort((one, other) => one.x - other.x)
    .map(({ mark, x }) => {
      const roomOf = (line: number) => x - (lastX.get(line) ?? -Infinity);
      const line =
        order.find(candidate => roomOf(candidate) >= apart) ??
        order.reduce((best, candidate) =>
          roomOf(candidate) > roomOf(best) ? candidate : best,
        );
      lastX.set(line, x);
      return { mark, x, line };
    });
}
