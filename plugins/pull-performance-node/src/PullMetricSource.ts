import { NodeSourceRequest, SourceProblem } from './NodeSources';

/**
 * What a node itself counted of image pulls in one UTC hour. Counts are increases of counters, which engines extend to the hour's ends: they need not be
 * whole. What is absent is not known; none is 0.
 *
 * @public
 */
export interface PullMetricHour {
  /** Epoch milliseconds, a full UTC hour. */
  startMs: number;
  /** Pulls that succeeded, by the kubelet (`kubelet_image_pull_duration_seconds`). */
  pulls?: number;
  /** Sum of their durations, seconds, the wait in the kubelet's queue included. */
  waitSecondsSum?: number;
  /** How often the kubelet was asked to see to an image (`kubelet_image_manager_ensure_image_requests_total`, since 1.35). */
  requests?: number;
  /** Those of the requests that found the image on the node. */
  presentLocally?: number;
  /** Pulls that succeeded, by the container runtime. */
  runtimePulls?: number;
  /** Pulls that failed, by the container runtime. */
  runtimeFailures?: number;
}

/**
 * What to read of a cluster's nodes: the hours from `fromMs` to `toMs`, epoch milliseconds, full UTC hours that are over.
 *
 * @public
 */
export interface PullMetricRequest extends NodeSourceRequest {
  /** Begin of the first hour, epoch milliseconds. */
  fromMs: number;
  /** End of the last hour, epoch milliseconds. */
  toMs: number;
}

/**
 * What a source told of pulls. A node or an hour without figures stays unknown.
 *
 * @public
 */
export interface PullMetricReading {
  /** By node, one entry for an hour at most. */
  hours: ReadonlyMap<string, readonly PullMetricHour[]>;
  /** What is missing and why. Kubelets and runtimes that have no such metrics are no problem. */
  problems: SourceProblem[];
}

/**
 * Knows what nodes themselves counted of image pulls: a second look at what is known from events.
 *
 * @remarks
 * Many nodes are asked for at once, and failures are told as by `NodeDiskSource`.
 *
 * @public
 */
export interface PullMetricSource {
  /** From where it knows, for example `prometheus`; shown to users. */
  readonly id: string;
  /** Whether it is configured for a cluster. */
  readsCluster(cluster: string): boolean;
  /** Reads full hours; an hour may be asked for again. */
  readPullMetrics(request: PullMetricRequest): Promise<PullMetricReading>;
}
