// Kubernetes objects in the form that the API server of Kubernetes 1.34 gives them, as far as readers of pulls look at them.
const eventFields = {
  'f:count': {},
  'f:firstTimestamp': {},
  'f:involvedObject': {},
  'f:lastTimestamp': {},
  'f:message': {},
  'f:reason': {},
  'f:reportingComponent': {},
  'f:reportingInstance': {},
  'f:source': { 'f:component': {}, 'f:host': {} },
  'f:type': {},
};

/** Seconds as Go writes durations: `850ms`, `3.07s`, `1m12.5s`. */
export function goDuration(ms) {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes > 0 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`;
}

/** A time as Kubernetes writes it: whole seconds. */
export function isoSeconds(ms) {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export function nodeObject(name, nodePool) {
  const labels = {
    'kubernetes.azure.com/agentpool': nodePool,
    'kubernetes.io/hostname': name,
    'node.kubernetes.io/instance-type': 'Standard_D4s_v3',
  };
  return { metadata: { name, labels }, spec: {} };
}

function workloadSpec(app, image) {
  const labels = { app };
  return {
    replicas: 1,
    serviceName: app,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'main', image }] },
    },
  };
}

/** A Deployment or StatefulSet. */
export function workloadObject({ namespace, name, images }) {
  const labels = { app: name, 'backstage.io/kubernetes-id': name };
  return {
    metadata: { namespace, name, labels },
    spec: workloadSpec(name, images[0]),
  };
}

export function replicaSetObject(workload, hash, deploymentUid) {
  const { namespace, name, images } = workload;
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name };
  return {
    metadata: {
      namespace,
      name: `${name}-${hash}`,
      labels: { app: name, 'pod-template-hash': hash },
      ownerReferences: [{ ...owner, uid: deploymentUid, controller: true }],
    },
    spec: workloadSpec(name, images[0]),
  };
}

function podContainer(name, image) {
  return {
    name,
    image,
    resources: { requests: { cpu: '100m', memory: '128Mi' } },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  };
}

function containerStatus(name, image, readyAt, digest) {
  return {
    name,
    image,
    imageID: `${image.split(':')[0]}@sha256:${digest}`,
    containerID: `containerd://${digest}`,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: readyAt } },
    lastState: {},
  };
}

/** A pod that is ready since then. */
export function podObject(pod, readyAtMs, digest) {
  const { workload, namespace, name, node } = pod;
  const { owner, images } = workload;
  const [main, proxy, migrate] = images;
  const startTime = isoSeconds(pod.atMs);
  const readyAt = isoSeconds(readyAtMs);
  const condition = (type, lastTransitionTime) => ({
    type,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime,
  });
  return {
    metadata: {
      namespace,
      name,
      labels: { app: workload.name, ...owner.podLabels },
      ownerReferences: [
        { ...owner.reference, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      nodeName: node,
      containers: [podContainer('main', main), podContainer('proxy', proxy)],
      initContainers: [podContainer('migrate', migrate)],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      securityContext: {},
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
    },
    status: {
      phase: 'Running',
      conditions: [
        condition('PodScheduled', startTime),
        condition('Initialized', startTime),
        condition('ContainersReady', readyAt),
        condition('Ready', readyAt),
      ],
      hostIP: '10.0.0.1',
      podIP: '10.1.0.1',
      startTime,
      containerStatuses: [
        containerStatus('main', main, readyAt, digest),
        containerStatus('proxy', proxy, readyAt, digest),
      ],
      qosClass: 'Burstable',
    },
  };
}

/** An event of the kubelet about one of a pod's containers. */
export function kubeletEvent(pod, { suffix, uid, fieldPath, atMs, ...said }) {
  const { reason, message, type = 'Normal', count = 1 } = said;
  const lastTimestamp = isoSeconds(atMs);
  const firstTimestamp = isoSeconds(atMs - (count - 1) * 15_000);
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: {
      name: `${pod.name}.${suffix}`,
      namespace: pod.namespace,
      uid,
      creationTimestamp: firstTimestamp,
      managedFields: [
        {
          manager: 'kubelet',
          operation: 'Update',
          apiVersion: 'v1',
          time: lastTimestamp,
          fieldsType: 'FieldsV1',
          fieldsV1: eventFields,
        },
      ],
    },
    involvedObject: {
      kind: 'Pod',
      namespace: pod.namespace,
      name: pod.name,
      uid: pod.uid,
      apiVersion: 'v1',
      // Not above that of any list: a pod of a later version is waited for.
      resourceVersion: '10',
      fieldPath,
    },
    reason,
    message,
    source: { component: 'kubelet', host: pod.node },
    firstTimestamp,
    lastTimestamp,
    count,
    type,
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: pod.node,
  };
}
