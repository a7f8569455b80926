/** An answer that `@backstage/errors` has no class for. Its message is written for the caller. */
export class HttpError extends Error {
  readonly expose = true;

  private constructor(
    readonly status: 413 | 415 | 429,
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }

  static tooLarge(message: string): HttpError {
    return new HttpError(413, 'PayloadTooLargeError', message);
  }

  static unsupported(message: string): HttpError {
    return new HttpError(415, 'UnsupportedMediaTypeError', message);
  }

  static tooBusy(message: string): HttpError {
    return new HttpError(429, 'TooManyRequestsError', message);
  }
}
