import { DiskLimit } from 'backstage-plugin-pull-performance-common';

/** A managed disk: its name is its size (`P10`), and its limits go with it. */
export interface ManagedDisk {
  name: string;
  limit: DiskLimit;
}

interface Size {
  name: string;
  mostGib: number;
  iops: number;
  megabytesPerSecond: number;
  burst?: { iops: number; megabytesPerSecond: number };
}

/** By credits, for up to 30 minutes. Larger disks burst only where somebody pays for on-demand bursting. */
const premiumBurst = { iops: 3500, megabytesPerSecond: 170 };

/**
 * Premium SSD. OS disks cannot be Premium SSD v2 or Ultra Disks.
 *
 * Source: MicrosoftDocs/azure-docs includes/disk-storage-premium-ssd-sizes.md, 03/2023.
 */
const premium: readonly Size[] = [
  size('P1', 4, 120, 25, premiumBurst),
  size('P2', 8, 120, 25, premiumBurst),
  size('P3', 16, 120, 25, premiumBurst),
  size('P4', 32, 120, 25, premiumBurst),
  size('P6', 64, 240, 50, premiumBurst),
  size('P10', 128, 500, 100, premiumBurst),
  size('P15', 256, 1100, 125, premiumBurst),
  size('P20', 512, 2300, 150, premiumBurst),
  size('P30', 1024, 5000, 200),
  size('P40', 2048, 7500, 250),
  size('P50', 4096, 7500, 250),
  size('P60', 8192, 16000, 500),
  size('P70', 16384, 18000, 750),
  size('P80', 32767, 20000, 900),
];

/**
 * Standard SSD. Their bursts are left out: no table that was read names them.
 *
 * Source: MicrosoftDocs/azure-docs includes/disk-storage-standard-ssd-sizes.md, 02/2023.
 */
const standardSsd: readonly Size[] = [
  size('E1', 4, 500, 60),
  size('E2', 8, 500, 60),
  size('E3', 16, 500, 60),
  size('E4', 32, 500, 60),
  size('E6', 64, 500, 60),
  size('E10', 128, 500, 60),
  size('E15', 256, 500, 60),
  size('E20', 512, 500, 60),
  size('E30', 1024, 500, 60),
  size('E40', 2048, 500, 60),
  size('E50', 4096, 500, 60),
  size('E60', 8192, 2000, 400),
  size('E70', 16384, 4000, 600),
  size('E80', 32767, 6000, 750),
];

/**
 * Standard HDD.
 *
 * Source: MicrosoftDocs/azure-docs includes/disk-storage-standard-hdd-sizes.md, 03/2019.
 */
const standardHdd: readonly Size[] = [
  size('S4', 32, 500, 60),
  size('S6', 64, 500, 60),
  size('S10', 128, 500, 60),
  size('S15', 256, 500, 60),
  size('S20', 512, 500, 60),
  size('S30', 1024, 500, 60),
  size('S40', 2048, 500, 60),
  size('S50', 4096, 500, 60),
  size('S60', 8192, 1300, 300),
  size('S70', 16384, 2000, 500),
  size('S80', 32767, 2000, 500),
];

const sizesByClass: ReadonlyMap<string, readonly Size[]> = new Map([
  ['premium_lrs', premium],
  ['premium_zrs', premium],
  ['standardssd_lrs', standardSsd],
  ['standardssd_zrs', standardSsd],
  ['standard_lrs', standardHdd],
]);

/** The managed disk of a storage class that holds so much: Azure bills and limits it as the next size in its table. */
export function managedDisk(
  storageClass: string,
  sizeGib: number,
): ManagedDisk | undefined {
  const found = sizesByClass
    .get(storageClass.toLowerCase())
    ?.find(({ mostGib }) => sizeGib <= mostGib);
  if (!found) return undefined;
  const { name, iops, megabytesPerSecond, burst } = found;
  return {
    name,
    limit: {
      boundBy: `${name} disk`,
      iops,
      bytesPerSecond: megabytesPerSecond * 1_000_000,
      ...(burst && {
        burstIops: burst.iops,
        burstBytesPerSecond: burst.megabytesPerSecond * 1_000_000,
      }),
    },
  };
}

/**
 * The size that AKS gives a managed OS disk where nobody named one, by the processors of the machine.
 *
 * Source: MicrosoftDocs/azure-aks-docs concepts-storage.md, "Default OS disk sizing".
 */
export function defaultOsDiskGib(vCpus: number): number {
  if (vCpus < 8) return 128;
  if (vCpus < 16) return 256;
  return vCpus < 64 ? 512 : 1024;
}

function size(
  name: string,
  mostGib: number,
  iops: number,
  megabytesPerSecond: number,
  burst?: Size['burst'],
): Size {
  return { name, mostGib, iops, megabytesPerSecond, burst };
}
