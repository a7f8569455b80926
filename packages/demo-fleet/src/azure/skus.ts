import { MachineDefinition, machines } from '../definitions/machines';

const MEBIBYTE = 1024 ** 2;

/** The API writes 96 · 2²⁰ where the documentation says 96 MB/s of 10⁶ bytes. */
function apiBytes(bytesPerSecond: number): number {
  return Math.round((bytesPerSecond / 1e6) * MEBIBYTE);
}

/**
 * The sizes in use, as `Microsoft.Compute/skus` lists them: what they can as texts, and nothing of what does not apply to them.
 *
 * @see https://learn.microsoft.com/rest/api/compute/resource-skus/list
 */
export function skusOf(location: string): object[] {
  return Object.entries(machines).map(([name, machine]) => ({
    resourceType: 'virtualMachines',
    name,
    tier: 'Standard',
    size: name.replace('Standard_', ''),
    family: `${name.toLowerCase()}Family`,
    locations: [location],
    locationInfo: [{ location, zones: ['1', '2', '3'] }],
    capabilities: Object.entries(capabilitiesOf(machine)).map(
      ([capability, value]) => ({ name: capability, value: `${value}` }),
    ),
    restrictions: [],
  }));
}

function capabilitiesOf(
  machine: MachineDefinition,
): Record<string, string | number> {
  const { vCpus, memoryGibibytes, premium, remote, local } = machine;
  return {
    vCPUs: vCpus,
    MemoryGB: memoryGibibytes,
    PremiumIO: premium ? 'True' : 'False',
    UncachedDiskIOPS: remote.iops,
    UncachedDiskBytesPerSecond: apiBytes(remote.bytesPerSecond),
    EphemeralOSDiskSupported: local ? 'True' : 'False',
    ...(local?.nvme
      ? {
          MaxResourceVolumeMB: 0,
          SupportedEphemeralOSDiskPlacements: 'NvmeDisk',
          NvmeDiskSizeInMiB: local.gibibytes * 1024,
          NvmeSizePerDiskInMiB: local.gibibytes * 1024,
          NvmeMaxWriteIops: local.iops,
          NvmeMaxWriteBytesPerSecond: apiBytes(local.bytesPerSecond),
        }
      : {
          MaxResourceVolumeMB: (local?.gibibytes ?? 0) * 1024,
        }),
    ...(local &&
      !local.nvme && {
        SupportedEphemeralOSDiskPlacements: 'ResourceDisk',
        CombinedTempDiskAndCachedIOPS: local.iops,
        CombinedTempDiskAndCachedReadBytesPerSecond: apiBytes(
          local.bytesPerSecond,
        ),
        CombinedTempDiskAndCachedWriteBytesPerSecond: apiBytes(
          local.bytesPerSecond,
        ),
      }),
  };
}
