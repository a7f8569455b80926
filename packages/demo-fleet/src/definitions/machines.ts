/** What a disk, or a machine for its disks, lets through: whichever of the two is reached first. */
export interface DiskRates {
  /** Operations per second. */
  iops: number;
  bytesPerSecond: number;
}

/** A size of Azure's virtual machines. */
export interface MachineDefinition {
  vCpus: number;
  memoryGibibytes: number;
  /** Whether it takes Premium SSD. AKS gives the others Standard disks. */
  premium: boolean;
  /** All its managed disks together; those without a cache. */
  remote: DiskRates;
  /** Its own disk, which is lost with it; of the rates of reading and writing the lower. */
  local?: DiskRates & { gibibytes: number; nvme?: boolean };
}

function rates(iops: number, megabytesPerSecond: number): DiskRates {
  return { iops, bytesPerSecond: megabytesPerSecond * 1e6 };
}

/** The sizes in use, with what Azure's documentation of sizes says of them (`learn.microsoft.com/azure/virtual-machines/sizes`). */
export const machines = {
  Standard_D4_v5: {
    vCpus: 4,
    memoryGibibytes: 16,
    premium: false,
    remote: rates(6_400, 145),
  },
  Standard_D8_v5: {
    vCpus: 8,
    memoryGibibytes: 32,
    premium: false,
    remote: rates(12_800, 290),
  },
  Standard_D8a_v4: {
    vCpus: 8,
    memoryGibibytes: 32,
    premium: false,
    remote: rates(12_800, 192),
    local: { ...rates(12_000, 93), gibibytes: 200 },
  },
  Standard_D4s_v5: {
    vCpus: 4,
    memoryGibibytes: 16,
    premium: true,
    remote: rates(6_400, 145),
  },
  Standard_D8s_v5: {
    vCpus: 8,
    memoryGibibytes: 32,
    premium: true,
    remote: rates(12_800, 290),
  },
  Standard_E8s_v5: {
    vCpus: 8,
    memoryGibibytes: 64,
    premium: true,
    remote: rates(12_800, 290),
  },
  Standard_D4ds_v5: {
    vCpus: 4,
    memoryGibibytes: 16,
    premium: true,
    remote: rates(6_400, 145),
    local: { ...rates(19_000, 250), gibibytes: 150 },
  },
  Standard_D8ds_v5: {
    vCpus: 8,
    memoryGibibytes: 32,
    premium: true,
    remote: rates(12_800, 290),
    local: { ...rates(38_000, 500), gibibytes: 300 },
  },
  Standard_D4pds_v6: {
    vCpus: 4,
    memoryGibibytes: 16,
    premium: true,
    remote: rates(6_400, 212),
    local: { ...rates(30_000, 180), gibibytes: 220, nvme: true },
  },
  Standard_F8s_v2: {
    vCpus: 8,
    memoryGibibytes: 16,
    premium: true,
    remote: rates(12_800, 190),
    local: { ...rates(16_000, 127), gibibytes: 64 },
  },
  // Nobody says how fast its local disk is.
  Standard_NV6ads_A10_v5: {
    vCpus: 6,
    memoryGibibytes: 55,
    premium: true,
    remote: rates(6_400, 100),
  },
} satisfies Record<string, MachineDefinition>;

export type MachineSize = keyof typeof machines;
