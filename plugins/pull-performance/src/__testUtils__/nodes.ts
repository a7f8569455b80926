import {
  FleetNodePage,
  NodeDisk,
  NodePage,
  NodePool,
  Reason,
  ServiceNode,
} from 'backstage-plugin-pull-performance-common';
import { WINDOW } from './scorecards';

const HOUR_SECONDS = 3600;

/** A P10 disk on a D4s_v3: 500 IOPS by the disk, 96 MB/s by the machine. */
export function managedDisk(others?: Partial<NodeDisk>): NodeDisk {
  return {
    kind: 'managed',
    name: 'P10',
    sizeBytes: 128 * 2 ** 30,
    tier: 'Premium_LRS',
    limit: {
      iops: 500,
      iopsBoundBy: 'P10 disk',
      bytesPerSecond: 96e6,
      bytesBoundBy: 'D4s_v3',
    },
    limits: [
      {
        boundBy: 'P10 disk',
        iops: 500,
        bytesPerSecond: 100e6,
        burstIops: 3500,
        burstBytesPerSecond: 170e6,
      },
      { boundBy: 'D4s_v3', iops: 6400, bytesPerSecond: 96e6 },
    ],
    alternatives: [
      {
        kind: 'ephemeral',
        name: 'ephemeral on cache',
        limit: {
          iops: 8000,
          iopsBoundBy: 'D4s_v3 cache',
          bytesPerSecond: 64e6,
          bytesBoundBy: 'D4s_v3 cache',
        },
      },
    ],
    queueDepth: 2.6,
    iopsShare: 0.63,
    bandwidthShare: 0.37,
    ioPressureShare: 0.1,
    usedShare: 0.58,
    sources: ['azure', 'prometheus'],
    ...others,
  };
}

export function ephemeralDisk(others?: Partial<NodeDisk>): NodeDisk {
  const limit = {
    iops: 19_000,
    iopsBoundBy: 'D4ds_v5',
    bytesPerSecond: 250e6,
    bytesBoundBy: 'D4ds_v5',
  };
  return managedDisk({
    kind: 'ephemeral',
    name: 'ephemeral on cache',
    sizeBytes: 150 * 2 ** 30,
    tier: undefined,
    limit,
    limits: [{ boundBy: 'D4ds_v5', iops: 19_000, bytesPerSecond: 250e6 }],
    alternatives: [],
    queueDepth: 0.9,
    iopsShare: 0.06,
    bandwidthShare: 0.21,
    usedShare: 0.31,
    ...others,
  });
}

/** A healthy node of the pool apps in prod-weu. */
export function serviceNode(
  node: string,
  others?: Partial<ServiceNode>,
): ServiceNode {
  return {
    cluster: 'prod-weu',
    node,
    nodePool: 'apps',
    vmSize: 'Standard_D4s_v3',
    createdAt: '2026-11-02T07:30:00Z',
    pulls: 20,
    waitSeconds: { count: 20, p50: 5, p95: 10.1 },
    health: 'healthy',
    disk: managedDisk(),
    pulling: {
      seconds: 2 * HOUR_SECONDS,
      observedSeconds: 2 * HOUR_SECONDS,
      busySeconds: 0,
      throttledSeconds: 0,
    },
    parallelPulls: {
      mode: 'parallel',
      mostPulls: 5,
      basis: 'maxParallelImagePulls of the kubelet.',
    },
    ...others,
  };
}

/** A node at the limit of its disk for 14 % of the time in which it pulled. */
export function throttledNode(
  node: string,
  others?: Partial<ServiceNode>,
): ServiceNode {
  return serviceNode(node, {
    nodePool: 'apps-nap',
    waitSeconds: { count: 20, p50: 9, p95: 17.8 },
    health: 'throttled',
    reason: {
      code: 'disk-throttled',
      what: 'P10 disk at its 500 IOPS',
      why: 'For 17 minutes of its pull time the disk did all that it allows.',
      next: 'Choose a larger or an ephemeral disk for the pool.',
    },
    disk: managedDisk({
      queueDepth: 24.2,
      iopsShare: 0.99,
      bandwidthShare: 0.61,
    }),
    pulling: {
      seconds: 2.5 * HOUR_SECONDS,
      observedSeconds: 2 * HOUR_SECONDS,
      busySeconds: 0.4 * HOUR_SECONDS,
      throttledSeconds: 0.28 * HOUR_SECONDS,
      throttledBy: 'iops',
    },
    parallelPulls: {
      mode: 'serial',
      basis: 'Kubernetes below 1.31 on AKS pulls one image at a time.',
    },
    ...others,
  });
}

