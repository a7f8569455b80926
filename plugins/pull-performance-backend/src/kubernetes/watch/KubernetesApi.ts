import {
  ClusterAccess,
  ClusterResponse,
} from 'backstage-plugin-pull-performance-node';
import {
  answerProblem,
  badAnswer,
  Reading,
  statusProblem,
  tooLarge,
  unreachable,
} from './answerProblem';
import { readBytes, TooLargeError } from './boundedBody';
import { ClusterReadError } from './ClusterReadError';
import { isObject, textOf, versionOf } from './json';
import { JsonLine, jsonLines } from './jsonLines';
import { messageOf, plainText } from './plainText';
import { RawList, readList } from './readList';
import { WatchedResource } from './types';

/** One page of a list. */
export interface ListPage {
  /** Parsed one by one as they are taken, once. */
  items: Iterable<JsonLine>;
  resourceVersion: string;
  /** Asks for the next page; absent on the last one. */
  continueToken?: string;
}

/** What a watch tells, in order. */
export type WatchEvent =
  /** The API server has accepted the watch. */
  | { type: 'OPENED' }
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: unknown }
  | { type: 'BOOKMARK'; resourceVersion: string }
  | { type: 'UNREADABLE'; why: string };

/** Bounds of what is read at once. */
export interface ApiLimits {
  maxPageBytes: number;
  maxLineBytes: number;
  /** How long one page may take. */
  pageTimeoutMs: number;
  /** How long the current version may take, which is one object. */
  versionTimeoutMs: number;
  /** How much longer than its time a watch may take: a server that died behind a proxy is silent for ever. */
  watchGraceMs: number;
}

const PAGE = 'a page of the list';
// Continue tokens hold the last object's key in base64; names are at most 253 characters.
const MAX_CONTINUE_LENGTH = 8192;

function acceptOf(resource: WatchedResource, kind: string): string {
  return resource.metadataOnly
    ? `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`
    : 'application/json';
}

/** Speaks the Kubernetes API's list and watch for one collection. All its errors are ClusterReadErrors, but for the caller's own abort. */
export class KubernetesApi {
  private constructor(
    private readonly access: ClusterAccess,
    private readonly reading: Reading,
    private readonly limits: ApiLimits,
  ) {}

  static create(options: {
    access: ClusterAccess;
    reading: Reading;
    limits: ApiLimits;
  }): KubernetesApi {
    return new KubernetesApi(options.access, options.reading, options.limits);
  }

  /** One page of the collection as it is now, or as it was when the first page was read. */
  async listPage(options: {
    pageSize: number;
    continueToken?: string;
    signal: AbortSignal;
  }): Promise<ListPage> {
    const { resource } = this.reading;
    return this.readPage(
      {
        limit: `${options.pageSize}`,
        continue: options.continueToken,
        fieldSelector: resource.fieldSelector,
      },
      this.limits.pageTimeoutMs,
      options.signal,
    );
  }

  /** The version the whole cluster is at now. Cheap: no selector, since the server would search all objects for a match. */
  async currentVersion(signal: AbortSignal): Promise<string> {
    const { versionTimeoutMs } = this.limits;
    const page = await this.readPage({ limit: '1' }, versionTimeoutMs, signal);
    return page.resourceVersion;
  }

  /** Follows the collection from a version on, until the server ends the watch. */
  async *watch(options: {
    resourceVersion: string;
    watchSeconds: number;
    signal: AbortSignal;
  }): AsyncGenerator<WatchEvent> {
    const { resource } = this.reading;
    const deadline = AbortSignal.timeout(
      options.watchSeconds * 1000 + this.limits.watchGraceMs,
    );
    const signal = AbortSignal.any([options.signal, deadline]);
    try {
      const response = await this.get(
        {
          watch: '1',
          allowWatchBookmarks: 'true',
          resourceVersion: options.resourceVersion,
          timeoutSeconds: `${options.watchSeconds}`,
          fieldSelector: resource.fieldSelector,
        },
        acceptOf(resource, 'PartialObjectMetadata'),
        signal,
      );
      yield { type: 'OPENED' };
      const { maxLineBytes } = this.limits;
      for await (const line of jsonLines(response.body, { maxLineBytes })) {
        yield 'value' in line
          ? this.eventOf(line.value)
          : { type: 'UNREADABLE', why: line.unreadable };
      }
    } catch (error) {
      throw this.explained(error, options.signal, deadline);
    }
  }

