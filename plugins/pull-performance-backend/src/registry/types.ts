import { Reason } from 'backstage-plugin-pull-performance-common';
import { ReadManifest, Repository } from '../store/manifests';

export type { IndexEntry, ReadManifest, Repository } from '../store/manifests';

/** What a digest or tag stands for. */
export interface ResolvedManifest {
  digest: string;
  mediaType: string;
  /** Size of the manifest itself; absent where the registry does not say. */
  manifestBytes?: number;
}

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
