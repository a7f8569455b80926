import { ServerResponse } from 'node:http';
import { Blob } from '../images/Blob';

type Headers = Readonly<Record<string, string | number>>;

const protocolHeaders = { 'docker-distribution-api-version': 'registry/2.0' };

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Headers = {},
): void {
  const text = JSON.stringify(body);
  sendHead(response, status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  // Node.js leaves the body out of answers to HEAD.
  response.end(text);
}

/** Sends bytes that have a digest, or says that the asker has them. */
export function sendBlob(
  response: ServerResponse,
  blob: Blob,
  options: { contentType?: string; ifNoneMatch?: string } = {},
): void {
  const { contentType = blob.mediaType, ifNoneMatch } = options;
  const headers = digestHeaders(blob.digest);
  if (ifNoneMatch === headers.etag) {
    sendHead(response, 304, headers);
    response.end();
    return;
  }
  sendHead(response, 200, {
    ...headers,
    'content-type': contentType,
    'content-length': blob.bytes,
  });
  response.end(blob.text);
}

/** Answers a HEAD request for a blob of which only the size is known. */
export function sendSize(
  response: ServerResponse,
  { digest, bytes }: { digest: string; bytes: number },
): void {
  sendHead(response, 200, {
    ...digestHeaders(digest),
    'content-type': 'application/octet-stream',
    'content-length': bytes,
  });
  response.end();
}

function digestHeaders(digest: string) {
  return { etag: `"${digest}"`, 'docker-content-digest': digest };
}

function sendHead(
  response: ServerResponse,
  status: number,
  headers: Headers,
): void {
  response.writeHead(status, { ...protocolHeaders, ...headers });
}
