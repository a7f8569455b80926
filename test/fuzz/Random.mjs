import { seededRandom } from '../bench/lib/seededRandom.mjs';

/** Choices that are the same for the same seed. */
export class Random {
  constructor(seed) {
    this.next = seededRandom(seed);
  }

  /** A whole number from `from` to `to`. */
  integer(from, to) {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(share) {
    return this.next() < share;
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  text(alphabet, length) {
    let text = '';
    for (let index = 0; index < length; index += 1) {
      text += alphabet[Math.floor(this.next() * alphabet.length)];
    }
    return text;
  }
}
