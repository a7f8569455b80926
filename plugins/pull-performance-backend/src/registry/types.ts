import {
  ImageFacts,
  Platform,
  Reason,
} from 'backstage-plugin-pull-performance-common';

/** A repository of a registry. */
export interface Repository {
  /** Host as references name it, with a port where they have one: `docker.io`, `127.0.0.1:5000`. */
  registry: string;
  /** For example `library/node`. */
  name: string;
}

/** What a digest or tag stands for. */
export interface ResolvedManifest {
  digest: string;
  mediaType: string;
  /** Size of the manifest itself; absent where the registry does not say. */
  manifestBytes?: number;
}

/** One entry of an index that is an image for a platform. */
export interface IndexEntry {
  digest: string;
  platform: Platform;
}

/** What a digest holds: an image for one platform, or an index of several. */
export type ReadManifest =
  | { kind: 'image'; image: ImageFacts }
  | {
      kind: 'index';
      digest: string;
      /** Size of the index itself, which the kubelet counts with the image. */
      indexBytes: number;
      /** Images only: attestations and indexes for lazy pulling are left out. */
      entries: IndexEntry[];
    };

/** Reads images from registries. All failures are `RegistryError`s. */
export interface ImageRegistry {
  /** What a tag or digest stands for now, by a HEAD request, which registries do not count as a pull. */
  resolve(
    repository: Repository,
    tagOrDigest: string,
    options?: { signal?: AbortSignal },
  ): Promise<ResolvedManifest>;
  /** The content of a digest, verified against it. */
  read(
    repository: Repository,
    digest: string,
    options?: { signal?: AbortSignal },
  ): Promise<ReadManifest>;
}

/** Why a registry could not tell something. */
export type RegistryErrorCode =
  | 'host-not-allowed'
  | 'unreachable'
  | 'unauthorized'
  | 'not-found'
  | 'rate-limited'
  | 'registry-unavailable'
  | 'unsupported'
  | 'bad-answer'
  | 'too-large';

/** A failed conversation with a registry, in words for users and without anything secret. */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode;
  readonly reason: Reason;
  /** When it makes sense to ask again, if the registry said so. */
  readonly retryAfterMs?: number;

  constructor(options: {
    code: RegistryErrorCode;
    /** What was tried, naming the image. */
    what: string;
    why: string;
    next: string;
    retryAfterMs?: number;
    cause?: unknown;
  }) {
    const { code, what, why, next, retryAfterMs, cause } = options;
    super(`${what}: ${why} ${next}`, { cause });
    this.name = 'RegistryError';
    this.code = code;
    this.reason = { code, what, why, next };
    this.retryAfterMs = retryAfterMs;
  }
}
