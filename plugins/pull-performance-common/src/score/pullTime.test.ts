import fc from 'fast-check';
import { earliestPullTimeMs, widenPullTimeWindow } from './pullTimeWindow';
import { ClusterWaits, scorePullTime } from './scorePullTime';
import { defaultScoreSettings } from './settings';

const dayMs = 24 * 60 * 60 * 1000;
const toMs = Date.parse('2026-11-22T10:20:00Z');
const fromMs = Date.parse('2026-11-15T10:00:00Z');
const week = {
  from: '2026-11-15T10:00:00.000Z',
  to: '2026-11-22T10:20:00.000Z',
};
const reasonWithoutPulls = { code: 'no-pulls', what: '-', why: '-', next: '-' };
const limits = defaultScoreSettings.limits.pullTime;

function waits(
  cluster: string,
  known: number,
  p95Seconds: number,
  more?: Partial<ClusterWaits>,
): ClusterWaits {
  return { cluster, pulls: known, known, p95Seconds, maxSeconds: 99, ...more };
}

function score(clusters: ClusterWaits[], window = week, widened = false) {
  return scorePullTime({
    clusters,
    limits,
    window,
    widened,
    reasonWithoutPulls,
  });
}

describe('scorePullTime', () => {
  it('grades the worst cluster and names the others', () => {
    expect(
      score([
        waits('staging-weu', 40, 9.8),
        waits('prod-weu', 412, 14.2),
        waits('prod-eus', 60, 7.6),
      ]),
    ).toEqual({
      grade: 'C',
      value: 14.2,
      unit: 'seconds',
      samples: 412,
      confidence: 'high',
      evidence: 'p95 of 412 pulls in prod-weu; staging-weu 9.8 s',
      target: 10,
      limits,
      window: week,
      worstCluster: 'prod-weu',
    });
  });

  it('does not let a cluster without a p95 decide', () => {
    const area = score([waits('big', 100, 4), waits('tiny', 4, 80)]);
    expect(area).toMatchObject({ grade: 'A', worstCluster: 'big' });
  });

  it('shows value and count without a grade below five pulls', () => {
    const area = score([
      waits('one', 3, 8, { maxSeconds: 9.4 }),
      waits('two', 2, 3, { maxSeconds: 4 }),
    ]);
    expect(area).toMatchObject({
      grade: 'unknown',
      value: 9.4,
      samples: 5,
      confidence: 'none',
      evidence: 'Slowest of 5 pulls is in one',
      worstCluster: 'one',
      reason: {
        code: 'too-few-pulls',
        what: '5 pulls are too few for a p95 or a grade',
        why: 'A grade needs 5 pulls that brought bytes in one cluster; a window of 7 days has 5 pulls, spread over 2 clusters.',
      },
    });
    expect(score([waits('one', 1, 8)]).reason?.what).toBe(
      '1 pull is too few for a p95 or a grade',
    );
  });

  it('says that the window was widened', () => {
    const area = score(
      [waits('prod', 12, 7)],
      { from: '2026-10-30T10:00:00.000Z', to: week.to },
      true,
    );
    expect(area).toMatchObject({
      grade: 'B',
      confidence: 'low',
      evidence: 'p95 of 12 pulls in prod, widened to 23 days',
    });
  });

  it('is less sure when waits are unknown, and unknown when all are', () => {
    expect(score([waits('a', 200, 7, { pulls: 201 })]).confidence).toBe(
      'medium',
    );
    expect(score([waits('a', 0, 0, { pulls: 8 })])).toMatchObject({
      grade: 'unknown',
      samples: 0,
      reason: { code: 'waits-unknown' },
    });
    expect(score([waits('a', 0, 0, { pulls: 8 })]).value).toBeUndefined();
  });

  it('takes the given reason when nothing brought bytes', () => {
    const area = score([]);
    expect(area).toMatchObject({
      grade: 'unknown',
      reason: reasonWithoutPulls,
    });
    expect(area.value).toBeUndefined();
  });

  it('keeps evidence short however many clusters there are', () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      waits(`cluster-${index}`, 30, index),
    );
    expect(score(many).evidence.length).toBeLessThanOrEqual(60);
  });
});

describe('widenPullTimeWindow', () => {
  const day = (daysAgo: number, pulls: number) => ({
    startMs: Math.floor((toMs - daysAgo * dayMs) / dayMs) * dayMs,
    pulls,
  });

  it('keeps a window with 20 pulls, and one of 30 days', () => {
    const days = [day(8, 100)];
    expect(widenPullTimeWindow({ fromMs, toMs, pulls: 20, days })).toEqual({
      fromMs,
      widened: false,
    });
    const longAgo = toMs - 40 * dayMs;
    expect(
      widenPullTimeWindow({ fromMs: longAgo, toMs, pulls: 1, days: [] }),
    ).toEqual({ fromMs: longAgo, widened: false });
  });

  it('reaches back to the day that makes 20', () => {
    expect(
      widenPullTimeWindow({
        fromMs,
        toMs,
        pulls: 10,
        days: [day(20, 50), day(9, 4), day(12, 6), day(1, 10)],
      }),
    ).toEqual({ fromMs: Date.parse('2026-11-10T00:00:00Z'), widened: true });
  });

  it('covers all 30 days when they do not hold 20', () => {
    expect(
      widenPullTimeWindow({ fromMs, toMs, pulls: 0, days: [day(9, 4)] }),
    ).toEqual({ fromMs: Date.parse('2026-10-23T11:00:00Z'), widened: true });
  });

  it('never reaches back further than 30 days nor shrinks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 45 }), fc.nat(30))),
        (pulls, windowDays, counts) => {
          const start = toMs - windowDays * dayMs;
          const widened = widenPullTimeWindow({
            fromMs: start,
            toMs,
            pulls,
            days: counts.map(([daysAgo, count]) => day(daysAgo, count)),
          });
          expect(widened.fromMs).toBeLessThanOrEqual(start);
          expect(widened.fromMs).toBeGreaterThanOrEqual(
            Math.min(start, earliestPullTimeMs({ toMs })),
          );
          expect(widened.widened).toBe(widened.fromMs < start);
        },
      ),
    );
  });
});
