/** Whole physical disks and RAIDs, as Linux names them. Partitions are left out, and loop, RAM and mapped devices. */
export const physicalDevices =
  '(?:sd|hd|vd|xvd|dasd)[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+|md[0-9]+';
const physicalPattern = new RegExp(`^(?:${physicalDevices})$`);

/** A file system of a node, as node-exporter names it. */
export interface MountedFilesystem {
  /** `/dev/sda1`, `/dev/root`, `overlay`. */
  device: string;
  mountpoint: string;
}

/**
 * The block device that carries the file system on which images lie: of those mounted at the path or above it, the nearest.
 *
 * @returns its name without `/dev/`, as `node_disk_*` has it: `sda`; `undefined` when the file systems do not tell
 */
export function imageDisk(
  filesystems: readonly MountedFilesystem[],
  imagePath: string,
): string | undefined {
  const mounted = nearestMount(filesystems, imagePath);
  if (!mounted) return undefined;
  // Systems that start without an initial RAM disk call their root so; they start from the disk that it is on.
  return mounted.device === '/dev/root'
    ? bootDisk(filesystems)
    : wholeDisk(mounted.device);
}

/** Of file systems the one that holds a path: the longest mount point above it, or the path itself. */
export function nearestMount<T extends { mountpoint: string }>(
  filesystems: readonly T[],
  path: string,
): T | undefined {
  let nearest: T | undefined;
  for (const filesystem of filesystems) {
    const { mountpoint } = filesystem;
    const holds =
      mountpoint === '/' ||
      mountpoint === path ||
      path.startsWith(`${mountpoint}/`);
    if (holds && mountpoint.length > (nearest?.mountpoint.length ?? 0)) {
      nearest = filesystem;
    }
  }
  return nearest;
}

/** The disk of a partition; other devices are their own disk. */
export function wholeDisk(device: string): string | undefined {
  const name = device.startsWith('/dev/') ? device.slice(5) : '';
  // `mapper/…` and `disk/by-…` are links; /dev/root is no device.
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(name) || name === 'root') return undefined;
  const partition =
    /^((?:nvme\d+n|mmcblk|md)\d+)p\d+$/.exec(name) ??
    /^((?:sd|hd|vd|xvd|dasd)[a-z]+)\d+$/.exec(name);
  return partition ? partition[1] : name;
}

/** Whether a device is one that could hold images where nothing tells: see `physicalDevices`. */
export function isPhysical(device: string): boolean {
  return physicalPattern.test(device);
}

function bootDisk(
  filesystems: readonly MountedFilesystem[],
): string | undefined {
  const boot = filesystems.find(({ mountpoint }) =>
    ['/boot', '/boot/efi', '/efi'].includes(mountpoint),
  );
  return boot && wholeDisk(boot.device);
}
