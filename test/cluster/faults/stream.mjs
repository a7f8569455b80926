// Keeps a cluster pulling: a Deployment goes up and down of which one container asks the registry at every start and two
// name images that are not there, and a pod beside it whose container ends over and over repeats one event.
import { setTimeout as sleep } from 'node:timers/promises';

const namespace = 'stream';
const labels = { 'backstage.io/kubernetes-id': 'checkout' };

function deployment({ name, replicas, containers }) {
  const selector = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: { ...labels, ...selector } },
        spec: {
          terminationGracePeriodSeconds: 0,
          automountServiceAccountToken: false,
          // Away from a node that a test takes away.
          nodeSelector: { 'kubernetes.io/hostname': 'node-1' },
          containers,
        },
      },
    },
  };
}

/** Starts it; `stop` ends it and waits until no pod is left, so that nothing happens any more. */
export async function startStream(cluster, { pauseMs = 500 } = {}) {
  const { kubectl } = cluster;
  const image = await cluster.image('stream', 1);
  await kubectl.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    deployment({
      name: 'churn',
      replicas: 0,
      containers: [
        { name: 'checked', image, imagePullPolicy: 'Always' },
        { name: 'missing', image: image.replace(/:1$/, ':missing') },
        { name: 'wrong', image: image.replace(/:1$/, '-wrong:1') },
      ],
    }),
    deployment({
      name: 'restarts',
      replicas: 1,
      containers: [
        {
          name: 'ends',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['sleep', '1'],
        },
      ],
    }),
  );
  const stopping = new AbortController();
  const { signal } = stopping;
  const scale = (name, replicas) =>
    cluster.send(
      'PATCH',
      `/apis/apps/v1/namespaces/${namespace}/deployments/${name}/scale`,
      { spec: { replicas } },
    );

  async function churn() {
    while (!signal.aborted) {
      try {
        await scale('churn', 2);
        await sleep(3_000, undefined, { signal });
        await scale('churn', 0);
        await sleep(pauseMs, undefined, { signal });
      } catch {
        // The test may have taken the API server away.
        await sleep(500, undefined, { signal }).catch(() => {});
      }
    }
  }
  const churning = churn();

  return {
    /** Ends it without a look back, for a cluster that is about to go. */
    abandon: () => stopping.abort(),
    async stop() {
      stopping.abort();
      await churning;
      for (const name of ['churn', 'restarts']) await scale(name, 0);
      await kubectl.run([
        ...['-n', namespace, 'wait', '--for=delete', 'pods', '--all'],
        '--timeout=60s',
      ]);
    },
  };
}
