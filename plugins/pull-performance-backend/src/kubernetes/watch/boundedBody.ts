const MIB = 1024 * 1024;

/** A body, or one line of it, is larger than what fits into the memory set aside for it. */
export class TooLargeError extends Error {
  private constructor(message: string) {
    super(message);
    this.name = 'TooLargeError';
  }

  static create(what: string, maxBytes: number): TooLargeError {
    const size =
      maxBytes >= MIB ? `${maxBytes / MIB} MiB` : `${maxBytes} bytes`;
    return new TooLargeError(`${what} is larger than ${size}`);
  }

  static ofParts(what: string, maxParts: number, parts: string): TooLargeError {
    return new TooLargeError(`${what} holds more than ${maxParts} ${parts}`);
  }
}

/**
 * Reads a whole body.
 *
 * @throws TooLargeError as soon as the body exceeds `maxBytes`; the rest is not read.
 */
export async function readBytes(
  body: AsyncIterable<Uint8Array>,
  options: { maxBytes: number; what: string },
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > options.maxBytes) {
      throw TooLargeError.create(options.what, options.maxBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads a whole body as text, as `readBytes` does. Malformed UTF-8 becomes replacement characters, as in client-go. */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  options: { maxBytes: number; what: string },
): Promise<string> {
  return new TextDecoder().decode(await readBytes(body, options));
}
