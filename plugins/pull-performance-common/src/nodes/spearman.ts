/** With fewer, chance alone gives high values. */
const fewestSamples = 10;

/**
 * Spearman's rank correlation: how well one figure grows with the other, −1 to 1, whatever the shape of the curve. Equal values have the mean of their
 * ranks, and the result is Pearson's correlation of the ranks.
 *
 * @returns `samples`: the pairs of two finite numbers; `rho`: absent below 10 of them or where one side is always the same.
 * @public
 */
export function spearman(pairs: readonly (readonly [number, number])[]): {
  rho?: number;
  samples: number;
} {
  const finite = pairs.filter(pair => pair.every(Number.isFinite));
  const samples = finite.length;
  if (samples < fewestSamples) {
    return { samples };
  }
  const xRanks = ranksOf(finite.map(([x]) => x));
  const yRanks = ranksOf(finite.map(([, y]) => y));
  // Ranks have this mean, with ties too.
  const mean = (samples + 1) / 2;
  let products = 0;
  let xSquares = 0;
  let ySquares = 0;
  for (let index = 0; index < samples; index++) {
    const x = xRanks[index] - mean;
    const y = yRanks[index] - mean;
    products += x * y;
    xSquares += x * x;
    ySquares += y * y;
  }
  if (xSquares === 0 || ySquares === 0) {
    return { samples };
  }
  const rho = products / Math.sqrt(xSquares * ySquares);
  return { rho: Math.min(1, Math.max(-1, rho)), samples };
}

/** From 1 on; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  const order = values
    .map((_, index) => index)
    .sort((one, other) => values[one] - values[other]);
  const ranks = new Array<number>(values.length);
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) {
      end++;
    }
    for (let place = start; place < end; place++) {
      ranks[order[place]] = (start + 1 + end) / 2;
    }
    start = end;
  }
  return ranks;
}
