import fc from 'fast-check';
import { spearman } from './spearman';

type Pair = [number, number];

/** Beside the code: ranks by counting, and Pearson's correlation by its definition. */
function byDefinition(pairs: readonly Pair[]): number {
  const rankIn = (values: number[], value: number) =>
    values.filter(one => one < value).length +
    (values.filter(one => one === value).length + 1) / 2;
  const mean = (values: number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [xs, ys] = [0, 1].map(side => {
    const values = pairs.map(pair => pair[side]);
    const ranks = values.map(value => rankIn(values, value));
    return ranks.map(rank => rank - mean(ranks));
  });
  const covariance = mean(xs.map((x, index) => x * ys[index]));
  const deviation = (values: number[]) =>
    Math.sqrt(mean(values.map(value => value * value)));
  return covariance / (deviation(xs) * deviation(ys));
}

const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);
const pairs = fc.array(fc.tuple(value, value), {
  minLength: 10,
  maxLength: 60,
});

describe('spearman', () => {
  it('gives the value of a worked example', () => {
    // Wikipedia, "Spearman's rank correlation coefficient": IQ and hours of TV, −29/165.
    const example: Pair[] = [
      [106, 7],
      [100, 27],
      [86, 2],
      [101, 50],
      [99, 28],
      [103, 29],
      [97, 20],
      [113, 12],
      [112, 6],
      [110, 17],
    ];
    const { rho, samples } = spearman(example);
    expect(rho).toBeCloseTo(-29 / 165, 12);
    expect(samples).toBe(10);
  });

  it('is 1 for what grows together in any curve, −1 for the contrary', () => {
    const xs = Array.from({ length: 12 }, (_, index) => index);
    expect(spearman(xs.map(x => [x, Math.exp(x)])).rho).toBe(1);
    expect(spearman(xs.map(x => [x, -(x ** 3)])).rho).toBe(-1);
  });

  it('has none with fewer than ten pairs, or where one side never changes', () => {
    const nine = Array.from({ length: 9 }, (_, index): Pair => [index, index]);
    expect(spearman(nine)).toEqual({ samples: 9 });
    expect(spearman([...nine, [NaN, 1], [1, Infinity]])).toEqual({
      samples: 9,
    });
    const flat = Array.from({ length: 20 }, (_, index): Pair => [index, 7]);
    expect(spearman(flat)).toEqual({ samples: 20 });
    expect(spearman([])).toEqual({ samples: 0 });
  });

  it('is what its definition says, with ties', () => {
    fc.assert(
      fc.property(pairs, given => {
        // Without a correlation the definition divides zero by zero.
        const { rho = NaN } = spearman(given);
        expect(rho).toBeCloseTo(byDefinition(given), 9);
        expect(Math.abs(rho)).not.toBeGreaterThan(1);
      }),
    );
  });

  it('does not depend on curves, on order, or on which side is which', () => {
    const whole = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(whole, whole), { minLength: 10, maxLength: 60 }),
        given => {
          const rhoOf = (of: Pair[]) => spearman(of).rho ?? NaN;
          const rho = rhoOf(given);
          const curved = given.map(([x, y]): Pair => [x ** 3, 2 * y + 1]);
          expect(rhoOf(curved)).toBe(rho);
          const swapped = [...given].reverse().map(([x, y]): Pair => [y, x]);
          const falling = given.map(([x, y]): Pair => [x, -y]);
          expect(rhoOf(swapped)).toBeCloseTo(rho, 9);
          expect(rhoOf(falling)).toBeCloseTo(-rho, 9);
        },
      ),
    );
  });
});
