import {
  DiskState,
  NodeDiskSummary,
  NodeFacts,
  NodePull,
  RegistryFacts,
} from 'backstage-plugin-pull-performance-common';
import {
  PullMetricHour,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { TimeWindow } from './PullStore';

/** What a node's Kubernetes object tells of it, images apart. */
export interface NodeDescription {
  name: string;
  /** Absent when unknown. */
  nodePool?: string;
  instanceType?: string;
  /** `spec.providerID`. */
  providerId?: string;
  /** `InternalIP` addresses. */
  addresses: string[];
  kubeletVersion?: string;
  /** `containerd://2.1.4`. */
  containerRuntime?: string;
  /** Epoch milliseconds. */
  createdAtMs?: number;
  /** Well-known labels and those of clouds. */
  labels: Record<string, string>;
}

/** Something that shows that a node's image disk is full. */
export interface NodeIncident {
  node: string;
  /** Epoch milliseconds. */
  atMs: number;
  /** The condition or the event that told it. */
  kind: 'disk-pressure' | 'image-gc-failed';
}

/** What was measured of a disk in one minute, and how it is judged. */
export interface DiskMinute {
  /** Start of the minute, epoch milliseconds. */
  startMs: number;
  state: DiskState;
  queueDepth?: number;
  iopsShare?: number;
  bandwidthShare?: number;
  ioPressureShare?: number;
  usedShare?: number;
}

/** What one source told of a node. */
export interface SourceFacts {
  source: string;
  facts: NodeFacts;
}

/** A node as it is stored. */
export interface DescribedNode {
  id: number;
  cluster: string;
  name: string;
  /** No longer in its cluster. */
  gone: boolean;
  /** Absent while nobody described it, as in clusters that only push events. */
  description?: NodeDescription;
  /** Those to believe first come first. */
  facts: SourceFacts[];
}

/** How reading a cluster's nodes from a source went last. */
export interface SourceState {
  cluster: string;
  source: string;
  /** From when on disks have been read, and up to when, epoch milliseconds; absent for sources of facts, and before the first reading. */
  readSinceMs?: number;
  readUntilMs?: number;
  problems: (SourceProblem & { firstSeenAtMs: number; lastSeenAtMs: number })[];
  registries: RegistryFacts[];
  /** Epoch milliseconds. */
  askedAtMs: number;
}

/** What a node's hours add up to. Pulls are those of all services that did not find their image. */
export interface NodeFigures extends NodeDiskSummary {
  pulls: number;
  waitSeconds: number;
}

/** One hour of a node in which it pulled. */
export interface PullingHour {
  /** Hours since the epoch. */
  hour: number;
  pulls: number;
  waitSeconds: number;
  pullingSeconds: number;
  observedSeconds: number;
  throttledSeconds: number;
}

/** What a node's kubelet counted of pulls, summed up over hours. */
export interface PullMetricFigures {
  /** In which it told how many there were; all other figures but `requests` are of these. */
  hours: number;
  /** Those that succeeded; engines extend counts to an hour's ends, so it need not be whole. */
  pulls: number;
  /** What is known of the same hours from events: pulls that did not find their image, as in `NodeFigures`. */
  knownPulls: number;
  /** Of the pulls those whose waits are known. */
  timedPulls: number;
  /** Their waits, the kubelet's queue included. */
  waitSeconds: number;
  /** How often it was asked to see to an image, where it is known how often the image was there. */
  requests: number;
  presentLocally: number;
  /** What the container runtime counted; absent when it told nothing. */
  runtimePulls?: number;
  runtimeFailures?: number;
}

/** Where it is kept what nodes are, how their disks did, and when they pulled. */
export interface NodeStore {
  /** Takes nodes as their cluster describes them; nodes that are not named stay as they are. */
  saveNodeDescriptions(options: {
    cluster: string;
    nodes: NodeDescription[];
    atMs: number;
    /** Whether they were described so long ago that they may be gone: then only what nobody described yet is taken. */
    past?: boolean;
  }): Promise<void>;
  /** Marks the hours of the incidents. */
  addNodeIncidents(options: {
    cluster: string;
    incidents: NodeIncident[];
  }): Promise<void>;

  /** Clusters of which nodes are known. */
  listNodeClusters(): Promise<string[]>;
  /** Pages through the nodes of a cluster that are not gone, by id. */
  listClusterNodes(options: {
    cluster: string;
    afterId?: number;
    limit: number;
  }): Promise<DescribedNode[]>;
  /** When the first pull of a cluster's nodes ended that is known in a time, to the hour; `undefined` without any. */
  firstPullMs(options: {
    cluster: string;
    sinceMs: number;
    beforeMs: number;
  }): Promise<number | undefined>;
  /** Keeps what was measured; of a minute that is told again the worse state stays. */
  saveDiskMinutes(options: {
    cluster: string;
    nodes: ReadonlyMap<string, readonly DiskMinute[]>;
  }): Promise<void>;
  /** Keeps what sources told of nodes; sources that are not named stay as they were. */
  saveNodeFacts(options: {
    cluster: string;
    source: string;
    facts: readonly NodeFacts[];
    atMs: number;
  }): Promise<void>;
  sourceStates(options?: { cluster?: string }): Promise<SourceState[]>;
  saveSourceState(state: {
    cluster: string;
    source: string;
    /** What was read now beside what was read before, epoch milliseconds; absent: nothing. */
    read?: { fromMs: number; toMs: number };
    /** Absent: as before. */
    problems?: readonly SourceProblem[];
    registries?: readonly RegistryFacts[];
    atMs: number;
  }): Promise<void>;

  /** Keeps what nodes counted of pulls; an hour that is told again is replaced. */
  savePullMetrics(options: {
    cluster: string;
    nodes: ReadonlyMap<string, readonly PullMetricHour[]>;
  }): Promise<void>;

  /** Notes on which nodes pulls that are new in the store ran, and when; returns how many it took, none when there is no more. */
  takePulls(options: { limit: number }): Promise<number>;

  /** The nodes that ran pods of a service in a window, at most `limit`. */
  nodesOfService(options: {
    entityRef: string;
    cluster?: string;
    window: TimeWindow;
    limit: number;
  }): Promise<DescribedNode[]>;
  /** The nodes on which containers of a service run now, at most `limit`; unknown in clusters that only push. */
  nodesRunning(options: {
    entityRef: string;
    cluster?: string;
    limit: number;
  }): Promise<DescribedNode[]>;
  /** Pages through all nodes that may have been there in a window, by id. */
  listNodes(options: {
    cluster?: string;
    window: TimeWindow;
    afterId?: number;
    limit: number;
  }): Promise<DescribedNode[]>;
  /** What hours add up to, by the nodes' ids; a node of which nothing is known is left out. Begun hours count whole. */
  figuresOf(options: {
    nodeIds: readonly number[];
    window: TimeWindow;
  }): Promise<Map<number, NodeFigures>>;
  /** What nodes themselves counted of pulls, by their ids; a node that told nothing is left out. Begun hours count whole. */
  pullMetricsOf(options: {
    nodeIds: readonly number[];
    window: TimeWindow;
  }): Promise<Map<number, PullMetricFigures>>;
  /** The hours in which nodes pulled. */
  pullingHours(options: {
    nodeIds: readonly number[];
    window: TimeWindow;
  }): Promise<Map<number, PullingHour[]>>;
  /** The newest pulls of nodes with their times in the queue, by the nodes' ids, at most `limit` of each. */
  recentPulls(options: {
    nodeIds: readonly number[];
    window: TimeWindow;
    limit: number;
  }): Promise<Map<number, NodePull[]>>;
  /** The newest waits of a service's pulls that did not find their image, at most `limit`. */
  serviceWaits(options: {
    entityRef: string;
    cluster?: string;
    window: TimeWindow;
    limit: number;
  }): Promise<{ cluster: string; node: string; waitSeconds: number }[]>;

  /** Removes hours that are past their retention; returns how many rows went. */
  prune(options: { beforeMs: number; signal?: AbortSignal }): Promise<number>;
}
