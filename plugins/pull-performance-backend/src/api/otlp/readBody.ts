import { InputError, isError } from '@backstage/errors';
import { Request } from 'express';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HttpError } from './HttpError';

/** What to do about requests that are too large. */
export const SMALLER =
  "Lower send_batch_max_size of the collector's batch processor, as docs/pushed-events.md shows.";

/** Inflated at once. Of the default, 16 KiB, a body has thousands, and each costs a turn of a thread and of the event loop. */
const CHUNK_BYTES = 256 * 1024;

/** What is accepted of one request, and of all at once. */
export interface BodyLimits {
  /** As it comes over the network. */
  maxCompressedBytes: number;
  /** Without compression. */
  maxBytes: number;
  /** Of all requests under way. */
  maxBytesUnderWay: number;
}

/** Reads bodies of which all together never take more memory than allowed. */
export class BodyReader {
  private bytesUnderWay = 0;

  private constructor(private readonly limits: BodyLimits) {}

  static create(options: { limits: BodyLimits }): BodyReader {
    return new BodyReader(options.limits);
  }

  /**
   * Reads and inflates a JSON body, and lets `use` have it.
   *
   * @throws HttpError with what to change; InputError for broken gzip
   */
  async withBody<T>(
    request: Request,
    use: (body: Buffer) => Promise<T>,
  ): Promise<T> {
    checkType(request);
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of this.inflated(request)) {
        size += chunk.length;
        this.bytesUnderWay += chunk.length;
        this.checkSize(size);
        chunks.push(chunk);
      }
      const body = Buffer.concat(chunks, size);
      chunks.length = 0;
      return await use(body);
    } finally {
      this.bytesUnderWay -= size;
    }
  }

  private async *inflated(request: Request): AsyncGenerator<Buffer> {
    const compressed = this.bounded(request);
    if (!isGzip(request)) {
      yield* compressed;
      return;
    }
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
    const source = Readable.from(compressed, { objectMode: false });
    source.on('error', error => gunzip.destroy(error));
    source.pipe(gunzip);
    try {
      yield* gunzip as AsyncIterable<Buffer>;
    } catch (error) {
      if (isZlibError(error)) {
        throw new InputError(
          'The body is not gzip as its content-encoding says, or it is cut off',
        );
      }
      throw error;
    } finally {
      // Inflates nothing more, also of what has come already.
      source.destroy();
      gunzip.destroy();
    }
  }

  private async *bounded(request: Request): AsyncGenerator<Buffer> {
    const { maxCompressedBytes } = this.limits;
    let size = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > maxCompressedBytes) {
        throw HttpError.tooLarge(
          `The body has more than ${mebibytes(
            maxCompressedBytes,
          )} as it is sent. ${SMALLER}`,
        );
      }
      yield chunk;
    }
  }

  private checkSize(size: number): void {
    const { maxBytes, maxBytesUnderWay } = this.limits;
    if (size > maxBytes) {
      throw HttpError.tooLarge(
        `The body has more than ${mebibytes(
          maxBytes,
        )} without compression. ${SMALLER}`,
      );
    }
    if (this.bytesUnderWay > maxBytesUnderWay) {
      throw HttpError.tooBusy(
        `All requests under way have more than ${mebibytes(
          maxBytesUnderWay,
        )}; send it again`,
      );
    }
  }
}

function mebibytes(bytes: number): string {
  return `${bytes / 2 ** 20} MiB`;
}

function isGzip(request: Request): boolean {
  return /^(?:x-)?gzip$/i.test(encodingOf(request));
}

function encodingOf(request: Request): string {
  return request.headers['content-encoding']?.trim() ?? 'identity';
}

function checkType(request: Request): void {
  const type = request.headers['content-type'] ?? 'none';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw HttpError.unsupported(
      `The content type ${JSON.stringify(
        type.slice(0, 100),
      )} is not supported; set encoding: json in the collector's otlphttp exporter`,
    );
  }
  const encoding = encodingOf(request);
  if (!isGzip(request) && !/^identity$/i.test(encoding)) {
    throw HttpError.unsupported(
      `The content encoding ${JSON.stringify(
        encoding.slice(0, 100),
      )} is not supported; set compression: gzip in the collector's otlphttp exporter`,
    );
  }
}

function isZlibError(error: unknown): boolean {
  return (
    isError(error) &&
    typeof error.code === 'string' &&
    error.code.startsWith('Z_')
  );
}
