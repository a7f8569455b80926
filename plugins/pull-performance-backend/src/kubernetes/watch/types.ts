/** A Kubernetes collection that is listed and then watched. */
export interface WatchedResource {
  /** What people call it, for example `events about pods`. */
  title: string;
  /** Path of the collection over all namespaces, for example `/api/v1/pods`. */
  path: string;
  /** API group, empty for the core group; with `resource` what RBAC rules name. */
  group: string;
  /** Plural name, for example `pods`. */
  resource: string;
  /** What RBAC rules must allow, where listing and watching is not what is done with it. */
  verbs?: readonly string[];
  fieldSelector?: string;
  /** Objects per page of its lists, where the usual number is not good. */
  pageSize?: number;
  /** Asks for PartialObjectMetadata: much less to send where only metadata is needed. */
  metadataOnly?: boolean;
  /** Events have no watch cache and so no bookmarks: the reflector makes its own. */
  serverBookmarks: boolean;
}

/** Receives what a reflector reads. A returned promise holds back further reading until it settles. */
export interface ReflectorSink<T> {
  /** A whole new list begins: what it does not name until `listed` is gone. */
  listing?(): void;
  /** An object of a list, or one that was added or changed. The same state may come more than once. */
  upsert(object: T): void | Promise<void>;
  /** An object that was deleted, in its last state. */
  remove?(object: T): void | Promise<void>;
  /** The list is complete; `version` is what it is of. */
  listed?(version: string): void | Promise<void>;
}

/** Why a resource cannot be read, in plain words. */
export interface WatchProblem {
  /** `forbidden`, `unauthorized`, `unreachable`, `not-kubernetes`, `bad-answer`, `too-large`, `server-error`. */
  code: string;
  what: string;
  why: string;
  /** The next step; for a missing right the exact RBAC rule. */
  next: string;
}

export interface ReflectorStatus {
  phase: 'listing' | 'watching' | 'failing' | 'stopped';
  /** Last time the API server answered for this resource, epoch milliseconds. */
  lastSuccessAtMs?: number;
  /** Only while failing. */
  problem?: WatchProblem;
}
