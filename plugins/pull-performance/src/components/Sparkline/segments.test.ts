import fc from 'fast-check';
import { segments } from './segments';

describe('segments', () => {
  it('joins only neighbouring days, and loses no day', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 29 })),
        fc.integer({ min: 0, max: 30 }),
        (indexes, recentFrom) => {
          const points = indexes
            .sort((a, b) => a - b)
            .map(index => ({ index, seconds: index }));
          const parts = segments(points, recentFrom);
          for (const { points: joined } of parts) {
            joined.slice(1).forEach((point, i) => {
              expect(point.index).toBe(joined[i].index + 1);
            });
          }
          expect(
            new Set(parts.flatMap(part => part.points.map(p => p.index))),
          ).toEqual(new Set(indexes));
        },
      ),
    );
  });

  it('shares a point where the shaded days begin', () => {
    const points = [5, 6, 7, 9].map(index => ({ index, seconds: 1 }));
    expect(
      segments(points, 7).map(({ recent, points: joined }) => [
        recent,
        joined.map(p => p.index),
      ]),
    ).toEqual([
      [false, [5, 6]],
      [true, [6, 7]],
      [true, [9]],
    ]);
  });
});
