import {
  NodeDiskKindEnum,
  NodePool,
} from 'backstage-plugin-pull-performance-common';

/** The tiles above the pools: sums over pools, each with the pools that it comes from. */
export interface FleetSummary {
  nodes: number;
  /** Nodes whose health is known. */
  measuredNodes: number;
  /** Of the measured nodes: throttled or nearly full. */
  unhealthyNodes: number;
  unhealthyPools: NodePool[];
  unknownNodes: number;
  unknownPools: NodePool[];
  /** In pools that pull one image at a time. */
  serialNodes: number;
  serialPools: NodePool[];
  /** In pools of which it is not known whether they do. */
  serialUnknownNodes: number;
  waitHours: number;
  /** On managed disks. */
  managedWaitHours: number;
  /** On disks of unknown kind. */
  unknownDiskWaitHours: number;
}

/** Names a pool: clusters may have pools of one name. */
export function poolKey({ cluster, nodePool }: NodePool): string {
  return JSON.stringify([cluster, nodePool]);
}

/** Sums up pools. */
export function summarizePools(pools: NodePool[]): FleetSummary {
  const unhealthyPools = pools.filter(pool => unhealthy(pool) > 0);
  const unknownPools = pools.filter(({ health }) => health.unknown > 0);
  const serialPools = pools.filter(
    ({ parallelPulls }) => parallelPulls.mode === 'serial',
  );
  const nodes = sum(pools, pool => pool.nodes);
  const unknownNodes = sum(unknownPools, ({ health }) => health.unknown);
  const ofDisk = (kind: NodeDiskKindEnum) =>
    pools.filter(({ disk }) => (disk?.kind ?? 'unknown') === kind);
  return {
    nodes,
    measuredNodes: Math.max(0, nodes - unknownNodes),
    unhealthyNodes: sum(unhealthyPools, unhealthy),
    unhealthyPools,
    unknownNodes,
    unknownPools,
    serialNodes: sum(serialPools, pool => pool.nodes),
    serialPools,
    serialUnknownNodes: sum(
      pools.filter(({ parallelPulls }) => parallelPulls.mode === 'unknown'),
      pool => pool.nodes,
    ),
    waitHours: sum(pools, ({ waitHours }) => waitHours),
    managedWaitHours: sum(ofDisk('managed'), ({ waitHours }) => waitHours),
    unknownDiskWaitHours: sum(ofDisk('unknown'), ({ waitHours }) => waitHours),
  };
}

/** Nodes whose disk is the bottleneck. */
export function unhealthy({ health }: NodePool): number {
  return health.throttled + health.full;
}

/** Throttled time as a share of the observed time of pulling; absent when nothing was observed. */
export function throttledShareOf(pulling: {
  observedSeconds: number;
  throttledSeconds: number;
}): number | undefined {
  return pulling.observedSeconds > 0
    ? Math.min(1, pulling.throttledSeconds / pulling.observedSeconds)
    : undefined;
}

/** In how many words a correlation can be told. */
export type LinkStrength = 'strong' | 'weak' | 'none' | 'opposed';

/** What a rank correlation says, by the usual steps of 0.3 and 0.5. */
export function linkStrength(rho: number): LinkStrength {
  if (rho >= 0.5) {
    return 'strong';
  }
  if (rho >= 0.3) {
    return 'weak';
  }
  return rho > -0.3 ? 'none' : 'opposed';
}

function sum(pools: NodePool[], of: (pool: NodePool) => number): number {
  return pools.reduce((total, pool) => total + of(pool), 0);
}
