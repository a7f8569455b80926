import { IncomingMessage, ServerResponse } from 'node:http';
import { blobOf } from '../images/Blob';
import { mediaTypes } from '../images/mediaTypes';
import { Listener } from '../Listener';
import { sendBlob, sendJson, sendSize } from './answers';
import { RegistryContent } from './RegistryContent';
import { RegistryError } from './RegistryError';
import { RepositoryContent } from './RepositoryContent';
import { isDigest, RequestTarget, requestTarget } from './requestTarget';
import { tagPage } from './tagPage';
import { RegistryCredentials, tokenAnswer } from './tokenAnswer';
import { Tokens } from './Tokens';

/** No image of the fleet has signatures or indexes for lazy pulling beside it. */
const noReferrers = blobOf(mediaTypes.oci.index, {
  schemaVersion: 2,
  mediaType: mediaTypes.oci.index,
  manifests: [],
});

/** The reading part of the OCI distribution protocol, with an endpoint for tokens beside it. */
export class RegistryServer {
  private readonly tokens = Tokens.create();

  private constructor(
    private readonly options: {
      listener: Listener;
      content: RegistryContent;
      credentials: RegistryCredentials;
      /** What the tokens are for: the registry's host as references name it. */
      service: string;
      nowMs: () => number;
    },
  ) {}

  /** Answers what is asked at the listener. */
  static start(options: RegistryServer['options']): RegistryServer {
    const server = new RegistryServer(options);
    options.listener.serve((request, response) =>
      server.answer(request, response),
    );
    return server;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.route(request, response);
    } catch (error) {
      if (error instanceof RegistryError) {
        sendJson(response, error.status, error.body, error.headers);
      } else {
        const errors = [{ code: 'UNKNOWN', message: 'unknown error' }];
        sendJson(response, 500, { errors });
      }
    }
  }

  private route(request: IncomingMessage, response: ServerResponse): void {
    const sent = request.url ?? '';
    const url = URL.canParse(sent, 'http://registry')
      ? new URL(sent, 'http://registry')
      : undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw RegistryError.create({
        status: 405,
        code: 'UNSUPPORTED',
        message: 'the registry can only be read',
        headers: { allow: 'GET, HEAD' },
      });
    }
    const { authorization } = request.headers;
    if (url?.pathname === '/token') {
      this.sendToken(url.searchParams, authorization, response);
      return;
    }
    const target = requestTarget(url?.pathname ?? '');
    if (!url || !target) {
      throw RegistryError.create({
        status: 404,
        code: 'UNSUPPORTED',
        message: 'there is nothing of a registry at this path',
      });
    }
    this.authorize(target, authorization);
    this.answerTarget(target, url.searchParams, request, response);
  }

  private sendToken(
    query: URLSearchParams,
    authorization: string | undefined,
    response: ServerResponse,
  ): void {
    const { credentials, nowMs } = this.options;
    const answer = tokenAnswer({
      query,
      authorization,
      credentials,
      tokens: this.tokens,
      nowMs: nowMs(),
    });
    sendJson(response, 200, answer, { 'cache-control': 'no-store' });
  }

  /** Every request but one for a token needs a token. */
  private authorize(target: RequestTarget, authorization = ''): void {
    const { listener, service, nowMs } = this.options;
    const name = target.kind === 'ping' ? undefined : target.repository;
    const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
    const access = token && this.tokens.check(token, name, nowMs());
    if (access === 'allowed') return;
    const challenge = [
      `Bearer realm="${listener.url}/token"`,
      `service="${service}"`,
      ...(name ? [`scope="repository:${name}:pull"`] : []),
      ...(access === 'invalid' ? ['error="invalid_token"'] : []),
      ...(access === 'insufficient' ? ['error="insufficient_scope"'] : []),
    ];
    throw RegistryError.create({
      status: 401,
      code: 'UNAUTHORIZED',
      message: 'authentication required',
      detail: name && [
        { Type: 'repository', Class: '', Name: name, Action: 'pull' },
      ],
      headers: { 'www-authenticate': challenge.join(',') },
    });
  }

  private answerTarget(
    target: RequestTarget,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (target.kind === 'ping') {
      sendJson(response, 200, {});
      return;
    }
    const nowMs = this.options.nowMs();
    const { repository: name } = target;
    const repository = this.options.content.repository(name, nowMs);
    if (!repository) {
      throw RegistryError.create({
        status: 404,
        code: 'NAME_UNKNOWN',
        message: 'repository name not known to registry',
        detail: { name },
      });
    }
    if (target.kind === 'tags') {
      const tags = repository.tags(nowMs);
      const { body, link } = tagPage({ name, tags, query });
      sendJson(response, 200, body, link ? { link } : {});
    } else if (target.kind === 'manifest') {
      sendManifest(repository, target.reference, nowMs, request, response);
    } else {
      requireDigest(target.reference);
      if (target.kind === 'referrers') sendBlob(response, noReferrers);
      else answerBlob(repository, target.reference, nowMs, request, response);
    }
  }
}

function requireDigest(reference: string): void {
  if (isDigest(reference)) return;
  throw RegistryError.create({
    status: 400,
    code: 'DIGEST_INVALID',
    message: 'the digest is not one of SHA-256',
  });
}

function sendManifest(
  repository: RepositoryContent,
  reference: string,
  nowMs: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const blob = isDigest(reference)
    ? repository.manifest(reference, nowMs)
    : repository.tagged(reference, nowMs);
  if (!blob) {
    throw RegistryError.create({
      status: 404,
      code: 'MANIFEST_UNKNOWN',
      message: 'manifest unknown',
      detail: isDigest(reference) ? { Digest: reference } : { Tag: reference },
    });
  }
  const { accept = '', 'if-none-match': ifNoneMatch } = request.headers;
  if (!accept.includes(blob.mediaType) && !accept.includes('*/*')) {
    // As docker-registry answers clients that could not read the manifest.
    throw RegistryError.create({
      status: 404,
      code: 'MANIFEST_UNKNOWN',
      message: `the manifest is ${blob.mediaType}, which the accept header does not name`,
    });
  }
  sendBlob(response, blob, { ifNoneMatch });
}

function answerBlob(
  repository: RepositoryContent,
  digest: string,
  nowMs: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const config = repository.config(digest, nowMs);
  if (config) {
    const contentType = 'application/octet-stream';
    sendBlob(response, config, { contentType });
    return;
  }
  const bytes = repository.layerBytes(digest, nowMs);
  if (bytes === undefined) {
    throw RegistryError.create({
      status: 404,
      code: 'BLOB_UNKNOWN',
      message: 'blob unknown to registry',
      detail: digest,
    });
  }
  if (request.method === 'GET') {
    throw RegistryError.create({
      status: 501,
      code: 'UNSUPPORTED',
      message:
        'this registry is simulated: it knows how large a layer is, but not what is in it',
    });
  }
  sendSize(response, { digest, bytes });
}
