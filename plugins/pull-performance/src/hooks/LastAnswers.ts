const MAXIMUM_ANSWERS = 50;

interface Answer<T> {
  value: T;
  loadedAt: Date;
}

/**
 * The last good answers of one API, so that going back to a page shows what
 * was known at once, and a failing backend does not take it away.
 */
export class LastAnswers {
  static readonly #byApi = new WeakMap<object, LastAnswers>();
  readonly #answers = new Map<string, Answer<unknown>>();

  static of(api: object): LastAnswers {
    const known = LastAnswers.#byApi.get(api) ?? new LastAnswers();
    LastAnswers.#byApi.set(api, known);
    return known;
  }

  private constructor() {}

  get<T>(key: string): Answer<T> | undefined {
    // A key names one question, and only its own answers are stored under it.
    return this.#answers.get(key) as Answer<T> | undefined;
  }

  set(key: string, answer: Answer<unknown>): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MAXIMUM_ANSWERS) {
        break;
      }
      this.#answers.delete(oldest);
    }
  }
}