export const noDiskSource: Reason = {
  code: 'no-disk-source',
  what: 'Nothing measures the disks of staging-weu',
  why: 'No source of disk figures is configured for this cluster.',
  next: 'Install and configure the Azure or the Prometheus module.',
};

/** A node of which no source tells anything. */
export function unknownNode(
  node: string,
  others?: Partial<ServiceNode>,
): ServiceNode {
  return serviceNode(node, {
    cluster: 'staging-weu',
    nodePool: 'general',
    pulls: 3,
    waitSeconds: { count: 3, p50: 5, p95: 9 },
    health: 'unknown',
    reason: noDiskSource,
    disk: undefined,
    pulling: {
      seconds: 600,
      observedSeconds: 0,
      busySeconds: 0,
      throttledSeconds: 0,
    },
    parallelPulls: {
      mode: 'unknown',
      basis: 'No two pulls of the node met, and no source tells.',
    },
    ...others,
  });
}

export function nodePage(
  items: ServiceNode[],
  others?: Partial<NodePage>,
): NodePage {
  return { items, totalItems: items.length, window: WINDOW, ...others };
}

/** A pool whose P10 disks are throttled in the morning. */
export function nodePool(others?: Partial<NodePool>): NodePool {
  return {
    cluster: 'prod-weu',
    nodePool: 'apps-nap',
    vmSizes: ['Standard_D4s_v3'],
    nodes: 3,
    health: { healthy: 1, busy: 0, throttled: 2, full: 0, unknown: 0 },
    disk: managedDisk({ queueDepth: 24.2, iopsShare: 0.99 }),
    pulls: 1041,
    waitHours: 13.9,
    meanWaitSeconds: 21.3,
    pulling: {
      seconds: 10 * HOUR_SECONDS,
      observedSeconds: 10 * HOUR_SECONDS,
      busySeconds: HOUR_SECONDS,
      throttledSeconds: 2.3 * HOUR_SECONDS,
      throttledBy: 'iops',
    },
    parallelPulls: {
      mode: 'serial',
      basis: 'Kubernetes below 1.31 on AKS pulls one image at a time.',
    },
    marks: [
      {
        node: 'aks-apps-nap-7k2xq',
        health: 'throttled',
        queueDepth: 24.2,
        throttledShare: 0.31,
        waitHours: 6.1,
      },
      {
        node: 'aks-apps-nap-m4t8d',
        health: 'throttled',
        queueDepth: 21.6,
        throttledShare: 0.24,
        waitHours: 5.0,
      },
      {
        node: 'aks-apps-nap-c9w2f',
        health: 'healthy',
        queueDepth: 4.1,
        throttledShare: 0,
        waitHours: 2.8,
      },
    ],
    hours: [
      {
        hour: 8,
        pullingSeconds: HOUR_SECONDS,
        observedSeconds: HOUR_SECONDS,
        throttledSeconds: 0.97 * HOUR_SECONDS,
      },
      {
        hour: 9,
        pullingSeconds: HOUR_SECONDS,
        observedSeconds: 0.5 * HOUR_SECONDS,
        throttledSeconds: 0.21 * HOUR_SECONDS,
      },
      {
        hour: 20,
        pullingSeconds: 300,
        observedSeconds: 0,
        throttledSeconds: 0,
      },
    ],
    diskAndWait: { rho: 0.82, samples: 140 },
    kubelets: {
      ...{ hours: 36, pulls: 120, knownPulls: 118 },
      ...{ meanWaitSeconds: 21.5, presentShare: 0.83 },
    },
    ...others,
  };
}

export function fleetNodePage(
  items: NodePool[],
  others?: Partial<FleetNodePage>,
): FleetNodePage {
  return {
    items,
    totalItems: items.length,
    window: WINDOW,
    registries: [],
    ...others,
  };
}
