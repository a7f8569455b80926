import {
  FleetNodePage,
  HourOfDay,
  NodeMark,
  NodePage,
  NodePool,
  ServiceNode,
} from 'backstage-plugin-pull-performance-common';
import {
  ephemeralDisk,
  fleetNodePage,
  managedDisk,
  noDiskSource,
  nodePage,
  nodePool,
  serviceNode,
  throttledNode,
  unknownNode,
} from '../src/__testUtils__/nodes';
import { ListFleetNodesRequest, ListNodesRequest } from '../src/api';

const HOUR_SECONDS = 3600;
const MANY_NODES = 130;

function busyNode(name: string, share: number): ServiceNode {
  return throttledNode(name, {
    health: 'busy',
    reason: undefined,
    disk: managedDisk({
      queueDepth: share * 5,
      iopsShare: share,
      bandwidthShare: share / 2,
    }),
    pulling: {
      seconds: HOUR_SECONDS,
      observedSeconds: HOUR_SECONDS,
      busySeconds: 0.2 * HOUR_SECONDS,
      throttledSeconds: 0,
    },
  });
}

function fullNode(name: string): ServiceNode {
  return serviceNode(name, {
    health: 'full',
    reason: {
      code: 'disk-full',
      what: '91 % of the disk is used',
      why: 'The kubelet removes images from 85 % on, so they are pulled again.',
      next: 'Choose a larger disk for the pool, or run fewer images on it.',
    },
    disk: managedDisk({ usedShare: 0.91 }),
  });
}

function healthyNodes(
  count: number,
  pool: string,
  others: Partial<ServiceNode>,
): ServiceNode[] {
  return Array.from({ length: count }, (_, index) =>
    serviceNode(`aks-${pool}-${index}x4q`, {
      nodePool: pool,
      waitSeconds: { count: 20, p50: 4, p95: 7.9 - index / 3 },
      ...others,
    }),
  );
}

const nodes: Record<string, () => NodePage> = {
  checkout: () =>
    nodePage([
      throttledNode('aks-apps-nap-7k2xq'),
      throttledNode('aks-apps-nap-m4t8d', {
        waitSeconds: { count: 31, p50: 8, p95: 16.9 },
        disk: managedDisk({ queueDepth: 11.6, iopsShare: 0.97 }),
      }),
      fullNode('aks-apps-full1'),
      busyNode('aks-apps-nap-c9w2f', 0.78),
      busyNode('aks-apps-nap-q6z5n', 0.74),
      unknownNode('aks-general-unkn1'),
      unknownNode('aks-general-unkn2'),
      ...healthyNodes(7, 'apps', {
        cluster: 'prod-eus',
        disk: ephemeralDisk(),
        vmSize: 'Standard_D4ds_v5',
      }),
      ...healthyNodes(3, 'general', { cluster: 'staging-weu' }),
      ...healthyNodes(1, 'jobs', {}),
    ]),
  'close-labels': () =>
    nodePage(healthyNodes(100, 'apps', { disk: ephemeralDisk() }), {
      totalItems: MANY_NODES,
      nextCursor: '1',
    }),
  'close-to-zero': () =>
    nodePage([], {
      reason: {
        code: 'no-node',
        what: 'No node is known yet',
        why: 'No pull of this service was seen in this time.',
        next: 'Choose a longer time range, or wait for the next rollout.',
      },
    }),
  'too-few': () =>
    nodePage([unknownNode('aks-general-1'), unknownNode('aks-general-2')]),
};

/** Nodes by the name of the entity. */
export async function devNodes(request: ListNodesRequest): Promise<NodePage> {
  const name = request.entityRef.split('/')[1];
  if (name === 'loading') {
    return new Promise(() => {});
  }
  if (name === 'error') {
    throw new Error('connection refused');
  }
  if (request.cursor) {
    return nodePage(healthyNodes(30, 'jobs', {}), { totalItems: MANY_NODES });
  }
  return (nodes[name] ?? nodes.checkout)();
}

function marks(depths: number[], pool: string): NodeMark[] {
  return depths.map((queueDepth, index) => ({
    node: `aks-${pool}-${index}x4q`,
    health: queueDepth > 20 ? 'throttled' : 'healthy',
    queueDepth,
    throttledShare: queueDepth > 20 ? 0.2 + queueDepth / 200 : 0,
    waitHours: 0.3 + queueDepth / 10,
  }));
}

/** Hours in which images were pulled, with a throttled share for each. */
function hours(shareOf: (hour: number) => number | undefined): HourOfDay[] {
  return Array.from({ length: 24 }, (_, hour) => hour).flatMap(hour => {
    const share = shareOf(hour);
    return share === undefined
      ? []
      : [
          {
            hour,
            pullingSeconds: HOUR_SECONDS,
            observedSeconds: share < 0 ? 0 : HOUR_SECONDS,
            throttledSeconds: Math.max(0, share) * HOUR_SECONDS,
          },
        ];
  });
}

