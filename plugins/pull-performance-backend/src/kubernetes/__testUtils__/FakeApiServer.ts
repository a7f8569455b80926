import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { AddressInfo } from 'node:net';

/** A Kubernetes object as far as the fake server looks at it. */
export interface FakeObject {
  kind?: string;
  metadata?: Record<string, unknown>;
  [field: string]: unknown;
}

/** A request that the server got. */
export interface SeenRequest {
  path: string;
  query: Record<string, string>;
  headers: http.IncomingHttpHeaders;
  /** The whole answer has been sent. */
  answered: boolean;
}

/** Answers a request in place of the server. */
export type FakeAnswer = (
  req: http.IncomingMessage,
  res: http.ServerResponse,
) => void;

type Change = {
  revision: number;
  path: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: FakeObject;
};

type Watcher = {
  path: string;
  fieldSelector?: string;
  metadataOnly: boolean;
  res: http.ServerResponse;
};

function fieldOf(object: FakeObject, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null
      ? Object.entries(value).find(([name]) => name === key)?.[1]
      : undefined;
  }, object);
}

function selects(object: FakeObject, fieldSelector?: string): boolean {
  return (fieldSelector ?? '')
    .split(',')
    .filter(term => term !== '')
    .every(term => {
      const [, path, not, value] = /^([^!=]+)(!?)=(.*)$/.exec(term) ?? [];
      return (fieldOf(object, path) === value) === (not === '');
    });
}

function uidOf(object: FakeObject): unknown {
  return object.metadata?.uid;
}

/** A `Status` as the API server answers it. */
export function statusOf(code: number, reason: string, message: string) {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  };
}

/** Answers with JSON. */
export function answerJson(status: number, body: unknown): FakeAnswer {
  return (_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  };
}

/** Answers with anything. */
export function answerText(
  status: number,
  contentType: string,
  body: string,
): FakeAnswer {
  return (_req, res) => {
    res.writeHead(status, { 'content-type': contentType });
    res.end(body);
  };
}

/** Sends some of an answer, then cuts the connection. */
export function answerTruncated(body: string): FakeAnswer {
  return (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.write(body, () => res.destroy());
  };
}

/**
 * A Kubernetes API server on the loopback, as far as listing and watching goes:
 * pages, field selectors, metadata only, history with compaction, and every bad
 * manner that a test asks for.
 */
export class FakeApiServer {
  /** All requests so far, oldest first. */
  readonly requests: SeenRequest[] = [];
  private revision = 1000;
  private compactedAt = 0;
  private readonly objects = new Map<string, FakeObject[]>();
  private readonly snapshots = new Map<number, FakeObject[]>();
  private history: Change[] = [];
  private readonly watchers = new Set<Watcher>();
  private answers: { path: string; watch?: boolean; answer: FakeAnswer }[] = [];
  private refused?: FakeAnswer;
  /** Its clock, epoch milliseconds; without one it sends no `Date`. */
  now?: () => number;

  private constructor(
    private readonly server: http.Server,
    /** Its address, without a slash at the end. */
    readonly url: string,
    private readonly silent: boolean,
  ) {}

