import {
  PodStartRecord,
  PullBatch,
  PullRecord,
  WorkloadKey,
  WorkloadRecord,
} from '../PullStore';

export const SHOP: WorkloadKey = {
  cluster: 'prod-eu',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'checkout',
};
export const SHOP_REF = 'component:default/checkout';

/** An hour within the rollups' days. */
export const T0 = Date.UTC(2026, 10, 20, 9, 30);

export function aWorkload(more: Partial<WorkloadRecord> = {}): WorkloadRecord {
  return {
    ...SHOP,
    labels: { app: 'checkout' },
    entityRefs: [SHOP_REF],
    ...more,
  };
}

let events = 0;

/** A cold pull of a pod; every call is another event. */
export function aPull(more: Partial<PullRecord> = {}): PullRecord {
  events += 1;
  return {
    eventUid: `event-${events}`,
    occurrence: 1,
    workload: SHOP,
    podName: 'checkout-7d9f-x2x4z',
    podUid: 'pod-1',
    container: 'app',
    containerKind: 'container',
    node: 'node-1',
    nodePool: 'general',
    image: 'registry.example/checkout:1.2.3',
    outcome: 'cold',
    finishedAtMs: T0,
    waitSeconds: 4.2,
    pullSeconds: 3.1,
    imageBytes: 123_456_789,
    message: 'Successfully pulled image',
    ...more,
  };
}

export function aStart(more: Partial<PodStartRecord> = {}): PodStartRecord {
  return {
    workload: SHOP,
    podUid: 'pod-1',
    podName: 'checkout-7d9f-x2x4z',
    node: 'node-1',
    nodePool: 'general',
    scheduledAtMs: T0 - 10_000,
    ...more,
  };
}

export function aBatch(more: Partial<PullBatch> = {}): PullBatch {
  return { workloads: [aWorkload()], pulls: [], podStarts: [], ...more };
}
