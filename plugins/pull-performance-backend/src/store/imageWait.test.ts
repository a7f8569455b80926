import fc from 'fast-check';
import { ImageWaitPull, imageWaitMs } from './imageWait';

const scheduledAtMs = Date.UTC(2026, 10, 22, 10, 0, 0);
const open = { scheduledAtMs };

function pull(
  atSeconds: number,
  waitSeconds: number | undefined,
  more: Partial<ImageWaitPull> = {},
): ImageWaitPull {
  return {
    container: 'app',
    containerKind: 'container',
    image: 'registry.example/app:1',
    outcome: 'cold',
    finishedAtMs: scheduledAtMs + atSeconds * 1000,
    waitSeconds,
    ...more,
  };
}

function failed(atSeconds: number, more: Partial<ImageWaitPull> = {}) {
  return pull(atSeconds, undefined, { outcome: 'failed', ...more });
}

describe('imageWaitMs', () => {
  it('is the time of the pulls, overlaps counted once', () => {
    expect(imageWaitMs([], open)).toBe(0);
    expect(imageWaitMs([pull(10, 4.5)], open)).toBe(4500);
    const overlapping = [
      pull(10, 8, { container: 'a' }),
      pull(12, 5, { container: 'b' }),
      pull(9, 1, { container: 'c' }),
      pull(20, 2, { container: 'setup', containerKind: 'init' }),
    ];
    expect(imageWaitMs(overlapping, open)).toBe(12_000);
  });

  it('counts nothing for present images and unknown waits', () => {
    const pulls = [
      pull(3, 0, { outcome: 'present' }),
      pull(9, undefined, { container: 'b' }),
    ];
    expect(imageWaitMs(pulls, open)).toBe(0);
  });

  it('counts a failing container until its next successful pull', () => {
    const pulls = [failed(5), failed(20), pull(60, 2), pull(80, 1)];
    expect(imageWaitMs(pulls, open)).toBe(56_000);
    const presentAfterwards = [failed(5), pull(30, 0, { outcome: 'present' })];
    expect(imageWaitMs(presentAfterwards, open)).toBe(25_000);
  });

  it('counts until the last failure while there is no success, other containers aside', () => {
    const pulls = [failed(5), failed(45), pull(20, 1, { container: 'b' })];
    expect(imageWaitMs(pulls, open)).toBe(40_000);
    expect(imageWaitMs([failed(5)], open)).toBe(0);
  });

  it('takes a failure for earlier than a success of the same second', () => {
    const succeeded = pull(5, 1);
    expect(imageWaitMs([succeeded, failed(5), failed(90)], open)).toBe(1000);
    expect(imageWaitMs([failed(5), pull(5, 1), pull(90, 0)], open)).toBe(1000);
  });

  it('ends at Ready and begins at the scheduling', () => {
    const span = { scheduledAtMs, readyAtMs: scheduledAtMs + 30_000 };
    expect(imageWaitMs([pull(2, 6)], span)).toBe(2000);
    expect(imageWaitMs([pull(200, 9)], span)).toBe(0);
    expect(imageWaitMs([failed(25), pull(90, 1)], span)).toBe(5000);
  });

  it('leaves ephemeral containers out and tells image volumes apart by image', () => {
    const volume = { container: '', containerKind: 'volume' as const };
    const pulls = [
      pull(10, 5, { containerKind: 'ephemeral' }),
      failed(20, { ...volume, image: 'registry.example/model:1' }),
      pull(21, 0.5, { ...volume, image: 'registry.example/model:2' }),
      pull(40, 1, { ...volume, image: 'registry.example/model:1' }),
    ];
    expect(imageWaitMs(pulls, open)).toBe(20_000);
  });

  const pulls = fc.array(
    fc.record({
      container: fc.constantFrom('a', 'b', ''),
      containerKind: fc.constantFrom(
        'container' as const,
        'init' as const,
        'volume' as const,
        'ephemeral' as const,
      ),
      image: fc.constantFrom('x', 'y'),
      outcome: fc.constantFrom(
        'cold' as const,
        'checked' as const,
        'present' as const,
        'failed' as const,
      ),
      // Whole seconds, as events have: many fall together.
      finishedAtMs: fc
        .integer({ min: -20, max: 120 })
        .map(second => scheduledAtMs + second * 1000),
      waitSeconds: fc.option(
        fc.integer({ min: 0, max: 90_000 }).map(ms => ms / 1000),
        { nil: undefined },
      ),
    }),
    { maxLength: 20 },
  );
  const readyAtMs = fc.option(
    fc.integer({ min: 0, max: 100_000 }).map(ms => scheduledAtMs + ms),
    { nil: undefined },
  );

  it('never exceeds the span, and never falls when a container is added', () => {
    fc.assert(
      fc.property(pulls, readyAtMs, (all, ready) => {
        const span = { scheduledAtMs, readyAtMs: ready };
        const waited = imageWaitMs(all, span);
        const last = Math.max(
          scheduledAtMs,
          ...all.map(({ finishedAtMs }) => finishedAtMs),
        );
        expect(waited).toBeGreaterThanOrEqual(0);
        expect(waited).toBeLessThanOrEqual(
          Math.min(last, ready ?? Infinity) - scheduledAtMs,
        );
        const other = pull(50, 10, { container: 'another' });
        expect(imageWaitMs([...all, other], span)).toBeGreaterThanOrEqual(
          waited,
        );
      }),
    );
  });

  it('does not depend on the order of the pulls', () => {
    fc.assert(
      fc.property(
        pulls.chain(all =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray(all, { minLength: all.length }),
          ),
        ),
        readyAtMs,
        ([all, shuffled], ready) => {
          const span = { scheduledAtMs, readyAtMs: ready };
          expect(imageWaitMs(shuffled, span)).toBe(imageWaitMs(all, span));
        },
      ),
    );
  });

  it('agrees with asking second by second', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 1, max: 60 }),
            fc.integer({ min: 1, max: 60 }),
          ),
          { maxLength: 6 },
        ),
        pairs => {
          const all = pairs.map(([at, wait], i) =>
            pull(at, wait, { container: `c${i}` }),
          );
          let waited = 0;
          for (let second = 0; second < 60; second++) {
            if (pairs.some(([at, w]) => at - w <= second && second < at)) {
              waited += 1000;
            }
          }
          expect(imageWaitMs(all, open)).toBe(waited);
        },
      ),
    );
  });
});
