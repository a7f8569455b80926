import { amountOf, JsonObject, objectOf, textOf } from '../arm/json';
import { locationOf } from './location';

/** Where an ephemeral OS disk lies on the machine. */
export type EphemeralPlacement = 'cache' | 'temp' | 'nvme';

/** The OS disk of a machine, as Azure Resource Manager describes it. */
export interface OsDisk {
  kind: 'managed' | 'ephemeral';
  /** Of an ephemeral disk; absent: Azure chose by the size of the machine. */
  placement?: EphemeralPlacement;
  sizeGib?: number;
  /** Of a managed disk: `Premium_LRS`. */
  storageClass?: string;
  /** Whether the host caches it: reads from the cache then count among its figures. */
  isHostCached: boolean;
}

/** A scale set or a virtual machine. */
export interface Machine {
  /** As Azure writes it. */
  name: string;
  /** `Standard_D4s_v3`. */
  vmSize?: string;
  /** `westeurope`. */
  location?: string;
  /** Of a scale set: how many instances it should have. */
  capacity?: number;
  osDisk?: OsDisk;
}

const placements: ReadonlyMap<string, EphemeralPlacement> = new Map([
  ['cachedisk', 'cache'],
  ['resourcedisk', 'temp'],
  ['nvmedisk', 'nvme'],
]);

/**
 * Reads a `virtualMachineScaleSets` or `virtualMachines` resource: the first has its disk in the profile of its machines, and its size in `sku`.
 *
 * Source: Azure Resource Manager, Microsoft.Compute 2024-07-01.
 */
export function machineOf(resource: JsonObject): Machine | undefined {
  const name = textOf(resource.name);
  if (name === undefined) return undefined;
  const properties = objectOf(resource.properties);
  const profile = objectOf(properties.virtualMachineProfile ?? properties);
  const hardware = objectOf(properties.hardwareProfile);
  const sku = objectOf(resource.sku);
  return {
    name,
    vmSize: textOf(hardware.vmSize) ?? textOf(sku.name),
    location: locationOf(resource),
    capacity: amountOf(sku.capacity),
    osDisk: osDiskOf(objectOf(objectOf(profile.storageProfile).osDisk)),
  };
}

/** Machines by their name in lower case. */
export function machinesByName(
  machines: readonly Machine[],
): ReadonlyMap<string, Machine> {
  return new Map(
    machines.map(machine => [machine.name.toLowerCase(), machine]),
  );
}

function osDiskOf(disk: JsonObject): OsDisk | undefined {
  if (Object.keys(disk).length === 0) return undefined;
  const local = objectOf(disk.diffDiskSettings);
  const isEphemeral = textOf(local.option)?.toLowerCase() === 'local';
  return {
    kind: isEphemeral ? 'ephemeral' : 'managed',
    placement: placements.get(textOf(local.placement)?.toLowerCase() ?? ''),
    sizeGib: amountOf(disk.diskSizeGB),
    storageClass: textOf(objectOf(disk.managedDisk).storageAccountType),
    isHostCached: !isNone(textOf(disk.caching)),
  };
}

function isNone(caching: string | undefined): boolean {
  return caching === undefined || caching.toLowerCase() === 'none';
}