const pools: NodePool[] = [
  nodePool({
    nodes: 22,
    health: { healthy: 15, busy: 2, throttled: 5, full: 0, unknown: 0 },
    marks: marks(
      [
        74, 33.1, 28.4, 24.6, 20.8, 12.2, 11.1, 9.4, 8.9, 6.6, 6.1, 4.9, 4.7,
        3.4, 3.2, 2.9, 2.7, 2.4, 2.2, 1.9, 1.6, 1.2,
      ],
      'apps-nap',
    ),
    hours: hours(hour =>
      hour > 7 && hour < 12 ? 0.95 + hour / 400 : hour / 30,
    ),
  }),
  nodePool({
    nodePool: 'jobs',
    vmSizes: ['Standard_D16s_v5', 'Standard_D8s_v5'],
    nodes: 8,
    health: { healthy: 6, busy: 0, throttled: 1, full: 1, unknown: 0 },
    pulls: 233,
    waitHours: 7.6,
    meanWaitSeconds: 33,
    parallelPulls: { mode: 'parallel', mostPulls: 5, basis: 'Of the kubelet.' },
    marks: marks([21.2, 16.8, 9.9, 7.4, 3.8, 3.1, 2.6, 1.8], 'jobs'),
    hours: hours(hour => (hour < 5 ? 0.2 * hour : undefined)),
    diskAndWait: { rho: 0.41, samples: 38 },
  }),
  nodePool({
    cluster: 'staging-weu',
    nodePool: 'general',
    nodes: 14,
    health: { healthy: 9, busy: 3, throttled: 0, full: 0, unknown: 2 },
    reason: noDiskSource,
    pulls: 420,
    waitHours: 2.1,
    meanWaitSeconds: 12.2,
    pulling: {
      seconds: 4 * HOUR_SECONDS,
      observedSeconds: 3 * HOUR_SECONDS,
      busySeconds: 0.2 * HOUR_SECONDS,
      throttledSeconds: 0.01 * HOUR_SECONDS,
    },
    parallelPulls: {
      mode: 'parallel',
      basis: 'Seen in its events: 31 of 200 pulls ran together with others.',
    },
    marks: [
      ...marks([6.4, 5.1, 4.3, 3.9, 3.3, 2.9, 2.6, 2.4, 2, 1.7, 1.4, 1.1], 'g'),
      { node: 'aks-general-unkn1', health: 'unknown', waitHours: 0.1 },
      { node: 'aks-general-unkn2', health: 'unknown' },
    ],
    hours: hours(hour => (hour === 3 ? -1 : 0.004 * hour)),
    diskAndWait: { samples: 6 },
  }),
  nodePool({
    cluster: 'prod-eus',
    nodePool: 'apps',
    vmSizes: ['Standard_D4ds_v5'],
    nodes: 26,
    health: { healthy: 26, busy: 0, throttled: 0, full: 0, unknown: 0 },
    disk: ephemeralDisk(),
    pulls: 700,
    waitHours: 1.8,
    meanWaitSeconds: 8.8,
    pulling: {
      seconds: HOUR_SECONDS,
      observedSeconds: HOUR_SECONDS,
      busySeconds: 0,
      throttledSeconds: 0,
    },
    parallelPulls: { mode: 'parallel', basis: 'Of the kubelet.' },
    marks: marks(
      Array.from({ length: 26 }, (_, index) => 0.3 + index * 0.06),
      'apps',
    ),
    hours: hours(() => 0),
    diskAndWait: { samples: 90 },
  }),
  nodePool({
    cluster: 'dev',
    nodePool: undefined,
    vmSizes: [],
    nodes: 2,
    health: { healthy: 0, busy: 0, throttled: 0, full: 0, unknown: 2 },
    reason: { ...noDiskSource, what: 'Nothing measures the disks of dev' },
    disk: undefined,
    pulls: 4,
    waitHours: 0.02,
    meanWaitSeconds: 18,
    pulling: {
      seconds: 80,
      observedSeconds: 0,
      busySeconds: 0,
      throttledSeconds: 0,
    },
    parallelPulls: { mode: 'unknown', basis: 'No two pulls met.' },
    marks: [{ node: 'minikube', health: 'unknown', waitHours: 0.02 }],
    hours: hours(hour => (hour === 10 ? -1 : undefined)),
    diskAndWait: { samples: 0 },
  }),
];

const sizes: Record<
  NonNullable<ListFleetNodesRequest['sort']>,
  (pool: NodePool) => number
> = {
  waitHours: ({ waitHours }) => waitHours,
  throttledShare: ({ pulling }) =>
    pulling.observedSeconds > 0
      ? pulling.throttledSeconds / pulling.observedSeconds
      : -1,
  nodes: ({ nodes: count }) => count,
};

/** The pools of a small fleet. */
export async function devFleetNodes(
  request: ListFleetNodesRequest,
): Promise<FleetNodePage> {
  const { cluster, sort = 'waitHours' } = request;
  const items = pools
    .filter(pool => !cluster || pool.cluster === cluster)
    .sort((one, other) => sizes[sort](other) - sizes[sort](one));
  return fleetNodePage(items, {
    registries: [
      {
        cluster: 'prod-weu',
        host: 'shop.azurecr.io',
        tier: 'Premium',
        regions: ['westeurope', 'eastus'],
        networkAccess: 'both',
      },
      { cluster: 'prod-weu', host: 'old.azurecr.io', regions: [] },
    ],
  });
}
