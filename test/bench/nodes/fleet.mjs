// The nodes of the bench, as both sides know them.
import { moduleSource } from '../lib/sources.mjs';

const NODES_PER_SCALE_SET = 100;
/** Twelve metrics, as much as one call asks for. */
const METRICS = [
  'OS Disk Queue Depth',
  'OS Disk Read Operations/Sec',
  'OS Disk Write Operations/Sec',
  'OS Disk Read Bytes/sec',
  'OS Disk Write Bytes/sec',
  'OS Disk IOPS Consumed Percentage',
  'OS Disk Bandwidth Consumed Percentage',
  'VM Uncached IOPS Consumed Percentage',
  'VM Uncached Bandwidth Consumed Percentage',
  'VM Cached IOPS Consumed Percentage',
  'VM Cached Bandwidth Consumed Percentage',
  'OS Disk Used Burst IO Credits Percentage',
];

export function prometheusNode(index) {
  return {
    name: `node-${index}`,
    addresses: [`10.${index >> 14}.${(index >> 7) & 127}.${index & 127}`],
    labels: {},
  };
}

/** Scale sets of 100 machines with P10 disks. */
export function azureWorld(nodes) {
  const { managedP10, smallWorld } = moduleSource(
    'azure',
    '__testUtils__/azureWorld',
  );
  const world = smallWorld();
  const [pool] = world.pools;
  const sets = Math.ceil(nodes / NODES_PER_SCALE_SET);
  const figures = Object.fromEntries(
    METRICS.map((metric, at) => [
      metric,
      (instance, minute) => (instance * 7 + minute * 3 + at * 11) % 100,
    ]),
  );
  const poolName = index => `pool${index}`;
  world.pools = Array.from({ length: sets }, (_, index) => ({
    ...pool,
    name: poolName(index),
  }));
  world.scaleSets = Array.from({ length: sets }, (_, index) => ({
    name: `aks-${poolName(index)}-12345678-vmss`,
    vmSize: 'Standard_D4s_v3',
    osDisk: managedP10,
    instances: Array.from({ length: NODES_PER_SCALE_SET }, (__, one) => one),
    figures,
  }));
  return world;
}

/** The same machines as nodes of a cluster. */
export function azureNodes(nodes) {
  const { nodesOf } = moduleSource('azure', '__testUtils__/harness');
  return azureWorld(nodes).scaleSets.flatMap((set, index) =>
    nodesOf(set, `pool${index}`),
  );
}
