import { configsOf } from '../__testUtils__/disks';
import { diskQueries, filesystemQuery, pathsTo } from './queries';

function configOf(entry: object = {}) {
  const [config] = configsOf({ cluster: 'a', url: 'http://a', ...entry });
  return config;
}
const physical =
  '(?:sd|hd|vd|xvd|dasd)[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+|md[0-9]+';

describe('diskQueries', () => {
  it('are these', () => {
    expect(diskQueries(configOf(), { named: [], physical: true })).toEqual({
      queueDepth: `rate(node_disk_io_time_weighted_seconds_total{device=~"${physical}"}[120s])`,
      busyShare: `rate(node_disk_io_time_seconds_total{device=~"${physical}"}[120s])`,
      iops: `rate(node_disk_reads_completed_total{device=~"${physical}"}[120s]) + rate(node_disk_writes_completed_total{device=~"${physical}"}[120s])`,
      bytesPerSecond: `rate(node_disk_read_bytes_total{device=~"${physical}"}[120s]) + rate(node_disk_written_bytes_total{device=~"${physical}"}[120s])`,
      ioPressureShare:
        'rate(node_pressure_io_waiting_seconds_total{}[120s]) or rate(container_pressure_io_waiting_seconds_total{id="/"}[120s])',
      usedShare:
        '1 - node_filesystem_avail_bytes{mountpoint=~"/var/lib/containerd|/var/lib|/var|/",fstype!="rootfs"} / node_filesystem_size_bytes{mountpoint=~"/var/lib/containerd|/var/lib|/var|/",fstype!="rootfs"}',
    });
  });

  it('see only what the matchers let them see, and of devices those that are wanted', () => {
    const queries = diskQueries(
      configOf({ matchers: 'cluster="a"', scrapeIntervalSeconds: 15 }),
      { named: ['dm-0', 'sda'], physical: true },
    );
    expect(queries.queueDepth).toBe(
      `rate(node_disk_io_time_weighted_seconds_total{cluster="a",device=~"dm-0|sda|${physical}"}[60s])`,
    );
    for (const query of Object.values(queries)) {
      const selectors = query.match(/[a-z_]+\{/g) ?? [];
      expect(query.match(/\{cluster="a"/g)).toHaveLength(selectors.length);
    }
    const { busyShare } = diskQueries(configOf({ device: 'sd[ab]' }), {
      named: ['sdc'],
      physical: false,
    });
    expect(busyShare).toContain('{device=~"sd[ab]"}');
  });
});

describe('filesystemQuery', () => {
  it('escapes what has a meaning in patterns and quotes', () => {
    const query = filesystemQuery(configOf({ imagePath: '/a.b"c' }));
    expect(query).toBe(
      String.raw`node_filesystem_size_bytes{mountpoint=~"/a\\.b\"c|/|/boot|/boot/efi|/efi",fstype!="rootfs"}`,
    );
  });
});

describe('pathsTo', () => {
  it.each([
    ['/', ['/']],
    ['/a', ['/a', '/']],
    ['/a/b', ['/a/b', '/a', '/']],
  ])('%s', (path, paths) => {
    expect(pathsTo(path)).toEqual(paths);
  });
});
