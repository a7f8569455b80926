// How long a pod takes until it is ready, and what its kubelet said of its images: of lazy pulls the latter tells next to nothing.

/**
 * Creates a pod and waits until it is ready.
 *
 * @param options - `kubectl`: as `createKubectl` makes it. `pod`: its specification
 */
export async function startPod({ kubectl, namespace = 'default', name, pod }) {
  const begunMs = performance.now();
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { terminationGracePeriodSeconds: 0, ...pod },
  });
  const inNamespace = ['-n', namespace];
  await kubectl.run([
    ...[...inNamespace, 'wait', '--for=condition=Ready', `pod/${name}`],
    '--timeout=120s',
  ]);
  const readySeconds = (performance.now() - begunMs) / 1000;
  return { readySeconds, pulled: await pulledOf({ kubectl, namespace, name }) };
}

/** Messages of a pod's events of the reason `Pulled`. */
async function pulledOf({ kubectl, namespace, name }) {
  const { items } = await kubectl.json([
    ...['-n', namespace, 'get', 'events', '--field-selector'],
    `reason=Pulled,involvedObject.kind=Pod,involvedObject.name=${name}`,
  ]);
  return items.map(({ message }) => message);
}
