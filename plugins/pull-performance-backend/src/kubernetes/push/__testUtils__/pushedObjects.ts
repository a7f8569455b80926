import { kubeletEvent } from '../../events/__testUtils__/kubeletEvent';
import { Told } from './otlp';

/** The clock of the tests. */
export const nowMs = Date.UTC(2026, 10, 22, 12);
/** The service of the workload. */
export const entityRef = 'component:default/checkout';
/** The workload of the pod. */
export const deployment = {
  cluster: 'pushed',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'web',
};

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function meta(name: string, parts: object = {}) {
  return {
    metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...parts },
  };
}

function owner(kind: string, name: string) {
  return { ownerReferences: [{ kind, name, controller: true }] };
}

const podName = 'web-6c5d5f5b4c-bcdfg';

/** A finished pull of the pod's container. */
export function event(parts: Record<string, unknown> = {}): Told {
  const atMs = nowMs - 1_000;
  const raw = kubeletEvent({
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name: podName,
      uid: `uid-${podName}`,
      fieldPath: 'spec.containers{web}',
    },
    firstTimestamp: iso(atMs - 60_000),
    lastTimestamp: iso(atMs),
    ...parts,
  });
  return {
    type: 'ADDED',
    observedAtMs: nowMs - 500,
    object: { apiVersion: 'v1', kind: 'Event', ...(raw as object) },
  };
}

/** A failed pull that was seen so many times. */
export function failedEvent(count: number): Told {
  return event({
    metadata: { uid: 'event-failed' },
    reason: 'Failed',
    message: 'Failed to pull image "web:2": not found',
    count,
  });
}

/** A ready pod of the workload. */
export const pod: Told = {
  type: 'MODIFIED',
  observedAtMs: nowMs - 500,
  object: {
    apiVersion: 'v1',
    kind: 'Pod',
    ...meta(podName, {
      ...owner('ReplicaSet', 'web-6c5d5f5b4c'),
      labels: { app: 'web', 'pod-template-hash': '6c5d5f5b4c' },
    }),
    spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'web:1' }] },
    status: {
      startTime: iso(nowMs - 10_000),
      conditions: [
        {
          type: 'PodScheduled',
          status: 'True',
          lastTransitionTime: iso(nowMs - 10_000),
        },
        {
          type: 'Ready',
          status: 'True',
          lastTransitionTime: iso(nowMs - 1_000),
        },
      ],
    },
  },
};

/** The workload itself, which names its service. */
export const controller: Told = {
  object: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...meta('web', { labels: { 'backstage.io/kubernetes-id': 'checkout' } }),
  },
};

/** The node of the pod, with its pool. */
export const node: Told = {
  object: {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1', labels: { agentpool: 'userpool' } },
  },
};
