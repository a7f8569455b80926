import fc from 'fast-check';
import { EventLifetime } from './EventLifetime';

const T0 = Date.UTC(2026, 10, 22, 12);
const MINUTE_MS = 60_000;
/** What is taken off, since clocks tell whole seconds. */
const ROUNDING_MS = 2_000;

/** Events that go one after the other, with these ages. */
function goneAt(lifetime: EventLifetime, agesMs: number[], everyMs: number) {
  agesMs.forEach((ageMs, index) => lifetime.went(ageMs, T0 + index * everyMs));
}

describe('EventLifetime', () => {
  it('learns the age at which events go, to within what leases and clocks blur, however many go', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30_000, max: 24 * 60 * MINUTE_MS }),
        fc.array(fc.double({ min: 0, max: 0.05, noNaN: true }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 200 }),
        (ttlMs, blur, perLifetime) => {
          const lifetime = EventLifetime.create();
          const ages = Array.from(
            { length: 20 * perLifetime },
            (_, index) => ttlMs * (1 + blur[index % blur.length]) + 500,
          );
          goneAt(lifetime, ages, ttlMs / perLifetime);
          expect(lifetime.ms).toBeGreaterThanOrEqual(ttlMs - ROUNDING_MS);
          expect(lifetime.ms).toBeLessThanOrEqual(ttlMs * 1.05);
        },
      ),
    );
  });

  it('learns it although some events go with their namespace', () => {
    const lifetime = EventLifetime.create();
    const ages = Array.from({ length: 40 }, (_, index) =>
      index % 5 === 0 ? 7_000 : 15 * MINUTE_MS,
    );
    goneAt(lifetime, ages, 2 * MINUTE_MS);
    expect(lifetime.ms).toBe(15 * MINUTE_MS - ROUNDING_MS);
  });

  it.each<[string, number[], number]>([
    ['too few', Array(6).fill(MINUTE_MS), MINUTE_MS],
    ['all at once, as with their namespace', Array(300).fill(MINUTE_MS), 10],
    [
      'of all ages',
      Array.from({ length: 30 }, (_, i) => (i + 1) * MINUTE_MS),
      MINUTE_MS,
    ],
    ['sooner than any cluster lets them', Array(30).fill(2_000), 10_000],
    ['before they happened, by clocks that differ', Array(30).fill(-5e6), 1e4],
  ])('learns nothing from events that go %s', (_what, ages, everyMs) => {
    const lifetime = EventLifetime.create();
    goneAt(lifetime, ages, everyMs);
    expect(lifetime.ms).toBeUndefined();
  });

  it('learns and recalls nothing that an older event contradicts', () => {
    const lifetime = EventLifetime.create();
    goneAt(lifetime, Array(10).fill(MINUTE_MS), MINUTE_MS);
    expect(lifetime.ms).toBe(MINUTE_MS - ROUNDING_MS);
    lifetime.seen(MINUTE_MS + 2_000);
    expect(lifetime.ms).toBe(MINUTE_MS - ROUNDING_MS);
    lifetime.seen(5 * MINUTE_MS);
    expect(lifetime.ms).toBeUndefined();
    lifetime.seen(MINUTE_MS);
    goneAt(lifetime, Array(10).fill(MINUTE_MS), MINUTE_MS);
    lifetime.recall(MINUTE_MS);
    expect(lifetime.ms).toBeUndefined();
  });

  it('recalls what an earlier run learned, unless it knows better, and follows a new setting', () => {
    const lifetime = EventLifetime.create();
    lifetime.recall(undefined);
    lifetime.recall(MINUTE_MS);
    lifetime.recall(2 * MINUTE_MS);
    expect(lifetime.ms).toBe(MINUTE_MS);
    goneAt(lifetime, Array(10).fill(MINUTE_MS * 10), 5 * MINUTE_MS);
    expect(lifetime.ms).toBe(MINUTE_MS * 10 - ROUNDING_MS);
  });
});
