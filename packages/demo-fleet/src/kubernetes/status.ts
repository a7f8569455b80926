import { ServerResponse } from 'node:http';

/** A `Status`, as the API server answers what it cannot do. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string };
  status: 'Failure';
  message: string;
  reason: string;
  details?: object;
  code: number;
}

export function statusOf(
  code: number,
  reason: string,
  message: string,
  more: { details?: object; continueToken?: string } = {},
): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: { continue: more.continueToken },
    status: 'Failure',
    message,
    reason,
    details: more.details,
    code,
  };
}

/** A request that cannot be answered as it was meant. */
export class StatusError extends Error {
  private constructor(readonly status: Status) {
    super(status.message);
    this.name = 'StatusError';
  }

  static create(...args: Parameters<typeof statusOf>): StatusError {
    return new StatusError(statusOf(...args));
  }
}

export const unauthorized = statusOf(401, 'Unauthorized', 'Unauthorized');

export const expiredWatch = statusOf(
  410,
  'Expired',
  'The resourceVersion for the provided watch is too old.',
);

export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(code, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, private',
  });
  response.end(text);
}
