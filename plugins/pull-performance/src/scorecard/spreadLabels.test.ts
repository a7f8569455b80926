import fc from 'fast-check';
import { spreadLabels } from './spreadLabels';

const room = { from: 18, to: 180, labelHeight: 15 };
const at = (...middles: number[]) => middles.map(middle => ({ middle }));

describe('spreadLabels', () => {
  it.each([
    ['leaves labels that have room', at(40, 100, 70), at(40, 70, 100)],
    ['moves the lower ones down', at(60, 61, 66), at(60, 75, 90)],
    ['stays below the top', at(0, 20), at(25.5, 40.5)],
    ['stays above the bottom', at(165, 172, 172), at(142.5, 157.5, 172.5)],
  ])('%s', (_, wished, placed) => {
    expect(spreadLabels(wished, room)).toEqual(placed);
  });

  it('places all labels clear of each other, inside, in their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -500, max: 500, noNaN: true }), {
          maxLength: 10,
        }),
        wished => {
          const placed = spreadLabels(at(...wished), room);
          const sorted = [...wished].sort((a, b) => a - b);
          const middles = placed.map(({ middle }) => middle);
          expect(middles).toHaveLength(wished.length);
          const edges = [18 - 7.5, ...middles, 180 + 7.5];
          edges.slice(1).forEach((middle, i) => {
            expect(middle - edges[i]).toBeGreaterThanOrEqual(15 - 1e-6);
          });
          const isFree = (middle: number, i: number) =>
            middle - (sorted[i - 1] ?? 18 - 7.5) >= 15 &&
            (sorted[i + 1] ?? 180 + 7.5) - middle >= 15;
          // Labels that nobody disturbs do not move.
          expect(sorted.every(isFree) ? middles : sorted).toEqual(sorted);
        },
      ),
    );
  });
});
