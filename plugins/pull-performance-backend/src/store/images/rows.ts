import { Reason } from 'backstage-plugin-pull-performance-common';
import { ReadManifest } from '../manifests';
import { BigIntColumn } from '../rows';

/** See ../../../migrations for what the columns mean. */
export interface ManifestRow {
  id: number;
  digest: string;
  registry: string;
  repository: string;
  kubelet_bytes: BigIntColumn | null;
  kind: string | null;
  content: string | null;
  read_at: BigIntColumn | null;
  problem: string | null;
  tries: number;
  next_try_at: BigIntColumn;
}

export interface TagRow {
  reference: string;
  digest: string | null;
  problem: string | null;
  checked_at: BigIntColumn;
  next_check_at: BigIntColumn;
}

export interface NodeRow {
  id: number;
  cluster: string;
  name: string;
  platform: string;
  /** SQLite: 0 or 1. */
  complete: boolean | number;
  list_since: BigIntColumn | null;
  unlisted_bytes: BigIntColumn | null;
  gone: boolean | number;
  changed_at: BigIntColumn;
}

export interface HoldingRow {
  node_id: number;
  manifest_id: number;
  from_at: BigIntColumn;
  until_at: BigIntColumn | null;
}

export interface UseRow {
  id: number;
  workload_id: number;
  container_kind: string;
  container: string;
  image: string;
  platform: string;
  reference: string;
  first_seen_at: BigIntColumn;
  last_seen_at: BigIntColumn;
  /** SQLite: 0 or 1. */
  running: boolean | number;
}

/** What is written as JSON was read by this plugin before. */
export function contentOf(text: string | null): ReadManifest | undefined {
  return text === null ? undefined : JSON.parse(text);
}

export function problemOf(text: string | null): Reason | undefined {
  return text === null ? undefined : JSON.parse(text);
}

export function optionalNumber(value: BigIntColumn | null): number | undefined {
  return value === null ? undefined : Number(value);
}
