import { Columns } from '../bulk';
import { BigIntColumn } from '../rows';

/** See ../../../migrations for what the columns mean. */
export interface NodeHourRow {
  node_id: number;
  hour: number;
  minutes: string;
  pull_times: string;
  /** SQLite: 0 or 1. */
  disk_full: boolean | number;
  pulls: number;
  wait_seconds: number;
  pulling_seconds: number;
  observed_seconds: number;
  busy_seconds: number;
  throttled_seconds: number;
  iops_seconds: number;
  bandwidth_seconds: number;
  queue_depth_seconds: number;
  io_pressure_seconds: number;
  sampled_seconds: number;
  queue_depth: number | null;
  iops_share: number | null;
  bandwidth_share: number | null;
  io_pressure_share: number | null;
  used_share: number | null;
}

export const nodeHourColumns: Columns<NodeHourRow> = {
  node_id: 'integer',
  hour: 'integer',
  minutes: 'text',
  pull_times: 'text',
  disk_full: 'boolean',
  pulls: 'integer',
  wait_seconds: 'double precision',
  pulling_seconds: 'double precision',
  observed_seconds: 'double precision',
  busy_seconds: 'double precision',
  throttled_seconds: 'double precision',
  iops_seconds: 'double precision',
  bandwidth_seconds: 'double precision',
  queue_depth_seconds: 'double precision',
  io_pressure_seconds: 'double precision',
  sampled_seconds: 'double precision',
  queue_depth: 'double precision',
  iops_share: 'double precision',
  bandwidth_share: 'double precision',
  io_pressure_share: 'double precision',
  used_share: 'double precision',
};

/** The highest that was measured, by the columns' names. */
export const HIGHEST = [
  'queue_depth',
  'iops_share',
  'bandwidth_share',
  'io_pressure_share',
  'used_share',
] as const;

export interface NodeFactsRow {
  node_id: number;
  description: string | null;
  facts: string;
  changed_at: BigIntColumn;
}

export interface SourceRow {
  cluster: string;
  source: string;
  read_since: BigIntColumn | null;
  read_until: BigIntColumn | null;
  problems: string;
  registries: string;
  asked_at: BigIntColumn;
}

export interface PullMarksRow {
  id: number;
  taken_id: BigIntColumn;
  settled_id: BigIntColumn;
  newest_id: BigIntColumn;
  newest_at: BigIntColumn;
}
