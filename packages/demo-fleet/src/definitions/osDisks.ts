import {
  DiskRates,
  MachineDefinition,
  machines,
  MachineSize,
} from './machines';

/** A disk behind the network, as Azure sells it. */
interface ManagedDisk extends DiskRates {
  gibibytes: number;
  /** As Azure names the kind of storage. */
  sku: 'Premium_LRS' | 'Standard_LRS';
}

/**
 * The sizes in use (`learn.microsoft.com/azure/virtual-machines/disks-types`). Only such as do not burst: what these give now they always give.
 */
export const managedDisks = {
  P30: {
    sku: 'Premium_LRS',
    gibibytes: 1_024,
    iops: 5_000,
    bytesPerSecond: 200e6,
  },
  S6: {
    sku: 'Standard_LRS',
    gibibytes: 64,
    iops: 500,
    bytesPerSecond: 60e6,
  },
  S10: {
    sku: 'Standard_LRS',
    gibibytes: 128,
    iops: 500,
    bytesPerSecond: 60e6,
  },
} satisfies Record<string, ManagedDisk>;

/** `ephemeral` lies on the machine's own disk and takes all of it. */
export type OsDisk = keyof typeof managedDisks | 'ephemeral';

/** What the disk of a node is, and what it lets through. */
export interface OsDiskFacts extends DiskRates {
  gibibytes: number;
  /** Absent: ephemeral. */
  sku?: ManagedDisk['sku'];
  nvme: boolean;
}

/**
 * The OS disk of a machine: of the limits of the disk and of the machine the lower, for operations and bytes apart.
 *
 * @throws Error when Azure does not sell them together
 */
export function osDiskOf(size: MachineSize, disk: OsDisk): OsDiskFacts {
  const machine: MachineDefinition = machines[size];
  if (disk === 'ephemeral') {
    const { local } = machine;
    if (!local) throw new Error(`${size} has no disk of its own`);
    const { gibibytes, iops, bytesPerSecond, nvme = false } = local;
    return { gibibytes, iops, bytesPerSecond, nvme };
  }
  const { sku, gibibytes, ...own } = managedDisks[disk];
  if (machine.premium !== (sku === 'Premium_LRS')) {
    throw new Error(`AKS gives ${size} no ${disk}`);
  }
  return {
    gibibytes,
    sku,
    nvme: false,
    iops: Math.min(own.iops, machine.remote.iops),
    bytesPerSecond: Math.min(own.bytesPerSecond, machine.remote.bytesPerSecond),
  };
}
