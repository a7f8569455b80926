import { BindingLimit, NodeHealth } from '../schema/openapi';

/**
 * In what state an image disk was in a stretch of time: idle to busy, or throttled and by what, or unknown.
 *
 * @public
 */
export type DiskState =
  | 'unknown'
  | 'healthy'
  | 'busy'
  | 'iops'
  | 'bandwidth'
  | 'queueDepth'
  | 'ioPressure';

/**
 * From where on a disk counts as busy, throttled or nearly full.
 *
 * @public
 */
export interface DiskThresholds {
  /** Of the binding limit of operations or bytes: throttled from here on. */
  throttledShare: number;
  /** Of the binding limit: busy from here on. */
  busyShare: number;
  /** Throttled when more requests than this wait or are served. */
  queueDepth: number;
  /** Throttled when tasks wait for I/O for this share of the time, unless the disk itself is known to be idle meanwhile. */
  ioPressureShare: number;
  /** A node is throttled when its disk was for so long while it pulled. */
  throttledSeconds: number;
  /** Nearly full from here on, where the node's own threshold for removing images is not known. */
  fullShare: number;
}

/**
 * What was seen of a node's image disk in a window.
 *
 * @public
 */
export interface NodeDiskSummary {
  /** In which at least one pull ran. */
  pullingSeconds: number;
  /** Of `pullingSeconds`: the state of the disk is known. */
  observedSeconds: number;
  /** Of `observedSeconds`: busy, not throttled. */
  busySeconds: number;
  /** Of `observedSeconds`: throttled. */
  throttledSeconds: number;
  /** Of `throttledSeconds`, by what. */
  throttledBySeconds: {
    iops: number;
    bandwidth: number;
    queueDepth: number;
    ioPressure: number;
  };
  /** In which the state of the disk is known, pulling or not. */
  sampledSeconds: number;
  /** The highest that was seen in hours in which it pulled; absent when nothing was. */
  queueDepth?: number;
  iopsShare?: number;
  bandwidthShare?: number;
  ioPressureShare?: number;
  /** The highest that was seen, pulling or not. */
  usedShare?: number;
  /** Whether Kubernetes said that the disk is full (`DiskPressure`), or that images could not be removed. */
  diskPressure: boolean;
}

/**
 * A node as the node disk health area judges it.
 *
 * @public
 */
export interface JudgedNode {
  cluster: string;
  node: string;
  health: NodeHealth;
  summary?: NodeDiskSummary;
  limit?: BindingLimit;
}

/**
 * A pull on a node, for telling how many run at once. Epoch milliseconds.
 *
 * @public
 */
export interface NodePull {
  /** The kubelet asked for it (`Pulling`). */
  requestedAtMs: number;
  /** It left the queue. */
  startedAtMs: number;
  finishedAtMs: number;
}
