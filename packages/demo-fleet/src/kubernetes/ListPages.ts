import { KubernetesObject } from './objects/json';
import { keyOf, ObjectStore } from './ObjectStore';
import { Resource } from './resources';
import { Selector } from './selectors';
import { StatusError } from './status';

/** etcd's compaction: so long a list can be read on as it was. */
const SNAPSHOT_MS = 5 * 60_000;
/** More lists than this at a time and the oldest cannot be read on. */
const MAX_SNAPSHOTS = 32;

interface Token {
  /** `meta.k8s.io/v1`, as in real tokens. */
  v: string;
  /** The revision of the list; -1 for "as it is now". */
  rv: number;
  /** The key after which the page begins. */
  start: string;
}

/** One page of a list. */
export interface Page {
  objects: KubernetesObject[];
  metadata: {
    resourceVersion: string;
    continue?: string;
    remainingItemCount?: number;
  };
}

function encode(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function decode(text: string): Token {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Number.isInteger(token?.rv) && typeof token?.start === 'string') {
      return { v: 'meta.k8s.io/v1', rv: token.rv, start: token.start };
    }
  } catch {
    // Answered below.
  }
  throw StatusError.create(
    400,
    'BadRequest',
    'continue key is not valid: encoded value is not a token of this server',
  );
}

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** Reads lists page by page, all pages as of the first one. */
export class ListPages {
  private readonly snapshots = new Map<
    string,
    { objects: KubernetesObject[]; expiresAtMs: number }
  >();

  private constructor(private readonly store: ObjectStore) {}

  static create(options: { store: ObjectStore }): ListPages {
    return new ListPages(options.store);
  }

  /** @throws StatusError 400 for a strange token, 410 for one that is too old */
  page(options: {
    resource: Resource;
    selector: Selector;
    limit: number;
    continueToken?: string;
    nowMs: number;
  }): Page {
    const { resource, selector, limit, continueToken, nowMs } = options;
    const token = continueToken ? decode(continueToken) : undefined;
    const revision = token && token.rv >= 0 ? token.rv : this.store.revision;
    const all = this.objectsAt(resource, token, nowMs);
    const rest = all.filter(
      object => (!token || keyOf(object) > token.start) && selector(object),
    );
    const more = limit > 0 && rest.length > limit;
    const objects = more ? rest.slice(0, limit) : rest;
    const last = objects.at(-1);
    if (more) this.keep(`${resource.name}@${revision}`, all, nowMs);
    return {
      objects,
      metadata: {
        resourceVersion: `${revision}`,
        ...(more &&
          last && {
            continue: encode({
              v: 'meta.k8s.io/v1',
              rv: revision,
              start: keyOf(last),
            }),
            remainingItemCount: rest.length - objects.length,
          }),
      },
    };
  }

  private objectsAt(
    resource: Resource,
    token: Token | undefined,
    nowMs: number,
  ): KubernetesObject[] {
    for (const [key, { expiresAtMs }] of this.snapshots) {
      if (expiresAtMs <= nowMs) this.snapshots.delete(key);
    }
    if (!token || token.rv < 0) return this.store.list(resource);
    const snapshot = this.snapshots.get(`${resource.name}@${token.rv}`);
    if (!snapshot) {
      throw StatusError.create(410, 'Expired', tooOld, {
        continueToken: encode({ ...token, rv: -1 }),
      });
    }
    return snapshot.objects;
  }

  private keep(key: string, objects: KubernetesObject[], nowMs: number): void {
    if (this.snapshots.has(key)) return;
    this.snapshots.set(key, { objects, expiresAtMs: nowMs + SNAPSHOT_MS });
    for (const oldest of this.snapshots.keys()) {
      if (this.snapshots.size <= MAX_SNAPSHOTS) break;
      this.snapshots.delete(oldest);
    }
  }
}
