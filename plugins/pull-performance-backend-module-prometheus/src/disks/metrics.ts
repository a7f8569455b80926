import { DiskSample } from 'backstage-plugin-pull-performance-common';

/** What is measured of an image disk; the names of `DiskSample`. */
export type DiskMetric = keyof Pick<
  DiskSample,
  | 'queueDepth'
  | 'busyShare'
  | 'iops'
  | 'bytesPerSecond'
  | 'ioPressureShare'
  | 'usedShare'
>;

/** How a metric is spoken of, and what it can be at most. */
export interface DiskMetricDefinition {
  id: DiskMetric;
  /** In a sentence: `queue depth`. */
  name: string;
  unit: string;
  /** What is above was measured in another unit, or not at all. */
  most: number;
  isShare: boolean;
  /** Whether it is a matter of the block device; else of the node or its filesystem. */
  ofDevice: boolean;
}

/** A rate may be a little above one: Prometheus extends what it saw to the ends of its time. */
const mostShare = 1.5;

/** All metrics, in the order in which they are asked for. */
export const diskMetrics: readonly DiskMetricDefinition[] = [
  {
    id: 'queueDepth',
    name: 'queue depth',
    unit: 'requests',
    most: 1e6,
    isShare: false,
    ofDevice: true,
  },
  {
    id: 'busyShare',
    name: 'busy time',
    unit: 'a share from 0 to 1',
    most: mostShare,
    isShare: true,
    ofDevice: true,
  },
  {
    id: 'iops',
    name: 'operations per second',
    unit: 'operations per second',
    most: 1e8,
    isShare: false,
    ofDevice: true,
  },
  {
    id: 'bytesPerSecond',
    name: 'bytes per second',
    unit: 'bytes per second',
    most: 1e12,
    isShare: false,
    ofDevice: true,
  },
  {
    id: 'ioPressureShare',
    name: 'I/O pressure',
    unit: 'a share from 0 to 1',
    most: mostShare,
    isShare: true,
    ofDevice: false,
  },
  {
    id: 'usedShare',
    name: 'used space',
    unit: 'a share from 0 to 1',
    most: mostShare,
    isShare: true,
    ofDevice: false,
  },
];
