import { bindingLimit } from 'backstage-plugin-pull-performance-common';
import {
  d4dsV6,
  d4sV3,
  ephemeralOnCache,
  managedP10,
} from '../__testUtils__/azureWorld';
import { agentPoolOf } from '../inventory/agentPools';
import { machineOf } from '../inventory/machines';
import { vmLimitsOf } from '../inventory/SkuCatalog';
import { diskFactsOf } from './diskFacts';
import { defaultOsDiskGib, managedDisk } from './managedDisks';

const gib = 1024 ** 3;

function limitsOf(sku: typeof d4sV3 | typeof d4dsV6, more = {}) {
  return vmLimitsOf({
    name: sku.name,
    capabilities: Object.entries({ ...sku.capabilities, ...more }).map(
      ([name, value]) => ({ name, value }),
    ),
  });
}

function scaleSet(osDisk: object, size = 'Standard_D4s_v3') {
  return machineOf({
    name: 'aks-apps',
    sku: { name: size },
    properties: { virtualMachineProfile: { storageProfile: { osDisk } } },
  })!;
}

const pool = (properties: object) => agentPoolOf({ name: 'p', properties })!;

describe('diskFactsOf', () => {
  it('compares a P10 with the ephemeral disk of a D4s_v3: more operations there, fewer bytes', () => {
    const { imageDisk, alternativeDisks } = diskFactsOf({
      machine: scaleSet({ ...managedP10, diskSizeGB: 100 }),
      limits: limitsOf(d4sV3),
    });
    expect(imageDisk).toMatchObject({
      kind: 'managed',
      name: 'P10',
      tier: 'Premium_LRS',
      sizeBytes: 100 * gib,
    });
    expect(bindingLimit(imageDisk!.limits)).toEqual({
      iops: 500,
      iopsBoundBy: 'P10 disk',
      bytesPerSecond: 96e6,
      bytesBoundBy: 'Standard_D4s_v3 uncached',
    });
    expect(imageDisk!.limits).toEqual([
      {
        boundBy: 'P10 disk',
        iops: 500,
        bytesPerSecond: 100e6,
        burstIops: 3500,
        burstBytesPerSecond: 170e6,
      },
      {
        boundBy: 'Standard_D4s_v3 uncached',
        iops: 6400,
        bytesPerSecond: 96e6,
        burstIops: 8000,
        burstBytesPerSecond: 200e6,
      },
    ]);
    // 100 GiB fit into the cache, not onto the temp disk of 32 GiB. The default of AKS must be made smaller.
    expect(
      diskFactsOf({ machine: scaleSet(managedP10), limits: limitsOf(d4sV3) })
        .alternativeDisks,
    ).toMatchObject([
      { name: 'ephemeral on cache, 100 GiB', sizeBytes: 100 * gib },
    ]);
    expect(alternativeDisks!.map(({ name }) => name)).toEqual([
      'ephemeral on cache',
    ]);
    expect(bindingLimit(alternativeDisks![0].limits)).toEqual({
      iops: 8000,
      iopsBoundBy: 'Standard_D4s_v3 cache and temp disk',
      bytesPerSecond: 64e6,
      bytesBoundBy: 'Standard_D4s_v3 cache and temp disk',
    });
  });

  it('compares the other way round, too', () => {
    const { imageDisk, alternativeDisks } = diskFactsOf({
      machine: scaleSet(ephemeralOnCache),
      limits: limitsOf(d4sV3),
    });
    expect(imageDisk).toMatchObject({
      kind: 'ephemeral',
      name: 'ephemeral on cache',
      limits: [{ iops: 8000, bytesPerSecond: 64e6 }],
    });
    expect(alternativeDisks).toMatchObject([{ kind: 'managed', name: 'P10' }]);
    expect(bindingLimit(alternativeDisks![0].limits)).toMatchObject({
      iops: 500,
      bytesPerSecond: 96e6,
    });
    const withoutPremium = diskFactsOf({
      machine: scaleSet(ephemeralOnCache),
      limits: limitsOf(d4sV3, { PremiumIO: 'False' }),
    });
    expect(withoutPremium.alternativeDisks).toMatchObject([{ name: 'E10' }]);
  });

  it('knows NVMe, and the temp disk where a pool keeps images on it', () => {
    const v6 = limitsOf(d4dsV6);
    const nvme = diskFactsOf({
      machine: scaleSet(
        { diskSizeGB: 220, diffDiskSettings: { option: 'Local' } },
        'Standard_D4ds_v6',
      ),
      limits: v6,
    });
    expect(nvme.imageDisk).toMatchObject({
      name: 'ephemeral on NVMe',
      limits: [
        {
          boundBy: 'Standard_D4ds_v6 NVMe',
          iops: 30000,
          bytesPerSecond: 180e6,
        },
      ],
    });
    const temp = diskFactsOf({
      machine: scaleSet(managedP10),
      pool: pool({ kubeletDiskType: 'Temporary' }),
      limits: limitsOf(d4sV3),
    });
    expect(temp).toMatchObject({
      imageDisk: {
        kind: 'ephemeral',
        name: 'temp disk',
        sizeBytes: 32 * gib,
        limits: [{ iops: 8000 }],
      },
    });
    expect(temp.alternativeDisks).toBeUndefined();
    // A disk that does not fit can be made smaller, if there is room for an OS at all.
    expect(
      diskFactsOf({
        machine: scaleSet({ ...managedP10, diskSizeGB: 256 }),
        limits: v6,
      }).alternativeDisks,
    ).toMatchObject([
      { name: 'ephemeral on NVMe, 220 GiB', sizeBytes: 220 * gib },
    ]);
    expect(
      diskFactsOf({
        machine: scaleSet(managedP10),
        limits: limitsOf(d4dsV6, { NvmeSizePerDiskInMiB: '20480' }),
      }).alternativeDisks,
    ).toEqual([]);
  });

  it('names no limit where one of those that hold is not known', () => {
    const noSku = diskFactsOf({ machine: scaleSet(managedP10) });
    expect(noSku.imageDisk).toMatchObject({ kind: 'managed', name: 'P10' });
    expect(noSku.imageDisk!.limits).toEqual([]);
    expect(noSku.alternativeDisks).toEqual([]);

    const noClass = diskFactsOf({
      pool: pool({ osDiskType: 'Managed', osDiskSizeGB: 0 }),
      limits: limitsOf(d4sV3),
    });
    expect(noClass.imageDisk).toMatchObject({
      kind: 'managed',
      // The default of AKS for four processors.
      sizeBytes: 128 * gib,
      limits: [],
    });
    const odd = diskFactsOf({
      machine: scaleSet({
        ...managedP10,
        managedDisk: { storageAccountType: 'Quantum_LRS' },
      }),
      limits: limitsOf(d4sV3),
    });
    expect(odd.imageDisk!.limits).toEqual([]);
    expect(diskFactsOf({ limits: limitsOf(d4sV3) })).toEqual({});
    expect(
      diskFactsOf({
        machine: scaleSet({ diffDiskSettings: { option: 'Local' } }),
        limits: limitsOf(d4sV3, {
          EphemeralOSDiskSupported: 'False',
          CombinedTempDiskAndCachedIOPS: 'many',
        }),
      }).imageDisk,
    ).toMatchObject({ kind: 'ephemeral', name: 'ephemeral', limits: [] });
  });
});

describe('managedDisk', () => {
  it('takes the next size of the table', () => {
    expect(managedDisk('Premium_LRS', 129)?.name).toBe('P15');
    expect(managedDisk('premium_zrs', 30)).toMatchObject({
      name: 'P4',
      limit: { iops: 120, bytesPerSecond: 25e6, burstIops: 3500 },
    });
    expect(managedDisk('Premium_LRS', 1024)).toEqual({
      name: 'P30',
      limit: { boundBy: 'P30 disk', iops: 5000, bytesPerSecond: 200e6 },
    });
    expect(managedDisk('StandardSSD_LRS', 512)?.name).toBe('E20');
    expect(managedDisk('Standard_LRS', 1)?.name).toBe('S4');
    expect(managedDisk('Premium_LRS', 40_000)).toBeUndefined();
    expect(managedDisk('constructor', 4)).toBeUndefined();
    expect([4, 8, 16, 63, 64].map(defaultOsDiskGib)).toEqual([
      128, 256, 512, 512, 1024,
    ]);
  });
});
