import { KubernetesObject } from './objects/json';
import { Resource, resourceOfKind } from './resources';

/** A change as watches tell it. */
export interface StoredChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: Resource;
  revision: number;
  object: KubernetesObject;
  atMs: number;
}

/** etcd is compacted every five minutes, keeping what is younger than that. */
const HISTORY_MS = 5 * 60_000;
const MAX_HISTORY = 20_000;

/** What a cluster's etcd holds: the objects, and the changes of the last minutes. */
export class ObjectStore {
  private readonly collections = new Map<
    string,
    Map<string, KubernetesObject>
  >();
  private readonly listeners = new Set<(change: StoredChange) => void>();
  private history: StoredChange[] = [];
  private compactedRevision: number;
  private newestRevision: number;

  private constructor(revision: number) {
    this.newestRevision = revision;
    this.compactedRevision = revision;
  }

  /** @param options - `revision`: that of the newest change before those that are put in */
  static create(options: { revision: number }): ObjectStore {
    return new ObjectStore(options.revision);
  }

  get revision(): number {
    return this.newestRevision;
  }

  /** Watches can begin here or later. */
  get oldestRevision(): number {
    return this.compactedRevision;
  }

  /** By namespace and name, as etcd's keys are ordered. */
  list(resource: Resource): KubernetesObject[] {
    const collection = this.collections.get(resource.name) ?? new Map();
    return [...collection.keys()].sort().map(key => collection.get(key));
  }

  /** Changes after a revision, oldest first. */
  changesSince(revision: number): StoredChange[] {
    return this.history.filter(change => change.revision > revision);
  }

  /** Adds an object that was there before, telling nobody. */
  put(object: KubernetesObject): void {
    const resource = resourceOfKind(object.kind);
    if (resource) this.collection(resource).set(keyOf(object), object);
  }

  apply(
    type: StoredChange['type'],
    object: KubernetesObject,
    revision: number,
    atMs: number,
  ): void {
    const resource = resourceOfKind(object.kind);
    if (!resource) return;
    const key = keyOf(object);
    const collection = this.collection(resource);
    if (type === 'DELETED') collection.delete(key);
    else collection.set(key, object);
    this.newestRevision = Math.max(this.newestRevision, revision);
    const change = { type, resource, revision, object, atMs };
    this.history.push(change);
    for (const listener of this.listeners) listener(change);
  }

  /** Forgets changes that are some minutes old. */
  compact(nowMs: number): void {
    const kept = this.history
      .filter(({ atMs }) => atMs > nowMs - HISTORY_MS)
      .slice(-MAX_HISTORY);
    const forgotten = this.history.at(-kept.length - 1);
    if (kept.length < this.history.length && forgotten) {
      this.compactedRevision = forgotten.revision;
      this.history = kept;
    }
  }

  /** Hears of every change. The answer ends it. */
  subscribe(listener: (change: StoredChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private collection(resource: Resource): Map<string, KubernetesObject> {
    let collection = this.collections.get(resource.name);
    if (!collection) {
      collection = new Map();
      this.collections.set(resource.name, collection);
    }
    return collection;
  }
}

/** Where an object stands in the order of a list. */
export function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
