/** A query, or a parameter, that cannot be answered. */
export class PromQlError extends Error {
  private constructor(
    readonly status: number,
    readonly errorType: 'bad_data' | 'execution',
    message: string,
  ) {
    super(message);
    this.name = 'PromQlError';
  }

  /** Not PromQL, or not what the HTTP API takes. */
  static badData(message: string): PromQlError {
    return new PromQlError(400, 'bad_data', message);
  }

  /** PromQL, but more than the demo knows or than the data allow. */
  static execution(message: string): PromQlError {
    return new PromQlError(422, 'execution', message);
  }
}
