import { EngineConfig } from '../config/types';
import { physicalDevices } from './imageDisk';
import { DiskMetric, diskMetrics } from './metrics';

/** Where the system starts from: on the same disk as its root. */
const bootMountpoints = ['/boot', '/boot/efi', '/efi'];

/** Old kernels list the root a second time, by this type. */
const rootfsLeftOut = 'fstype!="rootfs"';

/** Which block devices are asked for, where the configuration does not say it. */
export interface WantedDevices {
  /** By name. */
  named: readonly string[];
  /** Whether all physical disks are asked for too, as it is not known of each node which one counts. */
  physical: boolean;
}

/**
 * The default query of each metric, or that of the configuration. They read what node-exporter tells, and for the I/O pressure also what the kubelet's
 * cAdvisor tells of the root control group.
 *
 * @see https://github.com/prometheus/node_exporter (collectors diskstats, filesystem, pressure)
 */
export function diskQueries(
  config: EngineConfig,
  devices: WantedDevices,
): Readonly<Record<DiskMetric, string>> {
  const range = rateRange(config);
  const device = `device=~${quote(devicePattern(config, devices))}`;
  const rate = (metric: string, ...matchers: string[]) =>
    `rate(${selector(config, metric, matchers)}[${range}])`;
  const sumOf = (first: string, second: string) =>
    `${rate(first, device)} + ${rate(second, device)}`;
  const mounted = `mountpoint=~${quote(
    alternatives(pathsTo(config.imagePath)),
  )}`;
  const filesystem = (metric: string) =>
    selector(config, metric, [mounted, rootfsLeftOut]);
  const defaults: Record<DiskMetric, string> = {
    queueDepth: rate('node_disk_io_time_weighted_seconds_total', device),
    busyShare: rate('node_disk_io_time_seconds_total', device),
    iops: sumOf(
      'node_disk_reads_completed_total',
      'node_disk_writes_completed_total',
    ),
    bytesPerSecond: sumOf(
      'node_disk_read_bytes_total',
      'node_disk_written_bytes_total',
    ),
    ioPressureShare: `${rate(
      'node_pressure_io_waiting_seconds_total',
    )} or ${rate('container_pressure_io_waiting_seconds_total', 'id="/"')}`,
    usedShare: `1 - ${filesystem('node_filesystem_avail_bytes')} / ${filesystem(
      'node_filesystem_size_bytes',
    )}`,
  };
  for (const { id } of diskMetrics) {
    const query = config.queries[id];
    if (query) defaults[id] = query.replaceAll('$__rate', () => range);
  }
  return defaults;
}

/** Which file systems images may lie on, and which the system starts from. */
export function filesystemQuery(config: EngineConfig): string {
  const mountpoints = [...pathsTo(config.imagePath), ...bootMountpoints];
  return selector(config, 'node_filesystem_size_bytes', [
    `mountpoint=~${quote(alternatives(mountpoints))}`,
    rootfsLeftOut,
  ]);
}

/** A path and those above it: `/var/lib`, `/var`, `/`. */
export function pathsTo(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return parts.reduceRight<string[]>(
    (paths, _, index) => [...paths, `/${parts.slice(0, index).join('/')}`],
    parts.length > 0 ? [`/${parts.join('/')}`] : ['/'],
  );
}

/** Two scrapes must lie within, or there is no rate. */
function rateRange(config: EngineConfig): string {
  return `${Math.max(60, Math.ceil(2 * config.scrapeIntervalSeconds))}s`;
}

function devicePattern(config: EngineConfig, devices: WantedDevices): string {
  if (config.device !== undefined) return config.device;
  const { named, physical } = devices;
  return [alternatives(named), physical ? physicalDevices : '']
    .filter(Boolean)
    .join('|');
}

/** A metric with the configuration's matchers and more. */
export function selector(
  config: EngineConfig,
  metric: string,
  matchers: readonly string[] = [],
): string {
  const all = [...(config.matchers ? [config.matchers] : []), ...matchers];
  return `${metric}{${all.join(',')}}`;
}

function alternatives(texts: readonly string[]): string {
  return texts
    .map(text => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('|');
}

/** JSON's escapes are a part of those of PromQL. */
function quote(text: string): string {
  return JSON.stringify(text);
}
