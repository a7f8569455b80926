import {
  DiskSample,
  NodeFacts,
  RegistryFacts,
} from 'backstage-plugin-pull-performance-common';

/**
 * A node as its cluster describes it: what a source needs to find it in its own words.
 *
 * @public
 */
export interface SourceNode {
  /** Name of the node object. */
  name: string;
  /** By the pool labels of clouds, else unknown. */
  nodePool?: string;
  /** `node.kubernetes.io/instance-type`. */
  instanceType?: string;
  /** `spec.providerID`, in the casing that the cloud wrote it: `azure:///subscriptions/…`. */
  providerId?: string;
  /** `InternalIP` addresses. */
  addresses: string[];
  /** `status.nodeInfo.kubeletVersion`. */
  kubeletVersion?: string;
  /** Well-known labels and those of clouds; not all labels. */
  labels: Readonly<Record<string, string>>;
}

/**
 * Why something a source should tell is missing, in plain words and without secrets.
 *
 * @public
 */
export interface SourceProblem {
  /** Stable identifier: `prometheus-unreachable`. */
  code: string;
  /** In a few words what is missing. */
  what: string;
  /** What went wrong, in a sentence or two. */
  why: string;
  /** What to do; for a missing right the exact role or rule. */
  next: string;
}

/**
 * What to read of a cluster.
 *
 * @public
 */
export interface NodeSourceRequest {
  /** Its name, as `readsCluster` was asked. */
  cluster: string;
  /** At most 5,000. */
  nodes: readonly SourceNode[];
  /** Ends the reading. */
  signal: AbortSignal;
}

/**
 * What to read of a cluster's disks: `fromMs` ≤ end of a sample ≤ `toMs`, epoch milliseconds on full minutes, at most one hour.
 *
 * @public
 */
export interface NodeDiskRequest extends NodeSourceRequest {
  /** Begin of the time, epoch milliseconds. */
  fromMs: number;
  /** End of the time, epoch milliseconds. */
  toMs: number;
}

/**
 * What a source told of disks. A node or a time without samples is a gap, and stays unknown.
 *
 * @public
 */
export interface NodeDiskReading {
  /** By node: one sample a minute at most, in any order. */
  samples: ReadonlyMap<string, readonly DiskSample[]>;
  /** What is missing and why; also when there are samples. */
  problems: SourceProblem[];
}

/**
 * Measures the disks that nodes keep images on.
 *
 * @remarks
 * A source asks for many nodes at once, never one by one, and bounds what it takes: what is beyond its bounds is a problem that names them. It rejects only
 * when nothing at all could be read for a reason that it cannot name; all other failures are problems.
 *
 * @public
 */
export interface NodeDiskSource {
  /** How it measures, for example `prometheus`; shown to users. */
  readonly id: string;
  /** Whether it is configured for a cluster. */
  readsCluster(cluster: string): boolean;
  /** Reads a stretch of time; a stretch may be asked for again. */
  readDisks(request: NodeDiskRequest): Promise<NodeDiskReading>;
}

/**
 * What a source told of nodes.
 *
 * @public
 */
export interface NodeFactReading {
  /** Of each node at most once; nodes that it does not know are left out. */
  facts: NodeFacts[];
  /** The cloud's registries next to the cluster, where the source knows them. */
  registries?: RegistryFacts[];
  /** What is missing and why; also when there are facts. */
  problems: SourceProblem[];
}

/**
 * Knows what nodes are made of: machines, disks and their limits, and how their kubelets are set up.
 *
 * @remarks
 * Failures are told as by `NodeDiskSource`.
 *
 * @public
 */
export interface NodeFactSource {
  /** From where it knows, for example `azure`; shown to users. */
  readonly id: string;
  /** Whether it is configured for a cluster. */
  readsCluster(cluster: string): boolean;
  /** Reads what nodes are now; asked every some minutes, and when nodes are new. */
  readFacts(request: NodeSourceRequest): Promise<NodeFactReading>;
}
