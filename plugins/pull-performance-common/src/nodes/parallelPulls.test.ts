import fc from 'fast-check';
import { detectPullConcurrency } from './parallelPulls';
import { NodePull } from './types';

const originMs = Date.parse('2026-11-22T10:00:00Z');

/** As an event tells it: the end is cut to a second, the durations are exact. */
function asEvent(
  requestedSeconds: number,
  startedSeconds: number,
  finishedSeconds: number,
): NodePull {
  const finishedAtMs = originMs + Math.floor(finishedSeconds) * 1000;
  return {
    requestedAtMs: finishedAtMs - (finishedSeconds - requestedSeconds) * 1000,
    startedAtMs: finishedAtMs - (finishedSeconds - startedSeconds) * 1000,
    finishedAtMs,
  };
}

/** A kubelet that runs so many pulls at once, in the order in which they are asked for. */
function kubelet(
  atOnce: number,
  requests: readonly { afterSeconds: number; pullSeconds: number }[],
): NodePull[] {
  const freeAt = new Array<number>(atOnce).fill(0);
  let nowSeconds = 0;
  return requests.map(({ afterSeconds, pullSeconds }) => {
    nowSeconds += afterSeconds;
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const started = Math.max(nowSeconds, freeAt[slot]);
    freeAt[slot] = started + pullSeconds;
    return asEvent(nowSeconds, started, freeAt[slot]);
  });
}

const rollout = Array.from({ length: 12 }, (_, index) => ({
  afterSeconds: index % 4 === 0 ? 100.3 : 0.1,
  pullSeconds: 4.7 + (index % 3),
}));

describe('detectPullConcurrency', () => {
  it('tells kubelets apart by one rollout', () => {
    expect(detectPullConcurrency(kubelet(1, rollout))).toEqual({
      mode: 'serial',
      mostPulls: 1,
      samples: 9,
      basis:
        'Seen in its events: 9 of 12 pulls waited while others ran, and no two ran at once.',
    });
    expect(detectPullConcurrency(kubelet(3, rollout))).toMatchObject({
      mode: 'parallel',
      mostPulls: 3,
    });
    expect(detectPullConcurrency(kubelet(12, rollout))).toEqual({
      mode: 'parallel',
      mostPulls: 4,
      samples: 9,
      basis:
        'Seen in its events: 9 of 12 pulls ran while an earlier one still did.',
    });
  });

  it('sees a question to the registry in the middle of a long pull', () => {
    const long = asEvent(0, 0, 30);
    expect(detectPullConcurrency([long, asEvent(9, 9, 9.3)])).toMatchObject({
      mode: 'parallel',
      mostPulls: 2,
      samples: 1,
    });
    // At its end it may have come after it.
    expect(detectPullConcurrency([long, asEvent(29.9, 29.9, 30.2)]).mode).toBe(
      'unknown',
    );
  });

  it('does not take a second by which two seem to overlap for parallel', () => {
    // One begins when the other ends, but its times are cut by a second more.
    const pulls = [asEvent(0, 0, 10.0), asEvent(2, 10.0, 15.99)];
    expect(pulls[1].startedAtMs).toBeLessThan(pulls[0].finishedAtMs);
    expect(detectPullConcurrency(pulls)).toEqual({
      mode: 'unknown',
      samples: 1,
      basis:
        'Its events show 2 pulls, which rarely met others: too few to tell.',
    });
  });

  it('does not guess from pulls that never met', () => {
    expect(detectPullConcurrency([])).toEqual({
      mode: 'unknown',
      samples: 0,
      basis: 'There is no pull of known times in this window.',
    });
    expect(detectPullConcurrency([asEvent(0, 0, 10)]).basis).toBe(
      'Its events show 1 pull, which met no other one: too few to tell.',
    );
    const apart = [0, 50, 100, 150].map(at => asEvent(at, at, at + 20));
    expect(detectPullConcurrency(apart)).toEqual({
      mode: 'unknown',
      samples: 0,
      basis:
        'Its events show 4 pulls, none of which met another one: too few to tell.',
    });
    // They waited, but for nothing that is seen.
    const held = [0, 50, 100].map(at => asEvent(at, at + 30, at + 40));
    expect(detectPullConcurrency(held)).toMatchObject({ samples: 0 });
  });

  it('does not take two lines of very short pulls for one', () => {
    const short = Array.from({ length: 60 }, () => ({
      afterSeconds: 0,
      pullSeconds: 0.95,
    }));
    expect(detectPullConcurrency(kubelet(2, short))).toMatchObject({
      mode: 'unknown',
      basis:
        'Its events show 60 pulls, which met others too shortly to tell: times of events are cut to seconds.',
    });
    expect(detectPullConcurrency(kubelet(1, short)).mode).toBe('serial');
  });

  it('leaves out times that cannot be', () => {
    const odd = [
      { requestedAtMs: NaN, startedAtMs: 0, finishedAtMs: 9e6 },
      { requestedAtMs: 0, startedAtMs: 9e6, finishedAtMs: 1 },
      { requestedAtMs: 0, startedAtMs: 0, finishedAtMs: Infinity },
    ];
    expect(detectPullConcurrency([asEvent(0, 0, 50), ...odd]).basis).toContain(
      '1 pull,',
    );
  });

  describe('of any kubelet', () => {
    const requests = fc.array(
      fc.record({
        afterSeconds: fc.oneof(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.double({ min: 0, max: 60, noNaN: true }),
        ),
        pullSeconds: fc.oneof(
          fc.double({ min: 0.05, max: 2, noNaN: true }),
          fc.double({ min: 0.05, max: 40, noNaN: true }),
        ),
      }),
      { minLength: 2, maxLength: 60 },
    );

    it('never takes a serial one for parallel', () => {
      fc.assert(
        fc.property(requests, given => {
          expect(detectPullConcurrency(kubelet(1, given)).mode).not.toBe(
            'parallel',
          );
        }),
        { numRuns: 1000 },
      );
    });

    it('never takes a parallel one for serial, nor sees more at once than ran', () => {
      fc.assert(
        fc.property(
          requests,
          fc.integer({ min: 2, max: 6 }),
          (given, atOnce) => {
            const found = detectPullConcurrency(kubelet(atOnce, given));
            expect(found.mode).not.toBe('serial');
            expect(found.mostPulls ?? 0).toBeLessThanOrEqual(atOnce);
          },
        ),
        { numRuns: 1000 },
      );
    });

    it('tells each as soon as pulls are long and many', () => {
      const many = fc.array(
        fc.record({
          afterSeconds: fc.double({ min: 0, max: 3, noNaN: true }),
          pullSeconds: fc.double({ min: 5, max: 40, noNaN: true }),
        }),
        { minLength: 8, maxLength: 40 },
      );
      fc.assert(
        fc.property(many, fc.integer({ min: 1, max: 6 }), (given, atOnce) => {
          const found = detectPullConcurrency(kubelet(atOnce, given));
          expect(found.mode).toBe(atOnce === 1 ? 'serial' : 'parallel');
        }),
      );
    });

    it('does not depend on the order of the pulls', () => {
      fc.assert(
        fc.property(
          requests,
          fc.integer({ min: 1, max: 4 }),
          (given, atOnce) => {
            const pulls = kubelet(atOnce, given);
            expect(detectPullConcurrency([...pulls].reverse())).toEqual(
              detectPullConcurrency(pulls),
            );
          },
        ),
      );
    });
  });
});
