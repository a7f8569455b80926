import { LoggedRequest } from './azureServer';

export const subscriptionId = '11111111-2222-3333-4444-555555555555';
export const group = `/subscriptions/${subscriptionId}/resourceGroups/shop`;
export const nodeResourceGroup = 'MC_shop_prod_westeurope';
const nodeGroup = `/subscriptions/${subscriptionId}/resourceGroups/${nodeResourceGroup}`;
export const computePath = `${nodeGroup}/providers/Microsoft.Compute`;
export const clusterPath = `${group}/providers/Microsoft.ContainerService/managedClusters/prod`;
export const registryPath = `${group}/providers/Microsoft.ContainerRegistry/registries/team01`;

/** A figure by machine and minute since the epoch; `null` is a gap, and without it there is no series. */
export type Figure = (
  instance: number,
  minute: number,
) => number | null | undefined;

export interface FakeScaleSet {
  name: string;
  vmSize: string;
  osDisk: Record<string, unknown>;
  instances: number[];
  /** By the name of the metric. */
  figures: Record<string, Figure>;
  /** What `VMName` holds; else `<name>_<instance>`. */
  vmName?: (instance: number) => string;
}

export interface FakeMachine {
  name: string;
  vmSize: string;
  osDisk: Record<string, unknown>;
  figures: Record<string, Figure>;
}

export interface FakePool {
  name: string;
  properties: Record<string, unknown>;
}

/** What the server knows of Azure. */
export interface AzureWorld {
  pools: FakePool[];
  scaleSets: FakeScaleSet[];
  machines: FakeMachine[];
  skus: { name: string; capabilities: Record<string, string> }[];
  featureState: string;
  /** Used percent by node and device. */
  usage: Record<string, Record<string, number>>;
  registry: {
    loginServer: string;
    tier: string;
    properties: Record<string, unknown>;
    regions: string[];
  };
  /** Names of metrics that nothing has: they make a call fail. */
  unsupported: Set<string>;
  /** Units by metric that differ from the documented ones. */
  units: Record<string, string>;
}

/** Of a size: what the Compute API answers, all of it texts. */
export const d4sV3 = {
  name: 'Standard_D4s_v3',
  capabilities: {
    vCPUs: '4',
    PremiumIO: 'True',
    EphemeralOSDiskSupported: 'True',
    UncachedDiskIOPS: '6400',
    UncachedDiskBytesPerSecond: '100663296',
    CombinedTempDiskAndCachedIOPS: '8000',
    CombinedTempDiskAndCachedReadBytesPerSecond: '67108864',
    CombinedTempDiskAndCachedWriteBytesPerSecond: '67108864',
    CachedDiskBytes: '107374182400',
    MaxResourceVolumeMB: '32768',
  },
};

export const d4dsV6 = {
  name: 'Standard_D4ds_v6',
  capabilities: {
    vCPUs: '4',
    PremiumIO: 'True',
    EphemeralOSDiskSupported: 'True',
    SupportedEphemeralOSDiskPlacements: 'NvmeDisk',
    UncachedDiskIOPS: '6400',
    UncachedDiskBytesPerSecond: '222298112',
    NvmeSizePerDiskInMiB: '225280',
    NvmeMaxWriteIops: '30000',
    NvmeMaxWriteBytesPerSecond: '188743680',
  },
};

export const managedP10 = {
  diskSizeGB: 128,
  caching: 'None',
  managedDisk: { storageAccountType: 'Premium_LRS' },
};

export const ephemeralOnCache = {
  diskSizeGB: 100,
  caching: 'ReadOnly',
  diffDiskSettings: { option: 'Local', placement: 'CacheDisk' },
};

/** One pool of two nodes; tests change what they need. */
export function smallWorld(): AzureWorld {
  return {
    pools: [
      {
        name: 'apps',
        properties: {
          vmSize: 'Standard_D4s_v3',
          osDiskType: 'Managed',
          osDiskSizeGB: 128,
          kubeletDiskType: 'OS',
          currentOrchestratorVersion: '1.34.2',
          artifactStreamingProfile: { enabled: true },
        },
      },
    ],
    scaleSets: [
      {
        name: 'aks-apps-12345678-vmss',
        vmSize: 'Standard_D4s_v3',
        osDisk: managedP10,
        instances: [0, 35],
        figures: {},
      },
    ],
    machines: [],
    skus: [d4sV3, d4dsV6],
    featureState: 'NotRegistered',
    usage: {},
    registry: {
      loginServer: 'team01.azurecr.io',
      tier: 'Premium',
      properties: { publicNetworkAccess: 'Enabled' },
      regions: ['westeurope', 'eastus'],
    },
    unsupported: new Set(),
    units: {},
  };
}

/** The resource or list at a path, in any casing. */
export function resourceAt(
  world: AzureWorld,
  request: LoggedRequest,
): object | object[] | undefined {
  const paths: Record<string, () => object | object[]> = {
    [clusterPath]: () => ({
      name: 'prod',
      location: 'westeurope',
      properties: { nodeResourceGroup },
    }),
    [`${clusterPath}/agentPools`]: () => world.pools,
    [`${computePath}/virtualMachineScaleSets`]: () =>
      world.scaleSets.map(scaleSetResource),
    [`${computePath}/virtualMachines`]: () =>
      world.machines.map(machineResource),
    [`/subscriptions/${subscriptionId}/providers/Microsoft.Compute/skus`]: () =>
      skuResources(world),
    [`/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/DisableParallelImagePulls`]:
      () => ({ properties: { state: world.featureState } }),
    [`/subscriptions/${subscriptionId}/resources`]: () => [
      { id: registryPath, name: 'team01' },
    ],
    [registryPath]: () => registryResource(world),
    [`${registryPath}/replications`]: () =>
      world.registry.regions.map(location => ({ location })),
  };
  const wanted = request.path.toLowerCase();
  const found = Object.keys(paths).find(path => path.toLowerCase() === wanted);
  return found === undefined ? undefined : paths[found]();
}

function scaleSetResource(set: FakeScaleSet): object {
  return {
    id: `${computePath}/virtualMachineScaleSets/${set.name}`,
    name: set.name,
    location: 'westeurope',
    sku: { name: set.vmSize, capacity: set.instances.length },
    properties: {
      virtualMachineProfile: { storageProfile: { osDisk: set.osDisk } },
    },
  };
}

function machineResource(machine: FakeMachine): object {
  return {
    id: `${computePath}/virtualMachines/${machine.name}`,
    name: machine.name,
    location: 'westeurope',
    properties: {
      hardwareProfile: { vmSize: machine.vmSize },
      storageProfile: { osDisk: machine.osDisk },
    },
  };
}

function skuResources(world: AzureWorld): object[] {
  return [
    { resourceType: 'disks', name: 'Premium_LRS' },
    ...world.skus.map(({ name, capabilities }) => ({
      resourceType: 'virtualMachines',
      name,
      capabilities: Object.entries(capabilities).map(([key, value]) => ({
        name: key,
        value,
      })),
    })),
  ];
}

function registryResource({ registry }: AzureWorld): object {
  return {
    name: 'team01',
    location: registry.regions[0],
    sku: { name: registry.tier, tier: registry.tier },
    properties: { ...registry.properties, loginServer: registry.loginServer },
  };
}
