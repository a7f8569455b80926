import fc from 'fast-check';
import { imageDisk, isPhysical, nearestMount, wholeDisk } from './imageDisk';

describe('wholeDisk', () => {
  it.each([
    ['/dev/sda', 'sda'],
    ['/dev/sda1', 'sda'],
    ['/dev/sdaa15', 'sdaa'],
    ['/dev/vdb2', 'vdb'],
    ['/dev/xvda1', 'xvda'],
    ['/dev/nvme0n1', 'nvme0n1'],
    ['/dev/nvme10n1p15', 'nvme10n1'],
    ['/dev/mmcblk0p2', 'mmcblk0'],
    ['/dev/md127', 'md127'],
    ['/dev/md127p1', 'md127'],
    ['/dev/dm-3', 'dm-3'],
    ['/dev/loop12', 'loop12'],
    ['/dev/root', undefined],
    ['/dev/mapper/vg-root', undefined],
    ['/dev/disk/by-uuid/12', undefined],
    ['overlay', undefined],
    ['rpool/ROOT', undefined],
    ['', undefined],
  ])('of %j is %j', (device, disk) => {
    expect(wholeDisk(device)).toBe(disk);
  });

  it('of a disk is the disk itself', () => {
    const disk = fc.constantFrom('sda', 'vdz', 'nvme3n2', 'mmcblk1', 'md0');
    fc.assert(
      fc.property(disk, fc.integer({ min: 1, max: 128 }), (name, number) => {
        const partition = /\d$/.test(name)
          ? `${name}p${number}`
          : `${name}${number}`;
        expect(wholeDisk(`/dev/${partition}`)).toBe(name);
        expect(wholeDisk(`/dev/${name}`)).toBe(name);
        expect(isPhysical(name)).toBe(true);
        expect(isPhysical(partition)).toBe(false);
      }),
    );
  });
});

describe('nearestMount', () => {
  const mounts = (...mountpoints: string[]) =>
    mountpoints.map(mountpoint => ({ mountpoint }));

  it.each([
    [['/', '/var', '/var/lib'], '/var/lib'],
    [['/var/lib/containerd', '/'], '/var/lib/containerd'],
    [['/', '/var/lib/containers', '/var/li'], '/'],
    [['/var/lib/containerd/io.containerd.content', '/'], '/'],
    [['/boot'], undefined],
    [[], undefined],
  ])('of %j is %j', (mountpoints, nearest) => {
    expect(
      nearestMount(mounts(...mountpoints), '/var/lib/containerd')?.mountpoint,
    ).toBe(nearest);
  });
});

describe('imageDisk', () => {
  it('is unknown where /dev/root was started from nobody knows what', () => {
    const root = { device: '/dev/root', mountpoint: '/' };
    expect(imageDisk([root], '/var/lib/containerd')).toBeUndefined();
    expect(
      imageDisk(
        [root, { device: '/dev/nvme0n1p15', mountpoint: '/boot/efi' }],
        '/var/lib/containerd',
      ),
    ).toBe('nvme0n1');
  });
});
