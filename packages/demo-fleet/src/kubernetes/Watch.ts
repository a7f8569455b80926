import { ServerResponse } from 'node:http';
import { Form } from './forms';
import { KubernetesObject } from './objects/json';
import { ObjectStore, StoredChange } from './ObjectStore';
import { Resource } from './resources';
import { Selector } from './selectors';
import { expiredWatch } from './status';

const BOOKMARK_EVERY_MS = 60_000;
/** A client that takes no more than this is cut off, as the API server does with slow watchers. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/** What a client wants to watch. */
export interface WatchRequest {
  resource: Resource;
  selector: Selector;
  form: Form;
  /** Absent: everything there is first. */
  fromRevision?: number;
  timeoutMs: number;
  bookmarks: boolean;
}

/** Tells one client of changes until its time is over. */
export class Watch {
  private readonly timers: NodeJS.Timeout[] = [];
  private unsubscribe?: () => void;

  private constructor(
    private readonly store: ObjectStore,
    private readonly request: WatchRequest,
    private readonly response: ServerResponse,
  ) {}

  static start(options: {
    store: ObjectStore;
    request: WatchRequest;
    response: ServerResponse;
  }): void {
    const { store, request, response } = options;
    new Watch(store, request, response).begin();
  }

  private begin(): void {
    const { store, request, response } = this;
    const { resource, fromRevision, timeoutMs } = request;
    response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-cache, private',
    });
    response.flushHeaders();
    if (fromRevision !== undefined && fromRevision < store.oldestRevision) {
      response.end(
        `${JSON.stringify({ type: 'ERROR', object: expiredWatch })}\n`,
      );
      return;
    }
    response.on('close', () => this.end());
    if (fromRevision === undefined) {
      for (const object of store.list(resource)) this.send('ADDED', object);
    } else {
      for (const change of store.changesSince(fromRevision)) this.tell(change);
    }
    this.unsubscribe = store.subscribe(change => this.tell(change));
    this.timers.push(
      setTimeout(() => {
        this.bookmark();
        // At once: what is written after the end is an error, and the connection closes later.
        this.end();
        response.end();
      }, timeoutMs),
      setInterval(() => this.bookmark(), BOOKMARK_EVERY_MS),
    );
  }

  private tell({ type, resource, object }: StoredChange): void {
    if (resource === this.request.resource) this.send(type, object);
  }

  private send(type: string, object: KubernetesObject): void {
    if (!this.request.selector(object)) return;
    const told = this.request.form.one(object);
    this.write({ type, object: told });
    if (this.response.writableLength > MAX_UNSENT_BYTES) {
      this.response.destroy();
    }
  }

  private bookmark(): void {
    const { resource, bookmarks } = this.request;
    if (!bookmarks || !resource.bookmarks) return;
    const { kind, apiVersion } = resource;
    const metadata = {
      // Everything up to here was told, for changes are told at once.
      resourceVersion: `${this.store.revision}`,
      creationTimestamp: null,
    };
    const object = { kind, apiVersion, metadata };
    this.write({ type: 'BOOKMARK', object });
  }

  /** A response that has ended closes a little later; until then there may be more to tell. */
  private write(event: object): void {
    const { response } = this;
    if (!response.writableEnded && !response.destroyed) {
      response.write(`${JSON.stringify(event)}\n`);
    }
  }

  private end(): void {
    this.unsubscribe?.();
    for (const timer of this.timers) clearTimeout(timer);
  }
}