  static async start(
    options: {
      tls?: https.ServerOptions;
      /** Like the Kubernetes plugin's proxy: no headers before the first byte of a body. */
      silentUntilFirstByte?: boolean;
      /** To come back at the address of a server that was stopped; any free one otherwise. */
      port?: number;
    } = {},
  ): Promise<FakeApiServer> {
    const { tls, silentUntilFirstByte = false, port: wantedPort = 0 } = options;
    const server = tls ? https.createServer(tls) : http.createServer();
    // Longer than its clients, as a real one: else they may write to a connection that it is just closing.
    server.keepAliveTimeout = 120_000;
    server.listen(wantedPort, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
    const fake = new FakeApiServer(server, url, silentUntilFirstByte);
    server.on('request', (req, res) => fake.handle(req, res));
    return fake;
  }

  get resourceVersion(): string {
    return `${this.revision}`;
  }

  /** Ends everything, at once. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Handles a request; for use behind a fake proxy. */
  handle(req: http.IncomingMessage, res: http.ServerResponse): void {
    res.sendDate = false;
    if (this.now) res.setHeader('date', new Date(this.now()).toUTCString());
    const url = new URL(req.url ?? '/', 'http://fake');
    const query = Object.fromEntries(url.searchParams);
    const seen = {
      path: url.pathname,
      query,
      headers: req.headers,
      answered: false,
    };
    this.requests.push(seen);
    res.on('finish', () => {
      seen.answered = true;
    });
    const watch = query.watch === '1';
    const index = this.answers.findIndex(
      next => next.path === url.pathname && (next.watch ?? watch) === watch,
    );
    if (this.refused) {
      this.refused(req, res);
    } else if (index >= 0) {
      const [{ answer }] = this.answers.splice(index, 1);
      answer(req, res);
    } else if (watch) {
      this.watch(url.pathname, query, req, res);
    } else {
      this.list(url.pathname, query, req, res);
    }
  }

  /** What a collection holds, without telling watchers: as if it had always been so. */
  setObjects(path: string, objects: FakeObject[]): void {
    this.objects.set(
      path,
      objects.map(object => this.stamped(object)),
    );
  }

  /** Adds or changes an object (by uid), and tells watchers. */
  apply(path: string, object: FakeObject): FakeObject {
    const stored = this.objects.get(path) ?? [];
    const existing = stored.findIndex(
      other => uidOf(object) !== undefined && uidOf(other) === uidOf(object),
    );
    const stamped = this.stamped(object);
    this.objects.set(path, [
      ...stored.filter((_, index) => index !== existing),
      stamped,
    ]);
    this.change(path, existing >= 0 ? 'MODIFIED' : 'ADDED', stamped);
    return stamped;
  }

  /** Deletes an object by its uid, and tells watchers. */
  remove(path: string, uid: string): void {
    const stored = this.objects.get(path) ?? [];
    const gone = stored.find(object => uidOf(object) === uid);
    if (!gone) throw new Error(`No object ${uid} in ${path}`);
    this.objects.set(
      path,
      stored.filter(object => object !== gone),
    );
    this.change(path, 'DELETED', this.stamped(gone));
  }

  /** Something else happened in the cluster: the version grows, and nobody is told. */
  passTime(revisions = 1): void {
    this.revision += revisions;
  }

  /** Sends any line to the open watches of a collection. */
  emit(path: string, line: string): void {
    for (const { res } of this.watchersOf(path)) res.write(line);
  }

  /** Sends a bookmark to the open watches of a collection. */
  bookmark(path: string): void {
    const object = { metadata: { resourceVersion: this.resourceVersion } };
    this.emit(path, `${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  /** Forgets the history, as etcd does every five minutes: older versions and continue tokens expire. */
  expire(): void {
    this.compactedAt = this.revision;
    this.history = [];
    this.snapshots.clear();
  }

  /** Takes the place of the next answer for a path, or of the next list or watch only. */
  answerNext(
    path: string,
    answer: FakeAnswer,
    options: { watch?: boolean } = {},
  ): void {
    this.answers.push({ path, answer, ...options });
  }

  /** Takes the place of all answers until it is called without one. */
  answerAll(answer?: FakeAnswer): void {
    this.refused = answer;
  }

  /** Open watches of a collection, or those of them whose field selector has a term. */
  openWatches(path: string, term = ''): number {
    return this.watchersOf(path).filter(({ fieldSelector = '' }) =>
      fieldSelector.includes(term),
    ).length;
  }

  /** Ends the watches of a collection as a server does whose time for them is up. */
  endWatches(path: string): void {
    for (const watcher of this.watchersOf(path)) {
      this.watchers.delete(watcher);
      watcher.res.end();
    }
  }

  /** Ends the watches of a collection as a server does that dies. */
  cutWatches(path: string): void {
    for (const watcher of this.watchersOf(path)) {
      this.watchers.delete(watcher);
      watcher.res.destroy();
    }
  }

  /** Requests for a collection, or those of them whose field selector has a term. */
  seen(path: string, kind: 'list' | 'watch', term = ''): SeenRequest[] {
    return this.requests.filter(
      ({ path: asked, query: { watch, fieldSelector = '' } }) =>
        asked === path &&
        (watch === '1') === (kind === 'watch') &&
        fieldSelector.includes(term),
    );
  }

  private watchersOf(path: string): Watcher[] {
    return [...this.watchers].filter(watcher => watcher.path === path);
  }

  private stamped(object: FakeObject): FakeObject {
    this.revision += 1;
    return {
      ...object,
      metadata: {
        uid: `uid-${this.revision}`,
        ...object.metadata,
        resourceVersion: `${this.revision}`,
      },
    };
  }

  private change(path: string, type: Change['type'], object: FakeObject) {
    const change = { revision: this.revision, path, type, object };
    this.history.push(change);
    for (const watcher of this.watchersOf(path)) this.tell(watcher, change);
  }

  private tell(watcher: Watcher, { type, object }: Change): void {
    if (!selects(object, watcher.fieldSelector)) return;
    const shown = watcher.metadataOnly ? { metadata: object.metadata } : object;
    watcher.res.write(`${JSON.stringify({ type, object: shown })}\n`);
  }

  private list(
    path: string,
    query: Record<string, string>,
    req: http.IncomingMessage,
    res: http.ServerResponse,
  ): void {
    let at = this.revision;
    let offset = 0;
    if (query.continue) {
      [at, offset] = JSON.parse(atob(query.continue));
      if (!this.snapshots.has(at)) {
        const message = 'The provided continue parameter is too old';
        answerJson(410, statusOf(410, 'Expired', message))(req, res);
        return;
      }
    }
    const all = this.snapshots.get(at) ?? this.objects.get(path) ?? [];
    const selected = all.filter(each => selects(each, query.fieldSelector));
    const end = query.limit ? offset + Number(query.limit) : selected.length;
    const more = end < selected.length;
    if (more) this.snapshots.set(at, all);
    const metadataOnly = (req.headers.accept ?? '').includes(
      'as=PartialObjectMetadataList',
    );
    const items = selected
      .slice(offset, end)
      .map(object => (metadataOnly ? { metadata: object.metadata } : object));
    answerJson(200, {
      kind: metadataOnly ? 'PartialObjectMetadataList' : 'List',
      metadata: {
        resourceVersion: `${at}`,
        ...(more && {
          continue: btoa(JSON.stringify([at, end])),
          remainingItemCount: selected.length - end,
        }),
      },
      items,
    })(req, res);
  }

  private watch(
    path: string,
    query: Record<string, string>,
    req: http.IncomingMessage,
    res: http.ServerResponse,
  ): void {
    const from = Number(query.resourceVersion);
    res.writeHead(200, { 'content-type': 'application/json' });
    if (!this.silent) res.flushHeaders();
    if (from < this.compactedAt) {
      const message = 'The resourceVersion for the provided watch is too old.';
      const object = statusOf(410, 'Expired', message);
      res.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    const watcher = {
      path,
      res,
      fieldSelector: query.fieldSelector,
      metadataOnly: (req.headers.accept ?? '').includes(
        'as=PartialObjectMetadata;',
      ),
    };
    this.watchers.add(watcher);
    for (const change of this.history) {
      if (change.path === path && change.revision > from) {
        this.tell(watcher, change);
      }
    }
    const seconds = Number(query.timeoutSeconds ?? 1800);
    const timer = setTimeout(() => {
      this.watchers.delete(watcher);
      res.end();
    }, seconds * 1000);
    res.on('close', () => {
      clearTimeout(timer);
      this.watchers.delete(watcher);
    });
  }
}
