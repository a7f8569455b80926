/** Why an engine did not answer a query. */
export type EngineFailureCode =
  | 'prometheus-unreachable'
  | 'prometheus-unauthorized'
  | 'prometheus-no-token'
  | 'prometheus-not-found'
  | 'prometheus-redirected'
  | 'prometheus-busy'
  | 'prometheus-unavailable'
  | 'prometheus-bad-query'
  | 'prometheus-bad-answer'
  | 'prometheus-too-many-series'
  | 'prometheus-answer-too-large';

/** A query that was not answered, in words for users and without secrets. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  readonly code: EngineFailureCode;
  readonly why: string;
  readonly next: string;
  /** Whether the next query would fail in the same way, so that it need not be asked. */
  readonly ofEngine: boolean;

  constructor(options: {
    code: EngineFailureCode;
    why: string;
    next: string;
    ofEngine: boolean;
    cause?: unknown;
  }) {
    super(options.why, { cause: options.cause });
    this.code = options.code;
    this.why = options.why;
    this.next = options.next;
    this.ofEngine = options.ofEngine;
  }
}
