import { AzureConnection } from '../arm/AzureConnection';
import { arrayOf, JsonObject, objectOf, textOf } from '../arm/json';
import { EphemeralPlacement } from './machines';

/** What a size of virtual machine allows its disks. Bytes a second in multiples of a million, see {@link bytesPerSecondOf}. */
export interface VmLimits {
  vmSize: string;
  vCpus?: number;
  premiumStorage: boolean;
  uncached: { iops?: number; bytesPerSecond?: number };
  /** Of the cache of the host and the temp disk together. */
  cachedAndTemp: { iops?: number; bytesPerSecond?: number };
  /** Of local NVMe disks: what they write, which is less than they read. */
  nvme: { iops?: number; bytesPerSecond?: number };
  /** Absent: none. */
  cacheBytes?: number;
  tempBytes?: number;
  nvmeDiskBytes?: number;
  /** Where an ephemeral OS disk can lie; empty: nowhere. */
  ephemeralPlacements: EphemeralPlacement[];
}

const mib = 1024 * 1024;
const dayMs = 24 * 60 * 60_000;
/** A size that nobody knew is not looked for again sooner. */
const leastMs = 10 * 60_000;
/** A location has about 1,000 sizes, in one or two pages. */
const mostPages = 20;

/** The sizes of virtual machines that are in use in one location, kept for a day. */
export class SkuCatalog {
  #limits = new Map<string, VmLimits>();
  #sizes = new Set<string>();
  #readAtMs = -Infinity;

  private constructor(
    private readonly connection: AzureConnection,
    private readonly scope: { subscriptionId: string },
  ) {}

  static create(options: {
    connection: AzureConnection;
    subscriptionId: string;
  }): SkuCatalog {
    return new SkuCatalog(options.connection, options);
  }

  /**
   * The limits of sizes, by size in lower case; a size that Azure does not list is absent.
   *
   * @throws AzureError when none of them could be read
   */
  async limitsOf(
    sizes: ReadonlySet<string>,
    options: { location: string; signal: AbortSignal },
  ): Promise<ReadonlyMap<string, VmLimits>> {
    const ageMs = Date.now() - this.#readAtMs;
    const isKnown = [...sizes].every(size =>
      this.#sizes.has(size.toLowerCase()),
    );
    if (ageMs >= dayMs || (!isKnown && ageMs >= leastMs)) {
      const wanted = new Set([...sizes].map(size => size.toLowerCase()));
      this.#limits = await this.#read(wanted, options);
      this.#sizes = wanted;
      this.#readAtMs = Date.now();
    }
    return this.#limits;
  }

  /** The limits of a size, if they were read already. */
  known(size: string): VmLimits | undefined {
    return this.#limits.get(size.toLowerCase());
  }

  async #read(
    wanted: ReadonlySet<string>,
    options: { location: string; signal: AbortSignal },
  ): Promise<Map<string, VmLimits>> {
    const { location, signal } = options;
    const limits = new Map<string, VmLimits>();
    const skus = this.connection.list(
      `/subscriptions/${this.scope.subscriptionId}/providers/Microsoft.Compute/skus`,
      {
        apiVersion: '2021-07-01',
        query: { $filter: `location eq '${location}'` },
        mostPages,
        signal,
      },
    );
    for await (const sku of skus) {
      const size = textOf(sku.name)?.toLowerCase() ?? '';
      if (
        wanted.has(size) &&
        textOf(sku.resourceType)?.toLowerCase() === 'virtualmachines'
      ) {
        limits.set(size, vmLimitsOf(sku));
      }
    }
    return limits;
  }
}

/**
 * Reads a SKU of a virtual machine. All capabilities are texts; those that are no numbers count as absent.
 *
 * Source: learn.microsoft.com/rest/api/compute/resource-skus, and its answers for the names.
 */
export function vmLimitsOf(sku: JsonObject): VmLimits {
  const capabilities = new Map<string, string>();
  for (const item of arrayOf(sku.capabilities)) {
    const { name, value } = objectOf(item);
    const key = textOf(name)?.toLowerCase();
    const text = textOf(value);
    if (key !== undefined && text !== undefined) capabilities.set(key, text);
  }
  const number = (name: string) => {
    const text = capabilities.get(name.toLowerCase());
    const value = text === undefined ? NaN : Number(text);
    return Number.isFinite(value) && value > 0 ? value : undefined;
  };
  const isTrue = (name: string) =>
    capabilities.get(name.toLowerCase())?.toLowerCase() === 'true';
  const sized = (name: string, unit: number) => {
    const value = number(name);
    return value === undefined ? undefined : value * unit;
  };
  const limits = {
    vmSize: textOf(sku.name) ?? '',
    vCpus: number('vCPUs'),
    premiumStorage: isTrue('PremiumIO'),
    uncached: {
      iops: number('UncachedDiskIOPS'),
      bytesPerSecond: bytesPerSecondOf(number('UncachedDiskBytesPerSecond')),
    },
    cachedAndTemp: {
      iops: number('CombinedTempDiskAndCachedIOPS'),
      bytesPerSecond: bytesPerSecondOf(
        number('CombinedTempDiskAndCachedWriteBytesPerSecond') ??
          number('CombinedTempDiskAndCachedReadBytesPerSecond'),
      ),
    },
    nvme: {
      iops: number('NvmeMaxWriteIops'),
      bytesPerSecond: bytesPerSecondOf(number('NvmeMaxWriteBytesPerSecond')),
    },
    cacheBytes: number('CachedDiskBytes'),
    tempBytes: sized('MaxResourceVolumeMB', mib),
    nvmeDiskBytes:
      sized('NvmeSizePerDiskInMiB', mib) ?? sized('NvmeDiskSizeInMiB', mib),
  };
  return {
    ...limits,
    ephemeralPlacements: isTrue('EphemeralOSDiskSupported')
      ? placementsOf(
          limits,
          capabilities.get('supportedephemeralosdiskplacements'),
        )
      : [],
  };
}

/**
 * The API writes what the tables of sizes call 96 MBps as 96 · 2²⁰, while the tables of disks mean 10⁶ bytes. So that both can be compared, and read as in the
 * tables, whole multiples of 2²⁰ are taken for as many million bytes; other figures (`1400000000`) stay.
 */
function bytesPerSecondOf(value: number | undefined): number | undefined {
  return value !== undefined && value % mib === 0
    ? (value / mib) * 1_000_000
    : value;
}

/** Newer sizes name the places (`ResourceDisk,CacheDisk`, `NvmeDisk`); of older ones, those exist that have a size. */
function placementsOf(
  limits: Pick<VmLimits, 'cacheBytes' | 'tempBytes' | 'nvmeDiskBytes'>,
  named: string | undefined,
): EphemeralPlacement[] {
  const isNamed = (place: string) =>
    named === undefined || named.toLowerCase().includes(place);
  const found: EphemeralPlacement[] = [];
  if (limits.cacheBytes !== undefined && isNamed('cachedisk')) {
    found.push('cache');
  }
  if (limits.tempBytes !== undefined && isNamed('resourcedisk')) {
    found.push('temp');
  }
  if (limits.nvmeDiskBytes !== undefined && isNamed('nvmedisk')) {
    found.push('nvme');
  }
  return found;
}
