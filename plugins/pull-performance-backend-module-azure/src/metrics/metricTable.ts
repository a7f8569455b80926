/** Units of Azure Monitor that are read here. */
export type MetricUnit =
  | 'Count'
  | 'CountPerSecond'
  | 'BytesPerSecond'
  | 'Percent';

/** A metric of Azure Monitor; its REST name is its display name. */
export interface Metric<Key extends string = string> {
  key: Key;
  name: string;
  unit: MetricUnit;
}

/** What is measured of a machine's disk, whatever disk it is. */
export type DiskMetricKey =
  | 'queueDepth'
  | 'readsPerSecond'
  | 'writesPerSecond'
  | 'readBytesPerSecond'
  | 'writtenBytesPerSecond'
  | 'diskIopsPercent'
  | 'diskBandwidthPercent'
  | 'vmCachedIopsPercent'
  | 'vmCachedBandwidthPercent'
  | 'vmUncachedIopsPercent'
  | 'vmUncachedBandwidthPercent'
  | 'burstIoCreditsPercent'
  | 'burstBpsCreditsPercent';

/**
 * Of the cache of the host and the temp disk together, as a share of what the machine allows them. Ephemeral disks on either count here.
 */
const vmCached: readonly Metric<DiskMetricKey>[] = [
  {
    key: 'vmCachedIopsPercent',
    name: 'VM Cached IOPS Consumed Percentage',
    unit: 'Percent',
  },
  {
    key: 'vmCachedBandwidthPercent',
    name: 'VM Cached Bandwidth Consumed Percentage',
    unit: 'Percent',
  },
];

/**
 * The OS disk, on which AKS keeps images unless a pool says otherwise: 13 metrics, where one call may ask for 20.
 *
 * @remarks
 * Grain one minute, aggregation Average, one to three minutes late. On scale sets each has the dimension `VMName`. Series are missing for machines
 * whose disk Azure does not measure so: NVMe, some ephemeral disks, series without premium storage.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/reference/supported-metrics for Microsoft.Compute/virtualMachineScaleSets and virtualMachines;
 * learn.microsoft.com/azure/virtual-machines/disks-metrics.
 */
export const osDiskMetrics: readonly Metric<DiskMetricKey>[] = [
  // Requests that wait or are served.
  { key: 'queueDepth', name: 'OS Disk Queue Depth', unit: 'Count' },
  // With host caching these four count what is read from the cache, too.
  {
    key: 'readsPerSecond',
    name: 'OS Disk Read Operations/Sec',
    unit: 'CountPerSecond',
  },
  {
    key: 'writesPerSecond',
    name: 'OS Disk Write Operations/Sec',
    unit: 'CountPerSecond',
  },
  {
    key: 'readBytesPerSecond',
    name: 'OS Disk Read Bytes/sec',
    unit: 'BytesPerSecond',
  },
  {
    key: 'writtenBytesPerSecond',
    name: 'OS Disk Write Bytes/sec',
    unit: 'BytesPerSecond',
  },
  // Of what the disk always allows; above 100 it bursts.
  {
    key: 'diskIopsPercent',
    name: 'OS Disk IOPS Consumed Percentage',
    unit: 'Percent',
  },
  {
    key: 'diskBandwidthPercent',
    name: 'OS Disk Bandwidth Consumed Percentage',
    unit: 'Percent',
  },
  ...vmCached,
  // Of all managed disks of the machine together, past the cache.
  {
    key: 'vmUncachedIopsPercent',
    name: 'VM Uncached IOPS Consumed Percentage',
    unit: 'Percent',
  },
  {
    key: 'vmUncachedBandwidthPercent',
    name: 'VM Uncached Bandwidth Consumed Percentage',
    unit: 'Percent',
  },
  // Used credits for bursts of the disk, every five minutes; 100 means that none are left.
  {
    key: 'burstIoCreditsPercent',
    name: 'OS Disk Used Burst IO Credits Percentage',
    unit: 'Percent',
  },
  {
    key: 'burstBpsCreditsPercent',
    name: 'OS Disk Used Burst BPS Credits Percentage',
    unit: 'Percent',
  },
];

/** The temp disk, for pools with `kubeletDiskType: Temporary`. None of these for temp disks on NVMe. */
export const tempDiskMetrics: readonly Metric<DiskMetricKey>[] = [
  { key: 'queueDepth', name: 'Temp Disk Queue Depth', unit: 'Count' },
  {
    key: 'readsPerSecond',
    name: 'Temp Disk Read Operations/Sec',
    unit: 'CountPerSecond',
  },
  {
    key: 'writesPerSecond',
    name: 'Temp Disk Write Operations/Sec',
    unit: 'CountPerSecond',
  },
  {
    key: 'readBytesPerSecond',
    name: 'Temp Disk Read Bytes/sec',
    unit: 'BytesPerSecond',
  },
  {
    key: 'writtenBytesPerSecond',
    name: 'Temp Disk Write Bytes/sec',
    unit: 'BytesPerSecond',
  },
  ...vmCached,
];

/**
 * Used share of each filesystem of a node, with the dimensions `node` (the Kubernetes node) and `device`.
 *
 * Source: supported metrics of Microsoft.ContainerService/managedClusters, category "Nodes (PREVIEW)".
 */
export const diskUsageMetric: Metric<'usedPercent'> = {
  key: 'usedPercent',
  name: 'node_disk_usage_percentage',
  unit: 'Percent',
};
