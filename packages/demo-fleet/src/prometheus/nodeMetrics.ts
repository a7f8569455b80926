import { PressureFrom } from '../definitions/types';
import { DiskCounters } from '../simulation/disk/DiskCounters';
import { SimulatedNode } from '../simulation/objects';
import { Series } from './promql/Series';
import { ScrapedSeries } from './ScrapedSeries';

type Labels = Readonly<Record<string, string>>;

/** Of the collector `diskstats`. */
const diskMetrics: Readonly<Record<string, keyof DiskCounters>> = {
  node_disk_reads_completed_total: 'reads',
  node_disk_writes_completed_total: 'writes',
  node_disk_read_bytes_total: 'readBytes',
  node_disk_written_bytes_total: 'writtenBytes',
  node_disk_io_time_seconds_total: 'busySeconds',
  node_disk_io_time_weighted_seconds_total: 'queueSeconds',
};

/** Of the system's partition, which is mounted beside the root. */
const EFI_BYTES = 109_422_592;
const EFI_USED_BYTES = 6_377_472;

/** What node-exporter and the kubelet tell of a node's disk, in their words. */
export function nodeMetrics(
  node: SimulatedNode,
  options: { nowMs: () => number; pressureFrom: PressureFrom },
): Series[] {
  const { disk, images, ip, name } = node;
  const device = disk.facts.nvme ? 'nvme0n1' : 'sda';
  const partition = disk.facts.nvme ? `${device}p` : device;
  const exporter = { instance: `${ip}:9100`, job: 'node-exporter', node: name };
  const cadvisor = {
    instance: `${ip}:10250`,
    job: 'kubelet',
    metrics_path: '/metrics/cadvisor',
    node: name,
    id: '/',
  };
  const series = (
    metric: string,
    labels: Labels,
    valueAt: (atMs: number) => number | undefined,
  ) =>
    ScrapedSeries.create({
      node,
      labels: new Map(Object.entries({ __name__: metric, ...labels })),
      valueAt,
      nowMs: options.nowMs,
    });
  const filesystem = (
    labels: Labels,
    sizeBytes: number,
    usedBytesAt: (atMs: number) => number | undefined,
  ) => {
    const all = { ...exporter, ...labels };
    const free = (atMs: number) => {
      const used = usedBytesAt(atMs);
      return used === undefined ? undefined : sizeBytes - used;
    };
    return [
      series('node_filesystem_size_bytes', all, () => sizeBytes),
      series('node_filesystem_free_bytes', all, free),
      series('node_filesystem_avail_bytes', all, free),
    ];
  };
  const pressure = (some: string, full: string, labels: Labels) => [
    series(some, labels, atMs => disk.countersAt(atMs)?.waitingSeconds),
    series(full, labels, atMs => disk.countersAt(atMs)?.stalledSeconds),
  ];
  return [
    series('up', exporter, () => 1),
    ...Object.entries(diskMetrics).map(([metric, counter]) =>
      series(
        metric,
        { ...exporter, device },
        atMs => disk.countersAt(atMs)?.[counter],
      ),
    ),
    ...filesystem(
      { device: '/dev/root', fstype: 'ext4', mountpoint: '/' },
      images.capacityBytes,
      atMs => disk.usedBytesAt(atMs),
    ),
    ...filesystem(
      {
        device: `/dev/${partition}15`,
        fstype: 'vfat',
        mountpoint: '/boot/efi',
      },
      EFI_BYTES,
      () => EFI_USED_BYTES,
    ),
    ...(options.pressureFrom === 'node-exporter'
      ? pressure(
          'node_pressure_io_waiting_seconds_total',
          'node_pressure_io_stalled_seconds_total',
          exporter,
        )
      : pressure(
          'container_pressure_io_waiting_seconds_total',
          'container_pressure_io_stalled_seconds_total',
          cadvisor,
        )),
  ];
}
