import { createHash } from 'node:crypto';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Letters of Kubernetes' generated suffixes (`k8s.io/apimachinery/pkg/util/rand`). */
const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';

const hexOfByte = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);
/** The two first bits of a UUID's variant are fixed. */
const variantOf = ['8', '9', 'a', 'b'];

/**
 * Random numbers that the same seed and purpose always give again. Each purpose
 * has a stream of its own, so that one more draw in one place changes nothing elsewhere.
 */
export class Random {
  private constructor(private readonly generator: { next(): number }) {}

  static create(seed: number, ...purpose: (string | number)[]): Random {
    const hash = createHash('sha256')
      .update([seed, ...purpose].join('\0'))
      .digest();
    return new Random(xoroshiro128plus(hash.readInt32LE(0)));
  }

  /** 0 or more, below 1. */
  share(): number {
    return (this.generator.next() >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.share();
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  chance(probability: number): boolean {
    return this.share() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)];
  }

  /** Time between happenings that do not depend on one another. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.share());
  }

  /** Around a median, never negative, with a long tail; `sigma` is the spread of its logarithm. */
  around(median: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.share()));
    const normal = radius * Math.cos(2 * Math.PI * this.share());
    return median * Math.exp(sigma * normal);
  }

  /** 32 bits, as 8 hexadecimal digits. */
  hex(): string {
    const bits = this.generator.next();
    return (
      hexOfByte[(bits >>> 24) & 255] +
      hexOfByte[(bits >>> 16) & 255] +
      hexOfByte[(bits >>> 8) & 255] +
      hexOfByte[bits & 255]
    );
  }

  /** In the form of a version 4 UUID. */
  uid(): string {
    const [one, two, three, four] = [
      this.hex(),
      this.hex(),
      this.hex(),
      this.hex(),
    ];
    const variant = variantOf[three.charCodeAt(0) % 4];
    return `${one}-${two.slice(0, 4)}-4${two.slice(5)}-${variant}${three.slice(
      1,
      4,
    )}-${three.slice(4)}${four}`;
  }

  /** As the API server completes a `generateName`. */
  suffix(length = 5): string {
    let text = '';
    while (text.length < length) {
      text += suffixLetters[this.integer(0, suffixLetters.length - 1)];
    }
    return text;
  }
}
