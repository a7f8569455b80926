/** Something that keeps a cluster from being read whole, in plain words. */
export interface CollectionProblem {
  /** Stable identifier, for example `forbidden`, `unreachable`, `unknown-wording`; with `what` the problem's identity. */
  code: string;
  what: string;
  why: string;
  /** The next step; for a missing right the exact RBAC rule. */
  next: string;
  count: number;
  firstSeenAtMs: number;
  lastSeenAtMs: number;
}

/** A time of which events may be missing, epoch milliseconds. */
export interface CollectionGap {
  fromMs: number;
  toMs: number;
  why: string;
}

export type CollectionStateName =
  | 'starting'
  | 'collecting'
  | 'degraded'
  | 'failing'
  | 'skipped';

/** How collecting goes in one cluster. Times are epoch milliseconds. */
export interface ClusterCollectionState {
  cluster: string;
  title?: string;
  /** How the cluster is read, for example `kubernetes-plugin` or `kubeconfig`. */
  access: string;
  state: CollectionStateName;
  /** Last time the API server answered for events: until then nothing is missing. */
  lastSuccessAtMs?: number;
  /** From the newest event's time to its arrival in the store. */
  lagSeconds?: number;
  /** How long the cluster keeps its events, as far as collectors learned it. */
  eventLifetimeMs?: number;
  problems: CollectionProblem[];
}

/** Keeps the collectors' states, gaps and leases, so that all replicas and restarts know them. */
export interface CollectionStore {
  saveState(state: ClusterCollectionState): Promise<void>;
  listStates(options: { afterCluster?: string; limit: number }): Promise<
    (ClusterCollectionState & {
      gaps: CollectionGap[];
      unownedPulls: number;
    })[]
  >;
  getState(cluster: string): Promise<ClusterCollectionState | undefined>;
  countStates(): Promise<number>;
  /** Forgets clusters that are no longer configured; their pulls stay. */
  keepOnly(clusters: string[]): Promise<void>;
  /** Notes a gap; one that overlaps or touches a noted gap with the same reason widens it. */
  addGap(cluster: string, gap: CollectionGap): Promise<void>;

  /**
   * Takes or renews the right to collect a cluster for `ttlMs`. True when
   * `holder` has it. Scheduler locks cannot be renewed, and one of a killed
   * replica would block the cluster until its time-out; this one ends with its ttl.
   */
  acquireLease(options: {
    cluster: string;
    holder: string;
    ttlMs: number;
  }): Promise<boolean>;
  releaseLease(options: { cluster: string; holder: string }): Promise<void>;
}
