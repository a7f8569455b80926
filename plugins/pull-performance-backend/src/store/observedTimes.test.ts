import fc from 'fast-check';
import { addObserved, gapsBetween, ObservedTimes } from './observedTimes';

const minuteMs = 60_000;
const nowMs = Date.UTC(2026, 10, 22, 12);
/** Minutes before now. */
const ago = (from: number, to = from): ObservedTimes[number] => [
  nowMs - from * minuteMs,
  nowMs - to * minuteMs,
];

/** The gaps after what came, as minutes before now. */
function gapsAfter(...arrivals: ObservedTimes[]) {
  const times = arrivals.reduce<ObservedTimes>(
    (known, added) => addObserved(known, added, nowMs),
    [],
  );
  return gapsBetween(times).map(({ fromMs, toMs }) => [
    (nowMs - fromMs) / minuteMs,
    (nowMs - toMs) / minuteMs,
  ]);
}

describe('addObserved', () => {
  it('takes a silence of up to five minutes for none', () => {
    expect(gapsAfter([ago(20)], [ago(15)], [ago(10)], [ago(6)])).toEqual([]);
    expect(gapsAfter([ago(20)], [ago(14)])).toEqual([[20, 14]]);
  });

  it('forgets a gap that is filled late, and keeps what is left of it', () => {
    const before: ObservedTimes[] = [[ago(50)], [ago(10)]];
    expect(gapsAfter(...before)).toEqual([[50, 10]]);
    expect(gapsAfter(...before, [ago(48, 12)])).toEqual([]);
    expect(gapsAfter(...before, [ago(46, 30)])).toEqual([[30, 10]]);
  });

  it('fills a gap by what arrives hours late', () => {
    const long: ObservedTimes[] = [[ago(55)], [ago(1)]];
    const late = addObserved(
      long.reduce(
        (known, added) => addObserved(known, added, nowMs),
        [] as ObservedTimes,
      ),
      [ago(55, 1)],
      nowMs + 5 * 60 * minuteMs,
    );
    expect(gapsBetween(late)).toEqual([]);
  });

  it('does not judge history from before the first live record', () => {
    const days = 24 * 60;
    const history = [ago(30 * days), ago(20 * days), ago(2 * 60)];
    expect(gapsAfter(history)).toEqual([]);
    expect(gapsAfter([ago(1)], history, [ago(0)])).toEqual([]);
  });

  it('takes no time of the future', () => {
    expect(gapsAfter([ago(1)], [ago(0, -600)])).toEqual([]);
    expect(gapsAfter([ago(1)], [ago(-600)])).toEqual([]);
  });

  it('says the same however arrivals are ordered and repeated', () => {
    const arrival = fc
      .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 9 }))
      .map(([to, length]) => [ago(Math.min(59, to + length), to)]);
    fc.assert(
      fc.property(
        fc.array(arrival, { minLength: 1, maxLength: 12 }).chain(arrivals =>
          fc.tuple(
            fc.constant(arrivals),
            fc.shuffledSubarray([...arrivals, ...arrivals], {
              minLength: arrivals.length * 2,
            }),
          ),
        ),
        ([arrivals, others]) => {
          expect(gapsAfter(...others)).toEqual(gapsAfter(...arrivals));
        },
      ),
    );
  });
});
