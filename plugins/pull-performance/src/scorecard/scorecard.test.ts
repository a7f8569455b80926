import fc from 'fast-check';
import { counts, scorecard, waits } from '../__testUtils__/scorecards';
import { axisTicks } from './axis';
import { fillDays } from './days';
import { changeShare, headline } from './headline';
import { clusterSplits } from './split';

describe('axisTicks', () => {
  it('covers every value with at most five round numbers from 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), largest => {
        const ticks = axisTicks(largest);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(
          largest * (1 - 1e-5),
        );
        expect(ticks[ticks.length - 1]).toBeLessThan(largest * 4);
      }),
    );
  });

  it('draws an axis for nothing, too', () => {
    expect(axisTicks(0)).toEqual([0, 0.5, 1]);
    expect(axisTicks(Number.NaN)).toEqual([0, 0.5, 1]);
    expect(axisTicks(14.2)).toEqual([0, 5, 10, 15]);
  });
});

describe('fillDays', () => {
  it('leaves gaps where nothing was seen, and no p95 where too little was', () => {
    const days = fillDays(
      [
        {
          start: '2026-11-19T00:00:00Z',
          counts: counts({ cold: 5, checked: 1, present: 2 }),
          gradedWaitSeconds: waits(5, 12),
        },
        {
          start: '2026-11-21T00:00:00Z',
          counts: counts({ cold: 4 }),
          gradedWaitSeconds: waits(4, 12),
        },
      ],
      new Date('2026-11-21T09:00:00Z'),
      4,
    );
    expect(days).toEqual([
      { date: '2026-11-18', gradedCount: 0 },
      {
        date: '2026-11-19',
        p95Seconds: 12,
        p50Seconds: 6,
        gradedCount: 5,
        cold: 5,
        warm: 0,
        cached: 3,
        failed: 0,
      },
      { date: '2026-11-20', gradedCount: 0 },
      {
        date: '2026-11-21',
        p95Seconds: undefined,
        p50Seconds: undefined,
        gradedCount: 4,
        cold: 4,
        warm: 0,
        cached: 0,
        failed: 0,
      },
    ]);
  });
});

describe('headline and split', () => {
  it('has no change against a time with too few pulls', () => {
    expect(changeShare(scorecard())).toBeCloseTo(0.18, 2);
    const { previous } = scorecard();
    expect(
      changeShare(
        scorecard({
          previous: previous && {
            ...previous,
            gradedWaitSeconds: waits(4, 10),
          },
        }),
      ),
    ).toBeUndefined();
    expect(headline(scorecard({ allClusters: undefined })).kind).toBe(
      'widerWindow',
    );
  });

  it('splits the average so that the parts add up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true }), {
          nil: undefined,
        }),
        (count, sum, queueShare) => {
          const [split] = clusterSplits([
            {
              cluster: 'a',
              counts: counts(),
              failures: [],
              starts: 0,
              gradedWaitSeconds: waits(count, 10, { sum }),
              queueShare,
            },
          ]);
          expect((split.queueSeconds ?? 0) + split.restSeconds).toBeCloseTo(
            sum / count,
          );
          expect(split.queueSeconds === undefined).toBe(
            queueShare === undefined,
          );
        },
      ),
    );
  });
});
