/** What a machine lets through to managed disks while its credits last, for up to 30 minutes. */
export interface VmBurst {
  burstIops: number;
  burstBytesPerSecond: number;
}

/**
 * Bursts of common general purpose sizes. The Compute API does not tell them; of all other sizes the burst is unknown, and left out.
 *
 * Source: MicrosoftDocs/azure-compute-docs, sizes/general-purpose (Dsv3, Dsv5, Dadsv5, Ddsv6), "max burst uncached disk throughput".
 */
const bursts: ReadonlyMap<string, readonly [iops: number, mbps: number]> =
  new Map([
    ['standard_d2s_v3', [4000, 200]],
    ['standard_d4s_v3', [8000, 200]],
    ['standard_d8s_v3', [16000, 400]],
    ['standard_d16s_v3', [32000, 800]],
    ['standard_d2s_v5', [10000, 1200]],
    ['standard_d4s_v5', [20000, 1200]],
    ['standard_d8s_v5', [20000, 1200]],
    ['standard_d16s_v5', [40000, 1200]],
    ['standard_d2ads_v5', [10000, 600]],
    ['standard_d4ads_v5', [20000, 600]],
    ['standard_d8ads_v5', [20000, 600]],
    ['standard_d16ads_v5', [40000, 800]],
    ['standard_d2ds_v6', [40000, 1250]],
  ]);

/** The burst of a size of machines past its cache, where it is known. */
export function vmBurst(vmSize: string): VmBurst | undefined {
  const found = bursts.get(vmSize.toLowerCase());
  return (
    found && {
      burstIops: found[0],
      burstBytesPerSecond: found[1] * 1_000_000,
    }
  );
}
