/**
 * A cluster that can be read, or is known but cannot.
 *
 * @public
 */
export interface ReadableCluster {
  /** Unique over all accesses; the name that annotations and answers use. */
  name: string;
  /** What people call it. */
  title?: string;
  /** Why it cannot be read without a user, and what to do; absent when it can. */
  skipped?: { why: string; next: string };
}

/**
 * What to read from a cluster's API server.
 *
 * @public
 */
export interface ClusterRequest {
  /** Name of the cluster, as `listClusters` gave it. */
  cluster: string;
  /** Path with query, for example `/api/v1/events?limit=500`. Always read with GET. */
  path: string;
  /** Media types to ask for; `application/json` when absent. */
  accept?: string;
  /** Ends the request and the reading of its body. */
  signal: AbortSignal;
}

/**
 * An API server's answer. The body arrives as the server sends it, so that lists
 * and watches can be read without holding them whole.
 *
 * @public
 */
export interface ClusterResponse {
  /** HTTP status. */
  status: number;
  /** Media type of the body, without parameters, in lower case. */
  contentType: string;
  /** Undecoded bytes of the body. Stop reading to close the connection. */
  body: AsyncIterable<Uint8Array>;
  /** The server's clock when it answered (its `Date`), epoch milliseconds: tells clocks apart that differ. Absent when unknown. */
  serverTimeMs?: number;
}

/**
 * Reads the API servers of one or more Kubernetes clusters.
 *
 * @remarks
 * Implementations must not ask for compressed answers: a compressed watch can be
 * held back until it ends. They resolve for every HTTP status, and reject only when
 * there is no HTTP answer: with a ServiceUnavailableError that names the cluster
 * and the next step, never a credential.
 *
 * @public
 */
export interface ClusterAccess {
  /** How it reads, for example `kubernetes-plugin` or `kubeconfig`; shown to users. */
  readonly id: string;
  /** The clusters it can read now; called again every so often. */
  listClusters(): Promise<ReadableCluster[]>;
  /** Starts one GET request. For a watch it may resolve only when the first bytes arrive. */
  request(request: ClusterRequest): Promise<ClusterResponse>;
}
