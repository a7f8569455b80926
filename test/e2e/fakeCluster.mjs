// A Kubernetes API server with one example service, as far as the portal asks it: lists, and watches in which nothing happens.
// The browser tests need no more; test/cluster has the real thing.
import { createServer } from 'node:http';

const dayMs = 24 * 60 * 60 * 1000;
const namespace = 'shop';
const labels = { app: 'checkout', 'backstage.io/kubernetes-id': 'checkout' };
// A registry that the portal's configuration does not name.
const image = 'registry.example.com/shop/checkout:2.4.0';
const imageID = `registry.example.com/shop/checkout@sha256:${'2.4.0'
  .replaceAll('.', '')
  .padEnd(64, 'e')}`;

function metadata(name, fields = {}) {
  return {
    name,
    namespace,
    uid: `uid-${name}`,
    resourceVersion: '7',
    ...fields,
  };
}

function ownedBy(kind, name) {
  const apiVersion = 'apps/v1';
  const owner = { apiVersion, kind, name, uid: `uid-${name}` };
  return { ownerReferences: [{ ...owner, controller: true }] };
}

/** The kubelet's wording for the pull of each outcome. */
function messageOf(outcome, waitSeconds) {
  if (outcome === 'present') {
    return `Container image "${image}" already present on machine`;
  }
  if (outcome === 'failed') {
    return `Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`;
  }
  const pullSeconds = outcome === 'cold' ? waitSeconds * 0.45 : waitSeconds;
  return `Successfully pulled image "${image}" in ${pullSeconds.toFixed(
    3,
  )}s (${waitSeconds.toFixed(
    3,
  )}s including waiting). Image size: 184549376 bytes.`;
}

/** Pods and events of a week, some each day; `slowness` stretches the waits. */
function weekOf(slowness, nowMs) {
  const pods = [];
  const events = [];
  const outcomes = [
    'cold',
    'cold',
    'cold',
    'cold',
    'present',
    'checked',
    'cold',
  ];
  for (let number = 0; number < 49; number++) {
    const outcome =
      number === 20 ? 'failed' : outcomes[number % outcomes.length];
    const scheduledMs =
      nowMs - 5 * 60_000 - (number % 7) * dayMs - number * 60_000;
    const spread = ((number * 37) % 10) / 10;
    const waitSeconds =
      outcome === 'checked' ? 0.2 : slowness * (4 + 8 * spread);
    const waited =
      outcome === 'cold' || outcome === 'checked' ? waitSeconds : 0;
    const time = seconds =>
      new Date(scheduledMs + seconds * 1000)
        .toISOString()
        .replace(/\.\d+Z/, 'Z');
    const name = `checkout-6d4cf56db6-${String(number).padStart(5, 'a')}`;
    const node = `pool-${1 + (number % 3)}`;
    const condition = (type, seconds) => ({
      type,
      status: 'True',
      lastTransitionTime: time(seconds),
    });
    pods.push({
      metadata: metadata(name, {
        labels,
        creationTimestamp: time(0),
        ...ownedBy('ReplicaSet', 'checkout-6d4cf56db6'),
      }),
      spec: { nodeName: node, containers: [{ name: 'main', image }] },
      status: {
        phase: outcome === 'failed' ? 'Pending' : 'Running',
        startTime: time(0),
        ...(outcome === 'failed'
          ? {}
          : { containerStatuses: [{ name: 'main', image, imageID }] }),
        conditions: [
          condition('PodScheduled', 0),
          ...(outcome === 'failed' ? [] : [condition('Ready', waited + 9)]),
        ],
      },
    });
    const at = time(waited + 1);
    events.push({
      metadata: metadata(`${name}.1`, { creationTimestamp: at }),
      involvedObject: {
        kind: 'Pod',
        apiVersion: 'v1',
        namespace,
        name,
        uid: `uid-${name}`,
        fieldPath: 'spec.containers{main}',
      },
      reason: outcome === 'failed' ? 'Failed' : 'Pulled',
      type: outcome === 'failed' ? 'Warning' : 'Normal',
      message: messageOf(outcome, waitSeconds),
      source: { component: 'kubelet', host: node },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    });
  }
  return { pods, events };
}

function objectsOf(slowness) {
  const { pods, events } = weekOf(slowness, Date.now());
  const nodes = [1, 2, 3].map(number => ({
    metadata: {
      name: `pool-${number}`,
      uid: `uid-pool-${number}`,
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: {
        'kubernetes.azure.com/agentpool': 'userpool',
        'node.kubernetes.io/instance-type': 'Standard_D4s_v3',
      },
    },
  }));
  return {
    '/api/v1/pods': pods,
    '/api/v1/events': events,
    '/api/v1/nodes': nodes,
    '/apis/apps/v1/deployments': [
      { metadata: metadata('checkout', { labels }) },
    ],
    '/apis/apps/v1/replicasets': [
      {
        metadata: metadata('checkout-6d4cf56db6', {
          labels,
          ...ownedBy('Deployment', 'checkout'),
        }),
      },
    ],
  };
}

/** Starts it; `slowness` stretches the waits of its pulls. */
export async function startFakeCluster({ slowness }) {
  const objects = objectsOf(slowness);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://cluster');
    response.setHeader('content-type', 'application/json');
    if (searchParams.has('watch')) {
      response.flushHeaders();
      const seconds = Number(searchParams.get('timeoutSeconds') ?? 60);
      const timer = setTimeout(() => response.end(), seconds * 1000);
      response.on('close', () => clearTimeout(timer));
      return;
    }
    const [, reason] =
      /reason=(\w+)/.exec(searchParams.get('fieldSelector') ?? '') ?? [];
    const items = (objects[pathname] ?? []).filter(
      object => !reason || object.reason === reason,
    );
    response.end(
      JSON.stringify({
        kind: 'List',
        apiVersion: 'v1',
        metadata: { resourceVersion: '7' },
        items,
      }),
    );
  });
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A kubeconfig with a context for each pair of name and address. */
export function kubeconfigOf(clusters) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: clusters.map(([name, server]) => ({
      name,
      // The fake ones speak plain HTTP.
      cluster: { server, 'insecure-skip-tls-verify': true },
    })),
    users: [{ name: 'nobody', user: {} }],
    contexts: clusters.map(([name]) => ({
      name,
      context: { cluster: name, user: 'nobody' },
    })),
  });
}
