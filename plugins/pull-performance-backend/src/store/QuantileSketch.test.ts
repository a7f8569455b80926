import { InputError } from '@backstage/errors';
import { DDSketch } from '@datadog/sketches-js';
import fc from 'fast-check';
import { QuantileSketch } from './QuantileSketch';

const QUANTILES = [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

/** Milliseconds as the kubelet reports them: many short waits, some of hours. */
const seconds = fc.oneof(
  fc.integer({ min: 1, max: 5_000 }).map(ms => ms / 1000),
  fc.integer({ min: 1, max: 100_000_000 }).map(ms => ms / 1000),
);
const waits = fc.array(seconds, { maxLength: 300 });

const formats = fc.constantFrom(1, 17, 18, 19, 20, 21, 22);

function sketchOf(values: number[]): QuantileSketch {
  const sketch = QuantileSketch.create();
  values.forEach(value => sketch.add(value));
  return sketch;
}

/** The value at the rank that DDSketch answers for. */
function exactQuantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(q * (sorted.length - 1))];
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}

describe('QuantileSketch', () => {
  it('has no quantile while it is empty', () => {
    const sketch = QuantileSketch.create();
    expect(sketch.count).toBe(0);
    expect(sketch.quantile(0.5)).toBeUndefined();
    expect(QuantileSketch.decode(sketch.encode()).count).toBe(0);
  });

  it('answers within 1 % of the exact quantile', () => {
    fc.assert(
      fc.property(waits, values => {
        fc.pre(values.length > 0);
        const sketch = sketchOf(values);
        for (const q of QUANTILES) {
          const exact = exactQuantile(values, q);
          const error = Math.abs(sketch.quantile(q)! - exact) / exact;
          expect(error).toBeLessThanOrEqual(0.01 + 1e-9);
        }
      }),
    );
  });

  it('answers as the DDSketch library does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(seconds, fc.constant(0)), { minLength: 1 }),
        values => {
          const library = new DDSketch({ relativeAccuracy: 0.01 });
          values.forEach(value => library.accept(value));
          const sketch = sketchOf(values);
          for (const q of QUANTILES) {
            expect(sketch.quantile(q)).toBeCloseTo(
              library.getValueAtQuantile(q),
              9,
            );
          }
        },
      ),
    );
  });

  it('does not depend on the order and grouping of merges', () => {
    fc.assert(
      fc.property(fc.array(waits, { maxLength: 8 }), parts => {
        const whole = sketchOf(parts.flat());
        const forward = QuantileSketch.create();
        parts.forEach(part => forward.merge(sketchOf(part)));
        const backward = QuantileSketch.create();
        [...parts]
          .reverse()
          .forEach(part => backward.mergeEncoded(sketchOf(part).encode()));
        expect(forward.encode()).toEqual(whole.encode());
        expect(backward.encode()).toEqual(whole.encode());
        expect(backward.count).toBe(parts.flat().length);
      }),
    );
  });

  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.oneof(seconds, fc.constant(0), fc.constant(1e300)),
            fc.integer({ min: 1, max: 2 ** 40 }),
          ),
        ),
        entries => {
          const sketch = QuantileSketch.create();
          entries.forEach(([value, count]) => sketch.add(value, count));
          const copy = QuantileSketch.decode(sketch.encode());
          expect(copy.count).toBe(sketch.count);
          expect(copy.encode()).toEqual(sketch.encode());
          for (const q of QUANTILES) {
            expect(copy.quantile(q)).toBe(sketch.quantile(q));
          }
        },
      ),
    );
  });

  it('counts less than a millisecond as zero, and the endless as thirty years', () => {
    const sketch = sketchOf([0, 0.0004, 1e12]);
    expect(sketch.quantile(0.5)).toBe(0);
    expect(sketch.quantile(1)! / 1e9).toBeCloseTo(1, 1);
  });

  it('writes the documented format', () => {
    // 1 s is key 0, 1.0101… s is key 1, 0.98 s is key −1, 2 s is key 35.
    const sketch = sketchOf([0, 1, 0.98, 2, 2]);
    // Two bits for counts: 0 keys between, 1; 0 between, 1; 34 between, 2.
    expect([...sketch.encode()]).toEqual([18, 1, 3, 1, 0, 0, 34 * 4 + 1]);
  });

  it('reads the first format', () => {
    const old = Buffer.from([1, 1, 3, 1, 1, 35, 1, 1, 2]);
    expect(QuantileSketch.decode(old).encode()).toEqual(
      sketchOf([0, 1, 0.98, 2, 2]).encode(),
    );
  });

  it('keeps a hundred different waits below 100 bytes', () => {
    const values = Array.from({ length: 100 }, (_, i) => 2 * 1.04 ** (i % 75));
    expect(sketchOf(values).encode().length).toBeLessThan(100);
  });

  it('refuses values that are no durations', () => {
    const sketch = QuantileSketch.create();
    for (const value of [-1, NaN, Infinity]) {
      expect(() => sketch.add(value)).toThrow(InputError);
    }
    for (const count of [0, -1, 1.5, NaN]) {
      expect(() => sketch.add(1, count)).toThrow(InputError);
    }
    expect(() => sketch.quantile(1.1)).toThrow(InputError);
    expect(() => sketch.quantile(NaN)).toThrow(InputError);
    expect(sketch.count).toBe(0);
  });

  it('refuses bytes that are no sketch, and is then unchanged', () => {
    const huge = [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    const bad: [number[], RegExp][] = [
      [[], /format/],
      [[2, 0, 0], /format is 2/],
      [[16, 0, 0], /format is 16/],
      [[23, 0, 0], /format is 23/],
      [[17, 0], /ends too early/],
      [[17, 0, 1, 0], /ends too early/],
      [[17, 0, 1, 0, 0, 0], /bytes follow/],
      [[17, 0, 1, 0, 254, 255, 127], /out of range/],
      [[1], /ends too early/],
      [[1, 0, 5, 0], /ends too early/],
      [[1, 0, 0, 0], /bytes follow/],
      [[1, ...huge, 0], /too large/],
      [[1, 0, 255, 255, 3], /too many buckets/],
      [[1, 0, 2, 0, 0, 1, 1], /twice/],
      [[1, 0, 1, 255, 127, 1], /out of range/],
      [[1, 0, 1, 0, 0], /empty/],
    ];
    const sketch = sketchOf([1, 2, 3]);
    const before = sketch.encode();
    for (const [bytes, why] of bad) {
      expect(() => sketch.mergeEncoded(Buffer.from(bytes))).toThrow(why);
      expect(() => sketch.mergeEncoded(Buffer.from(bytes))).toThrow(InputError);
    }
    expect(sketch.encode()).toEqual(before);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        formats,
        (bytes, format) => {
          // What is taken is a sketch that can be written and read again; all else is refused.
          const outcome = attempt(() =>
            QuantileSketch.decode(
              QuantileSketch.decode(Uint8Array.of(format, ...bytes)).encode(),
            ),
          );
          expect([InputError, QuantileSketch]).toContain(outcome.constructor);
        },
      ),
    );
  });
});
