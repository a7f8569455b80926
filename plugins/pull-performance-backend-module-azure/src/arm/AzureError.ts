import { CustomErrorBase } from '@backstage/errors';

/** Why Azure did not answer as asked. */
export type AzureFailure =
  | 'noCredential'
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'throttled'
  | 'badRequest'
  | 'unavailable'
  | 'unreachable'
  | 'badAnswer'
  | 'tooLarge';

/**
 * A request that Azure did not answer as asked.
 *
 * @remarks
 * Its message is made here and holds nothing that Azure, or whoever answers in its place, wrote, but a code of letters: no token, no address, no page.
 */
export class AzureError extends CustomErrorBase {
  readonly failure: AzureFailure;
  readonly status?: number;
  /** Azure's own word for it: `AuthorizationFailed`. */
  readonly code?: string;
  /** Of `throttled`: not to be asked before. Epoch milliseconds. */
  readonly retryAtMs?: number;
  /** Of `badRequest`: the beginning of what Azure said, to find names in; never shown. */
  readonly #detail?: string;

  constructor(
    failure: AzureFailure,
    options: {
      message: string;
      status?: number;
      code?: string;
      retryAtMs?: number;
      detail?: string;
    },
  ) {
    super(options.message);
    this.failure = failure;
    this.status = options.status;
    this.code = options.code;
    this.retryAtMs = options.retryAtMs;
    this.#detail = options.detail;
  }

  /** Whether Azure's words hold a text, in any casing. */
  says(text: string): boolean {
    return this.#detail?.toLowerCase().includes(text.toLowerCase()) ?? false;
  }

  /** The part of Azure's words after a text; to be compared with known names only. */
  wordsAfter(text: string): string | undefined {
    const at = this.#detail?.indexOf(text) ?? -1;
    return at < 0 ? undefined : this.#detail?.slice(at + text.length);
  }
}
