const MIB = 1024 * 1024;

/** A body, or one line of it, is larger than what fits into the memory set aside for it. */
export class TooLargeError extends Error {
  private constructor(readonly what: string, readonly maxBytes: number) {
    super(
      `${what} is larger than ${
        maxBytes >= MIB ? `${maxBytes / MIB} MiB` : `${maxBytes} bytes`
      }`,
    );
    this.name = 'TooLargeError';
  }

  static create(what: string, maxBytes: number): TooLargeError {
    return new TooLargeError(what, maxBytes);
  }
}

/**
 * Reads a whole body as text. Malformed UTF-8 becomes replacement characters, as in client-go.
 *
 * @throws TooLargeError as soon as the body exceeds `maxBytes`; the rest is not read.
 */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  options: { maxBytes: number; what: string },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > options.maxBytes) {
      throw TooLargeError.create(options.what, options.maxBytes);
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
