import { MetricSeries } from './metricAnswer';

/**
 * The device that holds the OS, and so the images, is a first partition or `/dev/root`: `sda1`, `nvme0n1p1`. Which of the disks it is on is chosen at boot, the
 * temp disk is another one with a first partition. Volumes of pods are formatted whole (`sdc`), and `loop`, `tmpfs` and `overlay` are no disks.
 */
const firstPartition = /^(?:\/dev\/)?(?:root|sd[a-z]1|nvme\d{1,2}n\d{1,2}p1)$/;

/**
 * The used share of each node's image disk by minute.
 *
 * @remarks
 * A node tells each of its filesystems. Of several first partitions, which are the disk of the OS and the temp disk, the fuller one counts: one of
 * the two holds the images, and the other is all but empty. Nodes that tell several devices, none of them a first partition, are left out: a
 * full volume of a pod is no full image disk.
 */
export function usedShares(
  series: readonly MetricSeries<'usedPercent'>[],
  nodes: ReadonlySet<string>,
): Map<string, Map<number, number>> {
  const devices = new Map<string, MetricSeries<'usedPercent'>[]>();
  for (const one of series) {
    const node = one.dimensions.get('node') ?? '';
    if (!nodes.has(node)) continue;
    const known = devices.get(node);
    if (known) known.push(one);
    else devices.set(node, [one]);
  }
  const shares = new Map<string, Map<number, number>>();
  for (const [node, all] of devices) {
    const first = all.filter(one =>
      firstPartition.test(one.dimensions.get('device') ?? ''),
    );
    const chosen = first.length === 0 && all.length === 1 ? all : first;
    const byMinute = new Map<number, number>();
    for (const { points } of chosen) {
      for (const [atMs, percent] of points) {
        if (percent <= 100) {
          byMinute.set(atMs, Math.max(byMinute.get(atMs) ?? 0, percent / 100));
        }
      }
    }
    if (byMinute.size > 0) shares.set(node, byMinute);
  }
  return shares;
}
