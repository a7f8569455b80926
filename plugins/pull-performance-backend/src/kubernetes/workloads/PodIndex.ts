import { LruMap } from '../LruMap';
import { objectVersion } from '../objectVersion';
import { ReflectorSink } from '../watch/types';
import { ListedMap } from './ListedMap';
import { lengthOfPod, PodObject } from './objects';

/**
 * Pods of one cluster, about 1 kB each. Kubernetes supports 150,000 pods in a cluster; of a larger number than this
 * the ones told of last are kept, and the others resolve through the store or by their names.
 */
const MAX_PODS = 50_000;
/** Characters of all of them together; so many pods of real clusters have half of it. */
const MAX_LENGTH = 64e6;
/** Pods that are gone but whose events may still come. */
const MAX_DELETED_PODS = 5_000;

/** The pods of a cluster as far as they matter, those that were deleted lately among them. */
export class PodIndex implements ReflectorSink<PodObject> {
  private readonly live: ListedMap<PodObject>;
  private readonly deleted: LruMap<string, PodObject>;
  private isListing = false;
  private changeCount = 0;
  /** Up to this version every pod was told of. */
  private version = 0;

  private constructor(
    maxPods: number,
    maxLength: number,
    maxDeletedPods: number,
  ) {
    this.deleted = LruMap.create({ maxSize: maxDeletedPods });
    this.live = ListedMap.create({
      maxSize: maxPods,
      maxWeight: maxLength,
      weigh: lengthOfPod,
      onGone: pod => this.deleted.set(pod.uid, pod),
    });
  }

  static create(
    options: {
      maxPods?: number;
      maxLength?: number;
      maxDeletedPods?: number;
    } = {},
  ): PodIndex {
    return new PodIndex(
      options.maxPods ?? MAX_PODS,
      options.maxLength ?? MAX_LENGTH,
      options.maxDeletedPods ?? MAX_DELETED_PODS,
    );
  }

  get overflowed(): boolean {
    return this.live.overflowed;
  }

  get wasListed(): boolean {
    return this.live.wasListed;
  }

  /** How often something changed; to see whether anything did since. */
  get changes(): number {
    return this.changeCount;
  }

  /** The pods that exist. */
  all(): Iterable<PodObject> {
    return this.live.all();
  }

  /** A pod that exists or existed until lately. */
  get(uid: string): PodObject | undefined {
    return this.live.get(uid) ?? this.deleted.get(uid);
  }

  /** Whether a pod that had this version must have been told of: if it is not here, it is gone. */
  toldUpTo(version: number | undefined): boolean {
    return version !== undefined && version <= this.version;
  }

  listing(): void {
    this.isListing = true;
    this.live.beginList();
  }

  upsert(pod: PodObject): void {
    this.changeCount += 1;
    this.live.set(pod.uid, pod);
    this.deleted.delete(pod.uid);
    this.advance(pod.version);
  }

  remove(pod: PodObject): void {
    this.changeCount += 1;
    this.live.delete(pod.uid);
    this.deleted.set(pod.uid, pod);
    this.advance(pod.version);
  }

  listed(version: string): void {
    this.live.endList();
    this.changeCount += 1;
    this.isListing = false;
    // Not the larger one: a restored cluster counts from an earlier version.
    this.version = objectVersion(version) ?? 0;
  }

  /** A watch tells of pods in the order of their versions, a list does not. */
  private advance(version: number | undefined): void {
    if (!this.isListing && version !== undefined && version > this.version) {
      this.version = version;
    }
  }
}
