/**
 * Rows as the tables hold them; see ../../migrations for what the columns mean.
 * A bigint comes back from PostgreSQL as a string: read those with Number().
 */
export type BigIntColumn = number | string;

export interface WorkloadRow {
  id: number;
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
  labels: string;
  seen_at: BigIntColumn;
}

export interface PullRow {
  id: BigIntColumn;
  cluster: string;
  event_uid: string;
  occurrence: number;
  workload_id: number;
  node_pool_id: number;
  pod_uid: string;
  pod_name: string;
  container: string;
  container_kind: string;
  node: string;
  image: string;
  outcome: string;
  cause: string | null;
  finished_at: BigIntColumn;
  wait_seconds: number | null;
  pull_seconds: number | null;
  image_bytes: BigIntColumn | null;
  message: string;
}

export interface PodRow {
  cluster: string;
  pod_uid: string;
  workload_id: number;
  node_pool_id: number;
  known_at: BigIntColumn;
  scheduled_at: BigIntColumn | null;
  ready_at: BigIntColumn | null;
  /** SQLite: 0 or 1. */
  pulls_seen: boolean | number;
  image_wait_ms: BigIntColumn;
}

/** `h`: buckets are hours since the epoch; `d`: days. */
export type Resolution = 'h' | 'd';

export interface RollupKey {
  workload_id: number;
  resolution: Resolution;
  bucket: number;
  node_pool_id: number;
}

export interface PullRollupRow extends RollupKey {
  outcome: string;
  cause: string;
  pull_count: BigIntColumn;
  wait_seconds_sum: number;
  wait_seconds_max: number;
  split_wait_seconds_sum: number;
  split_pull_seconds_sum: number;
  wait_sketch: Buffer;
  pull_sketch: Buffer;
}

export interface PodStartRollupRow extends RollupKey {
  pods: BigIntColumn;
  starts: BigIntColumn;
  ready_ms_sum: BigIntColumn;
  image_wait_ms_sum: BigIntColumn;
  ready_image_wait_ms_sum: BigIntColumn;
  observed_ready_ms_sum: BigIntColumn;
  ready_sketch: Buffer;
}
