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
  pod_id: BigIntColumn;
  event_uid: string;
  occurrence: number;
  workload_id: number;
  node_pool_id: number;
  container: string;
  container_kind: string;
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
  id: BigIntColumn;
  cluster: string;
  pod_uid: string;
  pod_name: string;
  /** Empty: unknown. */
  node: string;
  workload_id: number;
  node_pool_id: number;
  known_at: BigIntColumn;
  scheduled_at: BigIntColumn | null;
  ready_at: BigIntColumn | null;
  /** SQLite: 0 or 1. */
  pulls_seen: boolean | number;
  image_wait_ms: BigIntColumn;
}

/** Figures of a workload, UTC day and node pool. */
export interface RollupRow {
  workload_id: number;
  /** Days since the epoch. */
  day: number;
  node_pool_id: number;
  /** Encoded sums; see pullSums.ts and podStartSums.ts. */
  figures: Buffer;
  /** The same for each hour, see hourSections.ts; null: not kept any more. */
  hours: Buffer | null;
}
