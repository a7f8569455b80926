/**
 * Heights of a stack of layers to scale. A layer that would be too small to see
 * gets `minimum`, and the others share what is left; where all of them do not
 * fit with it, all are alike.
 *
 * @param bytes - sizes of the layers
 * @param total - height of the whole stack
 */
export function stackHeights(
  bytes: readonly number[],
  total: number,
  minimum: number,
): number[] {
  if (bytes.length * minimum >= total) {
    return bytes.map(() => total / bytes.length);
  }
  const small = new Set<number>();
  for (;;) {
    const room = total - small.size * minimum;
    const sum = bytes.reduce(
      (all, size, index) => (small.has(index) ? all : all + size),
      0,
    );
    if (sum === 0) {
      return bytes.map(() => total / bytes.length);
    }
    const before = small.size;
    bytes.forEach((size, index) => {
      if ((size / sum) * room < minimum) {
        small.add(index);
      }
    });
    if (small.size === before) {
      return bytes.map((size, index) =>
        small.has(index) ? minimum : (size / sum) * room,
      );
    }
  }
}
