import { DiskFacts, DiskLimit } from 'backstage-plugin-pull-performance-common';
import { AgentPool } from '../inventory/agentPools';
import { EphemeralPlacement, Machine } from '../inventory/machines';
import { VmLimits } from '../inventory/SkuCatalog';
import { defaultOsDiskGib, managedDisk } from './managedDisks';
import { placementOf } from './placement';
import { vmBurst } from './vmBursts';

const gib = 1024 ** 3;
/** AKS makes no smaller ones. */
const leastOsDiskGib = 30;

const placeNames: Readonly<Record<EphemeralPlacement, string>> = {
  cache: 'cache',
  temp: 'temp disk',
  nvme: 'NVMe',
};

/** What is known of a machine; each part may be missing. */
export interface MachineKnowledge {
  machine?: Machine;
  pool?: AgentPool;
  limits?: VmLimits;
}

/** The disk that images of a machine lie on, and the disks of the other kind that it could have. Absent: nothing is known. */
export function diskFactsOf(known: MachineKnowledge): {
  imageDisk?: DiskFacts;
  alternativeDisks?: DiskFacts[];
} {
  const { machine, pool, limits } = known;
  if (pool?.imagesOnTempDisk) {
    return { imageDisk: tempDisk(limits) };
  }
  const kind = machine?.osDisk?.kind ?? pool?.osDiskType;
  if (kind === undefined) return {};
  const sizeGib = sizeGibOf(known, kind);
  if (kind === 'managed') {
    const imageDisk = managedFacts({
      storageClass: machine?.osDisk?.storageClass,
      sizeGib,
      limits,
    });
    return { imageDisk, alternativeDisks: ephemeralDisks(sizeGib, limits) };
  }
  return {
    imageDisk: ephemeralFacts({
      placement: placementOf(machine?.osDisk, limits),
      sizeGib,
      limits,
    }),
    alternativeDisks: managedDisks(sizeGib, limits),
  };
}

/** Azure tells the size mostly; the default of AKS holds for managed disks only. */
function sizeGibOf(
  known: MachineKnowledge,
  kind: 'managed' | 'ephemeral',
): number | undefined {
  const { machine, pool, limits } = known;
  const told = machine?.osDisk?.sizeGib ?? pool?.osDiskSizeGib;
  if (told !== undefined || kind === 'ephemeral' || !pool) return told;
  return limits?.vCpus === undefined
    ? undefined
    : defaultOsDiskGib(limits.vCpus);
}

function managedFacts(options: {
  storageClass: string | undefined;
  sizeGib: number | undefined;
  limits: VmLimits | undefined;
}): DiskFacts {
  const { storageClass, sizeGib, limits } = options;
  const disk =
    storageClass === undefined || sizeGib === undefined
      ? undefined
      : managedDisk(storageClass, sizeGib);
  return {
    kind: 'managed',
    name: disk?.name,
    sizeBytes: bytesOf(sizeGib),
    tier: storageClass,
    // Of limits that hold at once the lowest binds, so each must be known.
    limits: allOrNone([disk?.limit, uncachedLimit(limits)]),
  };
}

function ephemeralFacts(options: {
  placement: EphemeralPlacement | undefined;
  sizeGib: number | undefined;
  limits: VmLimits | undefined;
}): DiskFacts {
  const { placement, sizeGib, limits } = options;
  return {
    kind: 'ephemeral',
    name:
      placement === undefined
        ? 'ephemeral'
        : `ephemeral on ${placeNames[placement]}`,
    sizeBytes: bytesOf(sizeGib),
    limits: allOrNone([localLimit(placement, limits)]),
  };
}

function tempDisk(limits: VmLimits | undefined): DiskFacts {
  return {
    kind: 'ephemeral',
    name: 'temp disk',
    sizeBytes: limits?.tempBytes,
    limits: allOrNone([localLimit('temp', limits)]),
  };
}

/**
 * Where the same disk would fit as an ephemeral one; where it fits nowhere, the largest that there is room for, since the size of an OS disk can be chosen:
 * the default of 128 GiB does not fit into the cache of a D4s_v3, 100 GiB do.
 */
function ephemeralDisks(
  sizeGib: number | undefined,
  limits: VmLimits | undefined,
): DiskFacts[] {
  if (!limits || sizeGib === undefined) return [];
  const rooms = limits.ephemeralPlacements
    .map(placement => ({
      placement,
      roomGib: Math.floor(roomBytes(placement, limits) / gib),
    }))
    .sort((a, b) => b.roomGib - a.roomGib);
  const fitting = rooms.filter(({ roomGib }) => roomGib >= sizeGib);
  const smaller = rooms
    .slice(0, 1)
    .filter(({ roomGib }) => roomGib >= leastOsDiskGib);
  return (fitting.length > 0 ? fitting : smaller)
    .map(({ placement, roomGib }) => {
      const facts = ephemeralFacts({
        placement,
        sizeGib: Math.min(sizeGib, roomGib),
        limits,
      });
      return roomGib < sizeGib
        ? { ...facts, name: `${facts.name}, ${roomGib} GiB` }
        : facts;
    })
    .filter(disk => disk.limits.length > 0);
}

function roomBytes(placement: EphemeralPlacement, limits: VmLimits): number {
  const rooms: Readonly<Record<EphemeralPlacement, number | undefined>> = {
    cache: limits.cacheBytes,
    temp: limits.tempBytes,
    nvme: limits.nvmeDiskBytes,
  };
  return rooms[placement] ?? 0;
}

/** The managed disk that AKS would make of the same size: Premium SSD where the machine takes it, else Standard SSD. */
function managedDisks(
  sizeGib: number | undefined,
  limits: VmLimits | undefined,
): DiskFacts[] {
  if (!limits || sizeGib === undefined) return [];
  const storageClass = limits.premiumStorage
    ? 'Premium_LRS'
    : 'StandardSSD_LRS';
  const disk = managedFacts({ storageClass, sizeGib, limits });
  return disk.limits.length > 0 ? [disk] : [];
}

function uncachedLimit(limits: VmLimits | undefined): DiskLimit | undefined {
  return limitOf(limits?.uncached, {
    boundBy: `${limits?.vmSize} uncached`,
    ...vmBurst(limits?.vmSize ?? ''),
  });
}

/** The cache and the temp disk share one limit. Writing is what a pull does to a local disk. */
function localLimit(
  placement: EphemeralPlacement | undefined,
  limits: VmLimits | undefined,
): DiskLimit | undefined {
  return placement === 'nvme'
    ? limitOf(limits?.nvme, { boundBy: `${limits?.vmSize} NVMe` })
    : limitOf(placement && limits?.cachedAndTemp, {
        boundBy: `${limits?.vmSize} cache and temp disk`,
      });
}

function limitOf(
  known: { iops?: number; bytesPerSecond?: number } | undefined,
  about: Omit<DiskLimit, 'iops' | 'bytesPerSecond'>,
): DiskLimit | undefined {
  return known?.iops === undefined && known?.bytesPerSecond === undefined
    ? undefined
    : { ...about, iops: known.iops, bytesPerSecond: known.bytesPerSecond };
}

function allOrNone(limits: readonly (DiskLimit | undefined)[]): DiskLimit[] {
  const known = limits.filter(limit => limit !== undefined);
  return known.length === limits.length ? known : [];
}

function bytesOf(sizeGib: number | undefined): number | undefined {
  return sizeGib === undefined ? undefined : sizeGib * gib;
}
