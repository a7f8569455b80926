const STEPS = [1, 2, 5];
const MOST_TICKS = 5;

/**
 * The labelled values of an axis from 0 to at least `largest`: round numbers,
 * at most five of them.
 */
export function axisTicks(largest: number): number[] {
  const safe = Number.isFinite(largest) && largest > 0 ? largest : 1;
  for (let power = Math.floor(Math.log10(safe)) - 1; ; power++) {
    for (const step of STEPS) {
      const size = step * 10 ** power;
      const count = Math.ceil(safe / size);
      if (count < MOST_TICKS) {
        return Array.from({ length: count + 1 }, (_, index) =>
          Number((index * size).toPrecision(6)),
        );
      }
    }
  }
}
