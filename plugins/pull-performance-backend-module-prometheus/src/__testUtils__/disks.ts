import { ConfigReader } from '@backstage/config';
import {
  NodeDiskRequest,
  SourceNode,
} from 'backstage-plugin-pull-performance-node';
import { readPrometheusConfig } from '../config/readPrometheusConfig';
import { PromQlEngineOptions } from '../engine/PromQlEngine';
import { PrometheusDiskSource } from '../PrometheusDiskSource';
import { FakeEngine } from './FakeEngine';

/** 12:00 of a day that is long over. */
export const noonMs = Date.UTC(2020, 10, 22, 12);
export const minuteMs = 60_000;

export function node(
  name: string,
  options: Partial<SourceNode> = {},
): SourceNode {
  return { name, addresses: [], labels: {}, ...options };
}

/** Two minutes: 12:00 and 12:01. */
export function request(
  nodes: SourceNode[],
  options: Partial<NodeDiskRequest> = {},
): NodeDiskRequest {
  return {
    cluster: 'prod',
    nodes,
    fromMs: noonMs,
    toMs: noonMs + 2 * minuteMs,
    signal: new AbortController().signal,
    ...options,
  };
}

export function configsOf(...entries: object[]) {
  const config = { pullPerformance: { nodeDisks: { prometheus: entries } } };
  return readPrometheusConfig(
    new ConfigReader(JSON.parse(JSON.stringify(config))),
  );
}

/** A source that asks one engine. */
export function sourceOf(
  engine: FakeEngine,
  entry: object = {},
  engineOptions?: Omit<PromQlEngineOptions, 'config'>,
): PrometheusDiskSource {
  const configs = configsOf({ cluster: 'prod', url: engine.url, ...entry });
  return PrometheusDiskSource.create({ configs, engineOptions });
}

/** A node with one disk, as node-exporter tells of it. */
export function addNode(
  engine: FakeEngine,
  labels: Record<string, string>,
  options: {
    device?: string;
    mountpoint?: string;
    disk?: string;
    queueDepth?: string;
  } = {},
): void {
  const {
    device = '/dev/sda1',
    mountpoint = '/',
    disk = 'sda',
    queueDepth = '4',
  } = options;
  const mount = { ...labels, device, mountpoint, fstype: 'ext4' };
  const ofDisk = { ...labels, device: disk };
  engine
    .has('node_filesystem_size_bytes', { labels: mount, value: '1e11' })
    .has('node_filesystem_avail_bytes', { labels: mount, value: '0.25' })
    .has('node_disk_io_time_weighted_seconds_total', {
      labels: ofDisk,
      value: queueDepth,
    })
    .has('node_disk_io_time_seconds_total', { labels: ofDisk, value: '0.5' })
    .has('node_disk_reads_completed_total', { labels: ofDisk, value: '300' })
    .has('node_disk_read_bytes_total', { labels: ofDisk, value: '5e6' })
    .has('node_pressure_io_waiting_seconds_total', { labels, value: '0.125' });
}
