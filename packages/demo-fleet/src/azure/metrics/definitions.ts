import { managedDisks } from '../../definitions/osDisks';
import { machines, MachineDefinition } from '../../definitions/machines';
import { DiskCounters } from '../../simulation/disk/DiskCounters';
import { SimulatedNode } from '../../simulation/objects';

export type MetricUnit =
  | 'Count'
  | 'CountPerSecond'
  | 'BytesPerSecond'
  | 'Percent';

/** A metric of the machines of a scale set. */
export interface MachineMetric {
  unit: MetricUnit;
  /** From what a minute brought on average in each second; undefined where Azure does not measure it. */
  valueOf: (mean: DiskCounters, node: SimulatedNode) => number | undefined;
}

interface Limits {
  iops: number;
  bytesPerSecond: number;
}

/** Of what something lets through at most, in percent. */
function consumed(
  what: 'iops' | 'bytesPerSecond',
  limitsOf: (node: SimulatedNode) => Limits | undefined,
): MachineMetric {
  return {
    unit: 'Percent',
    valueOf: (mean, node) => {
      const limits = limitsOf(node);
      if (!limits) return undefined;
      const used =
        what === 'iops'
          ? mean.reads + mean.writes
          : mean.readBytes + mean.writtenBytes;
      return (100 * used) / limits[what];
    },
  };
}

/** Shares are told of sizes that take premium storage alone. */
function measured({ pool }: SimulatedNode): MachineDefinition | undefined {
  const machine: MachineDefinition = machines[pool.instanceType];
  return machine.premium ? machine : undefined;
}

/** Nobody says that an ephemeral disk has any of its own. */
function ofDisk(node: SimulatedNode): Limits | undefined {
  const { osDisk } = node.pool;
  return osDisk !== 'ephemeral' && measured(node)
    ? managedDisks[osDisk]
    : undefined;
}

function uncached(node: SimulatedNode): Limits | undefined {
  return node.pool.osDisk === 'ephemeral' ? undefined : measured(node)?.remote;
}

/** The machine's own disk counts here, unless it is on NVMe. */
function cached(node: SimulatedNode): Limits | undefined {
  const local = measured(node)?.local;
  return node.pool.osDisk === 'ephemeral' && !local?.nvme ? local : undefined;
}

/** There are none without bursts. */
const credits: MachineMetric = { unit: 'Percent', valueOf: () => undefined };

function rate(unit: MetricUnit, counter: keyof DiskCounters): MachineMetric {
  return { unit, valueOf: mean => mean[counter] };
}

/**
 * The disk metrics of `Microsoft.Compute/virtualMachineScaleSets` with the dimension `VMName`, by their names.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-compute-virtualmachinescalesets-metrics
 */
export const machineMetrics: ReadonlyMap<string, MachineMetric> = new Map([
  ['OS Disk Queue Depth', rate('Count', 'queueSeconds')],
  ['OS Disk Read Operations/Sec', rate('CountPerSecond', 'reads')],
  ['OS Disk Write Operations/Sec', rate('CountPerSecond', 'writes')],
  ['OS Disk Read Bytes/sec', rate('BytesPerSecond', 'readBytes')],
  ['OS Disk Write Bytes/sec', rate('BytesPerSecond', 'writtenBytes')],
  ['OS Disk IOPS Consumed Percentage', consumed('iops', ofDisk)],
  ['OS Disk Bandwidth Consumed Percentage', consumed('bytesPerSecond', ofDisk)],
  ['VM Cached IOPS Consumed Percentage', consumed('iops', cached)],
  [
    'VM Cached Bandwidth Consumed Percentage',
    consumed('bytesPerSecond', cached),
  ],
  ['VM Uncached IOPS Consumed Percentage', consumed('iops', uncached)],
  [
    'VM Uncached Bandwidth Consumed Percentage',
    consumed('bytesPerSecond', uncached),
  ],
  ['OS Disk Used Burst IO Credits Percentage', credits],
  ['OS Disk Used Burst BPS Credits Percentage', credits],
]);
