/** A request that Azure does not answer as it was meant. */
export class ArmError extends Error {
  private constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ArmError';
  }

  static create(options: {
    status: number;
    /** In Azure's words: `ResourceNotFound`. */
    code: string;
    message: string;
  }): ArmError {
    const { status, code, message } = options;
    return new ArmError(status, code, message);
  }

  static badRequest(message: string): ArmError {
    return new ArmError(400, 'BadRequest', message);
  }

  /** As the Resource Manager writes it. */
  get body(): object {
    const { code, message } = this;
    return { error: { code, message } };
  }
}
