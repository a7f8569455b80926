/** Codes of the OCI distribution specification, and those of its token authentication. */
export type RegistryErrorCode =
  | 'BLOB_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_UNKNOWN'
  | 'PAGINATION_NUMBER_INVALID'
  | 'UNAUTHORIZED'
  | 'UNSUPPORTED';

/** A request that a registry cannot answer as it was meant. */
export class RegistryError extends Error {
  private constructor(
    readonly status: number,
    readonly code: RegistryErrorCode,
    message: string,
    readonly detail?: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'RegistryError';
  }

  static create(options: {
    status: number;
    code: RegistryErrorCode;
    message: string;
    detail?: unknown;
    headers?: Readonly<Record<string, string>>;
  }): RegistryError {
    const { status, code, message, detail, headers } = options;
    return new RegistryError(status, code, message, detail, headers);
  }

  /** The body of the answer, as the distribution specification has it. */
  get body(): object {
    const { code, message, detail } = this;
    return { errors: [{ code, message, detail }] };
  }
}