  private eventOf(line: unknown): WatchEvent {
    if (!isObject(line)) {
      return { type: 'UNREADABLE', why: 'A line of the watch is no object.' };
    }
    const { type, object } = line;
    if (type === 'ERROR') {
      throw statusProblem(this.reading, isObject(object) ? object : {});
    }
    if (type === 'BOOKMARK') {
      const resourceVersion = versionOf(object);
      return resourceVersion
        ? { type, resourceVersion }
        : { type: 'UNREADABLE', why: 'A bookmark has no resourceVersion.' };
    }
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') {
      return { type, object };
    }
    const name = typeof type === 'string' ? plainText(type) : typeof type;
    return {
      type: 'UNREADABLE',
      why: `A line of the watch is of an unknown kind: ${name}.`,
    };
  }

  private async readPage(
    query: Record<string, string | undefined>,
    timeoutMs: number,
    outerSignal: AbortSignal,
  ): Promise<ListPage> {
    const { resource } = this.reading;
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([outerSignal, deadline]);
    try {
      const response = await this.get(
        query,
        acceptOf(resource, 'PartialObjectMetadataList'),
        signal,
      );
      const bytes = await readBytes(response.body, {
        maxBytes: this.limits.maxPageBytes,
        what: PAGE,
      });
      return this.pageOf(bytes);
    } catch (error) {
      throw this.explained(error, outerSignal, deadline);
    }
  }

  private pageOf(bytes: Buffer): ListPage {
    let list: RawList;
    try {
      list = readList(bytes);
    } catch (error) {
      if (error instanceof TooLargeError) throw error;
      throw badAnswer(this.reading, 'The list is not whole JSON.');
    }
    const { metadata, items } = list;
    const resourceVersion = versionOf(list);
    if (!isObject(metadata) || !resourceVersion) {
      throw badAnswer(this.reading, 'The list has no resourceVersion.');
    }
    if (!items) {
      throw badAnswer(this.reading, 'The list has no items.');
    }
    const continueToken = textOf(metadata.continue);
    if (continueToken && continueToken.length > MAX_CONTINUE_LENGTH) {
      throw badAnswer(this.reading, 'The list has no usable continue token.');
    }
    return { items, resourceVersion, continueToken };
  }

  private async get(
    query: Record<string, string | undefined>,
    accept: string,
    signal: AbortSignal,
  ): Promise<ClusterResponse> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) search.set(key, value);
    }
    let response: ClusterResponse;
    try {
      response = await this.access.request({
        cluster: this.reading.cluster,
        path: `${this.reading.resource.path}?${search}`,
        accept,
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw unreachable(this.reading, messageOf(error));
    }
    const problem = await answerProblem(this.reading, response);
    if (problem) throw problem;
    return response;
  }

  private explained(
    error: unknown,
    outerSignal: AbortSignal,
    deadline: AbortSignal,
  ): unknown {
    if (outerSignal.aborted) return outerSignal.reason;
    if (error instanceof ClusterReadError) return error;
    if (error instanceof TooLargeError) {
      return tooLarge(
        this.reading,
        `The answer is too large: ${error.message}.`,
      );
    }
    if (deadline.aborted) {
      return unreachable(
        this.reading,
        'The API server did not answer in time.',
      );
    }
    return unreachable(
      this.reading,
      `The answer broke off: ${messageOf(error)}.`,
    );
  }
}
