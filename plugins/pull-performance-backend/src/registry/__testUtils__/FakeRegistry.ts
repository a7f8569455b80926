import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';

/** A request that the server got. */
export interface SeenRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** Answers a request. */
export type FakeAnswer = (seen: SeenRequest, res: http.ServerResponse) => void;

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';

export function digestOf(body: string | Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

/** Answers with JSON. */
export function json(
  status: number,
  body: unknown,
  headers: http.OutgoingHttpHeaders = {},
): FakeAnswer {
  return (_seen, res) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers });
    res.end(JSON.stringify(body));
  };
}

/** Answers with a content. */
export function content(
  body: string | Buffer,
  headers: http.OutgoingHttpHeaders = {},
): FakeAnswer {
  return (_seen, res) => {
    res.writeHead(200, headers);
    res.end(body);
  };
}

export function redirect(location: string, status = 307): FakeAnswer {
  return (_seen, res) => {
    res.writeHead(status, { location });
    res.end();
  };
}

/** A layer's descriptor. */
export function layer(size: number, more: object = {}) {
  return {
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    digest: digestOf(`layer of ${size}`),
    size,
    ...more,
  };
}

/**
 * A registry on loopback, as far as reading goes, with every bad manner that a test asks for. It speaks plain HTTP, so a test's
 * registry must be configured as insecure.
 */
export class FakeRegistry {
  /** All requests so far, oldest first. */
  readonly requests: SeenRequest[] = [];
  /** Asked first, by path or by a path's beginning that ends with a star. */
  readonly answers = new Map<string, FakeAnswer>();
  /** Says of a request whether it may come in; the answer refuses it. */
  guard?: (seen: SeenRequest) => FakeAnswer | undefined;
  private readonly contents = new Map<string, { body: Buffer; type: string }>();

  private constructor(
    private readonly server: http.Server,
    /** As references name it. */
    readonly host: string,
  ) {}

  static async start(): Promise<FakeRegistry> {
    const server = http.createServer();
    // Longer than its clients: else they may write to a connection that it is just closing.
    server.keepAliveTimeout = 120_000;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const fake = new FakeRegistry(server, `127.0.0.1:${port}`);
    server.on('request', (req, res) => {
      fake.handle(req, res).catch(error => res.destroy(error));
    });
    return fake;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** The entry of `pullPerformance.registries` for it. */
  get config() {
    return {
      key: 'pullPerformance.registries[0]',
      host: this.host,
      endpoint: this.url,
      insecure: true,
    };
  }

  /** Ends everything, at once. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Puts in a manifest, under its digest and other names; returns its digest. */
  putManifest(
    manifest: object | string,
    options: { name?: string; tags?: string[]; mediaType?: string } = {},
  ): string {
    const { name = 'team/web', tags = [], mediaType = manifestType } = options;
    const text =
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    const digest = digestOf(text);
    for (const reference of [digest, ...tags]) {
      this.contents.set(`/v2/${name}/manifests/${reference}`, {
        body: Buffer.from(text),
        type: mediaType,
      });
    }
    return digest;
  }

  /** Puts in a blob; returns its digest. */
  putBlob(body: string | Buffer, name = 'team/web'): string {
    const digest = digestOf(body);
    this.contents.set(`/v2/${name}/blobs/${digest}`, {
      body: Buffer.from(body),
      type: 'application/octet-stream',
    });
    return digest;
  }

  /** Puts in an image of two layers, or what a test makes of it; returns its digest. */
  putImage(
    options: {
      name?: string;
      tags?: string[];
      config?: object | string;
      manifest?: object;
    } = {},
  ): string {
    const { name, tags, manifest } = options;
    const config = options.config ?? {
      os: 'linux',
      architecture: 'amd64',
      history: [
        { created_by: 'ADD rootfs.tar / # buildkit' },
        { created_by: 'ENV A=b', empty_layer: true },
        { created_by: 'COPY . /app # buildkit' },
      ],
    };
    const text = typeof config === 'string' ? config : JSON.stringify(config);
    return this.putManifest(
      {
        schemaVersion: 2,
        mediaType: manifestType,
        config: {
          mediaType: configType,
          digest: this.putBlob(text, name),
          size: Buffer.byteLength(text),
        },
        layers: [layer(1000), layer(2000)],
        ...manifest,
      },
      { name, tags },
    );
  }

  /** How often something was asked for. */
  count(method: string, path: string): number {
    return this.requests.filter(
      seen => seen.method === method && seen.path === path,
    ).length;
  }

  private async handle(
    req: http.IncomingMessage,
    res: http.ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const url = new URL(req.url ?? '/', this.url);
    const seen = {
      method: req.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: req.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.requests.push(seen);
    const answer = this.guard?.(seen) ?? this.answerFor(seen);
    answer(seen, res);
  }

  private answerFor({ path }: SeenRequest): FakeAnswer {
    const special = [...this.answers].find(([pattern]) =>
      pattern.endsWith('*')
        ? path.startsWith(pattern.slice(0, -1))
        : path === pattern,
    );
    if (special) return special[1];
    if (path === '/v2/') return json(200, {});
    const found = this.contents.get(path);
    if (!found) return json(404, { errors: [{ code: 'MANIFEST_UNKNOWN' }] });
    return content(found.body, {
      'content-type': found.type,
      'content-length': found.body.byteLength,
      'docker-content-digest': digestOf(found.body),
    });
  }
}
