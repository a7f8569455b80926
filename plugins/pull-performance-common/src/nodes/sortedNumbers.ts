/** The numbers of some things, in ascending order. */
export function sortedBy<T>(
  things: readonly T[],
  numberOf: (thing: T) => number,
): number[] {
  return things.map(numberOf).sort((one, other) => one - other);
}

/** How many are lower. */
export function countBelow(sorted: readonly number[], value: number): number {
  return countWhile(sorted, one => one < value);
}

/** How many are lower or equal. */
export function countUpTo(sorted: readonly number[], value: number): number {
  return countWhile(sorted, one => one <= value);
}

/** By halving: the condition holds up to some place and not from there on. */
function countWhile(
  sorted: readonly number[],
  holds: (value: number) => boolean,
): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(sorted[middle])) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
