import { Platform, Reason } from 'backstage-plugin-pull-performance-common';
import { ReadManifest, Repository } from './manifests';
import { ContainerKind, WorkloadKey } from './PullStore';

/** An image as a node knows it. */
export interface HeldImage extends Repository {
  /** Of an image or of an index, whichever was pulled. */
  digest: string;
  /** Size as the kubelet tells it; absent when it does not. */
  kubeletBytes?: number;
}

/** What a node tells of its images. */
export interface NodeImages {
  name: string;
  /** Absent when it is unknown. */
  platform?: Platform;
  images: HeldImage[];
  /** False when the kubelet may have left images out. */
  complete: boolean;
  /** Digests that the list before had and this one has not. */
  removed?: readonly string[];
}

/** A container that runs or ran, and its image. */
export interface RunningImage {
  workload: WorkloadKey;
  /** Empty for an image volume. */
  container: string;
  containerKind: ContainerKind;
  /** As the pod names it. */
  reference: string;
  /** Absent while nobody tells which image it is. */
  image?: HeldImage;
  node: string;
  platform?: Platform;
  /** Since when the node certainly held it, epoch milliseconds. */
  sinceMs: number;
}

/** A digest that no registry has been asked for yet. */
export interface WantedManifest extends Repository {
  digest: string;
  /** How often asking has failed. */
  tries: number;
}

/** A digest and what is known of it. */
export interface StoredManifest extends Repository {
  digest: string;
  kubeletBytes?: number;
  /** Absent while it has not been read. */
  content?: ReadManifest;
  /** Why it could not be read; absent when it was, or when nobody has tried. */
  problem?: Reason;
}

/** A container's image over time. */
export interface StoredImageUse {
  id: number;
  workload: WorkloadKey;
  container: string;
  containerKind: ContainerKind;
  reference: string;
  /** Absent while nobody tells which image it is. */
  digest?: string;
  platform?: Platform;
  firstSeenAtMs: number;
  lastSeenAtMs: number;
  running: boolean;
}

/** A tag and what it stood for when a registry was last asked. */
export interface StoredTag {
  reference: string;
  digest?: string;
  problem?: Reason;
  checkedAtMs: number;
}

/** When a node held an image: from ≤ t < until; without an end it still does. */
export interface NodeHolding {
  digest: string;
  fromMs: number;
  untilMs?: number;
  /** Size as the kubelet tells it. */
  kubeletBytes?: number;
}

/** A node with all that is known of the images on it. */
export interface StoredNode {
  id: number;
  cluster: string;
  name: string;
  platform?: Platform;
  /** What its own list of images is worth; absent while it told none. */
  list?: {
    /** False when the kubelet may have left images out. */
    complete: boolean;
    /** Since when that holds, epoch milliseconds. */
    sinceMs: number;
    /** Of a list that is not whole: no larger image was left out. */
    unlistedBytesAtMost?: number;
  };
  changedAtMs: number;
  holdings: NodeHolding[];
}

/** An image that a service runs now. */
export interface ServiceDigest {
  entityRef: string;
  cluster: string;
  /** As pods name it. */
  reference: string;
  digest: string;
  platform?: Platform;
}

/** How many nodes of a cluster and platform hold an image now. */
export interface HeldCount {
  digest: string;
  cluster: string;
  platform?: Platform;
  nodes: number;
}

/** Where it is kept which images run where, which nodes hold them, and what registries tell of them. */
export interface ImageStore {
  /** Says what runs in a cluster now; what ran before and is not named has ended. */
  replaceRunning(options: {
    cluster: string;
    images: RunningImage[];
    atMs: number;
    /** Whether more may run than is named: then nothing has ended. */
    partial?: boolean;
  }): Promise<void>;
  /**
   * Adds what ran, in a cluster of which not everything is told. What was seen within the last hour runs now, in place of what
   * its container ran before.
   */
  addRunning(options: {
    images: (RunningImage & {
      /** When it was seen last, epoch milliseconds. */
      seenMs: number;
    })[];
  }): Promise<void>;
  /** Says what nodes of a cluster hold now. */
  saveNodes(options: {
    cluster: string;
    nodes: NodeImages[];
    atMs: number;
  }): Promise<void>;
  /** Says which nodes of a cluster exist: the others are gone with all that they held. */
  keepNodes(options: {
    cluster: string;
    names: ReadonlySet<string>;
    atMs: number;
  }): Promise<void>;

  /** Digests to ask registries for, those that wait longest first. */
  wantedManifests(options: {
    nowMs: number;
    limit: number;
  }): Promise<WantedManifest[]>;
  /** Keeps what a registry told; the images of an index are wanted from then on, as far as nodes of their platforms are known. */
  saveManifest(options: {
    content: ReadManifest;
    digest: string;
    atMs: number;
  }): Promise<void>;
  saveManifestProblem(options: {
    digest: string;
    problem: Reason;
    nextTryAtMs: number;
  }): Promise<void>;
  manifestsOf(digests: string[]): Promise<Map<string, StoredManifest>>;

  /** References with a tag that run now and are due to be looked up. */
  dueTags(options: { nowMs: number; limit: number }): Promise<string[]>;
  saveTag(tag: StoredTag & { nextCheckAtMs: number }): Promise<void>;
  tagsOf(references: string[]): Promise<Map<string, StoredTag>>;

  /** What the workloads of a service run and ran: all that runs, and of the past the newest, at most `limit`. */
  usesOf(options: {
    entityRef: string;
    cluster?: string;
    limit: number;
  }): Promise<StoredImageUse[]>;
  /** The nodes on which uses run now, by the uses' ids. */
  nodesOf(
    useIds: number[],
  ): Promise<Map<number, { cluster: string; name: string }[]>>;

  /** Pages through what registries told, the oldest first; `afterId` is of the page before. */
  listManifests(options: {
    readSinceMs: number;
    afterId?: number;
    limit: number;
  }): Promise<{ id: number; content: ReadManifest }[]>;
  /** Pages through nodes that changed, by id. */
  listNodes(options: {
    changedSinceMs: number;
    afterId?: number;
    limit: number;
  }): Promise<StoredNode[]>;
  /**
   * Removes what is past its retention: what nodes held, and what services ran. What registries told is kept, since it
   * never changes. Returns how many rows went.
   */
  prune(options: {
    heldBeforeMs: number;
    usedBeforeMs: number;
    signal?: AbortSignal;
  }): Promise<number>;

  /** Pages through what nodes hold now, by the ids of manifests; `limit` is of manifests. */
  listHeldCounts(options: {
    afterId?: number;
    limit: number;
  }): Promise<{ items: HeldCount[]; nextAfterId?: number }>;
  /** Pages through what services run now, by the ids of uses. */
  listServiceDigests(options: {
    afterId?: number;
    limit: number;
  }): Promise<{ items: ServiceDigest[]; nextAfterId?: number }>;
}
