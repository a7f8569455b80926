// What the bench's cluster holds: nodes, workloads, pods and the kubelet's events about their images of the last hour, in the
// form that the API server of Kubernetes 1.34 gives them. The same seed, size and time give the same cluster.
import { seededRandom } from '../lib/seededRandom.mjs';

const hourMs = 3_600_000;
const podsPerNode = 110;
/** Letters of Kubernetes' generated suffixes. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';
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
function goDuration(ms) {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes > 0 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`;
}

function iso(ms) {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/**
 * A cluster and its truth.
 *
 * @typedef {object} Population
 * @property {[key: string, object: object][]} objects everything but events, by their keys in etcd
 * @property {object[]} events
 * @property {object[]} entities of the catalog, one for each workload
 * @property {Map<string, { pulls: number, waitMs: number }>} truth by `namespace/kind/name`
 */

/**
 * @param {object} options
 * @param {number} options.events about pulls, those that fail among them
 * @param {number} options.nowMs end of the hour in which the events are
 * @param {number} [options.otherEvents] events of other reasons for each of them; a pod's start has about one
 * @returns {Population}
 */
export function makePopulation({
  events: eventCount,
  nowMs,
  nodes: nodeCount = 60,
  workloads: workloadCount = 200,
  otherEvents = 0,
  seed = 1,
}) {
  const random = seededRandom(seed);
  const below = bound => Math.floor(random() * bound);
  const suffix = length =>
    Array.from({ length }, () => letters[below(letters.length)]).join('');
  const hex = length =>
    Array.from({ length }, () => below(16).toString(16)).join('');
  const uid = () =>
    [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, hex(12)].join('-');
  const startMs = nowMs - hourMs;
  const created = iso(startMs - 24 * hourMs);

  const population = {
    objects: [],
    events: [],
    entities: [],
    truth: new Map(),
  };
  const add = (apiVersion, kind, folder, object) => {
    const { namespace, name } = object.metadata;
    const path = namespace ? `${namespace}/${name}` : name;
    object.metadata.uid = uid();
    object.metadata.creationTimestamp = created;
    const key = `/registry/${folder}/${path}`;
    population.objects.push([key, { apiVersion, kind, ...object }]);
    return object;
  };

  const nodes = Array.from({ length: nodeCount }, (_, index) => {
    const name = `aks-pool${index % 4}-${index}`;
    const labels = {
      'kubernetes.azure.com/agentpool': `pool${index % 4}`,
      'kubernetes.io/hostname': name,
      'node.kubernetes.io/instance-type': 'Standard_D4s_v3',
    };
    add('v1', 'Node', 'minions', { metadata: { name, labels }, spec: {} });
    return name;
  });

  const workloads = Array.from({ length: workloadCount }, (_, index) => {
    const namespace = `team-${index % 20}`;
    const name = `service-${index}`;
    const kind = index % 7 === 6 ? 'StatefulSet' : 'Deployment';
    const labels = { app: name, 'backstage.io/kubernetes-id': name };
    const metadata = { namespace, name, labels };
    const selector = { matchLabels: { app: name } };
    const images = [
      `registry.example.com/shop/${name}:1.${below(40)}.${below(20)}`,
      'registry.example.com/base/proxy:3.2.1',
      `registry.example.com/shop/${name}-migrate:1.${below(40)}`,
    ];
    const template = {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: images[0] }] },
    };
    if (index < 20) {
      add('v1', 'Namespace', 'namespaces', { metadata: { name: namespace } });
    }
    add('apps/v1', kind, `${kind.toLowerCase()}s`, {
      metadata: { ...metadata },
      spec: { replicas: 1, selector, template, serviceName: name },
    });
    const owner = { apiVersion: 'apps/v1', kind, name };
    if (kind === 'Deployment') {
      const hash = suffix(10);
      owner.kind = 'ReplicaSet';
      owner.name = `${name}-${hash}`;
      add('apps/v1', 'ReplicaSet', 'replicasets', {
        metadata: {
          namespace,
          name: owner.name,
          labels: { app: name, 'pod-template-hash': hash },
          ownerReferences: [
            { apiVersion: 'apps/v1', kind, name, uid: uid(), controller: true },
          ],
        },
        spec: { replicas: 1, selector, template },
      });
    }
    owner.uid = uid();
    population.entities.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name,
        annotations: { 'backstage.io/kubernetes-id': name },
      },
    });
    const truth = { pulls: 0, waitMs: 0 };
    population.truth.set(`${namespace}/${kind}/${name}`, truth);
    return { namespace, name, images, owner, truth, pods: 0 };
  });

  const podOf = (workload, atMs) => {
    const { owner, namespace } = workload;
    const number = workload.pods++;
    const name =
      owner.kind === 'StatefulSet'
        ? `${owner.name}-${number}`
        : `${owner.name}-${suffix(5)}`;
    return { workload, namespace, name, uid: uid(), atMs, node: '' };
  };

  const addPod = (pod, readyAtMs) => {
    const { workload, namespace, name, node, atMs } = pod;
    const condition = (type, ms) => ({
      type,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: iso(ms),
    });
    const container = (containerName, image) => ({
      name: containerName,
      image,
      resources: { requests: { cpu: '100m', memory: '128Mi' } },
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: 'IfNotPresent',
    });
    const status = (containerName, image) => ({
      name: containerName,
      image,
      imageID: `${image.split(':')[0]}@sha256:${hex(64)}`,
      containerID: `containerd://${hex(64)}`,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: iso(readyAtMs) } },
      lastState: {},
    });
    const [main, proxy, migrate] = workload.images;
    const object = add('v1', 'Pod', 'pods', {
      metadata: {
        namespace,
        name,
        labels: {
          app: workload.name,
          ...(workload.owner.kind === 'ReplicaSet' && {
            'pod-template-hash': workload.owner.name.split('-').at(-1),
          }),
        },
        ownerReferences: [
          { ...workload.owner, controller: true, blockOwnerDeletion: true },
        ],
      },
      spec: {
        nodeName: node,
        containers: [container('main', main), container('proxy', proxy)],
        initContainers: [container('migrate', migrate)],
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
          condition('PodScheduled', atMs),
          condition('Initialized', atMs),
          condition('ContainersReady', readyAtMs),
          condition('Ready', readyAtMs),
        ],
        hostIP: '10.0.0.1',
        podIP: '10.1.0.1',
        startTime: iso(atMs),
        containerStatuses: [status('main', main), status('proxy', proxy)],
        qosClass: 'Burstable',
      },
    });
    object.metadata.uid = pod.uid;
    object.metadata.creationTimestamp = iso(atMs);
  };

  const addEvent = (pod, field, { reason, message, count = 1, atMs, type }) => {
    const lastTimestamp = iso(atMs);
    const firstTimestamp = iso(atMs - (count - 1) * 15_000);
    population.events.push({
      kind: 'Event',
      apiVersion: 'v1',
      metadata: {
        name: `${pod.name}.${hex(16)}`,
        namespace: pod.namespace,
        uid: uid(),
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
        resourceVersion: '505',
        fieldPath: field,
      },
      reason,
      message,
      source: { component: 'kubelet', host: pod.node },
      firstTimestamp,
      lastTimestamp,
      count,
      type: type ?? 'Normal',
      eventTime: null,
      reportingComponent: 'kubelet',
      reportingInstance: pod.node,
    });
  };

  /** One container's way to its image: at once, after a pull, or after pulls that failed. */
  const addPull = (pod, field, image, atMs) => {
    const { truth } = pod.workload;
    const dice = random();
    if (dice < 0.3) {
      const message = `Container image "${image}" already present on machine`;
      addEvent(pod, field, { reason: 'Pulled', message, atMs });
      truth.pulls += 1;
      return 0;
    }
    if (dice < 0.34) {
      const count = 1 + below(4);
      addEvent(pod, field, {
        reason: 'Failed',
        type: 'Warning',
        message: `Failed to pull image "${image}": failed to pull and unpack image "${image}": failed to resolve reference "${image}": unexpected status from HEAD request to https://registry.example.com/v2/: 503 Service Unavailable`,
        count,
        atMs,
      });
      addEvent(pod, field, {
        reason: 'Failed',
        type: 'Warning',
        message: 'Error: ErrImagePull',
        count,
        atMs,
      });
      truth.pulls += count;
      return 0;
    }
    const normal =
      Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const pullMs = Math.round(4_000 * Math.exp(0.8 * normal));
    const waitMs = pullMs + (random() < 0.5 ? below(8_000) : 0);
    addEvent(pod, field, {
      reason: 'Pulled',
      message: `Successfully pulled image "${image}" in ${goDuration(
        pullMs,
      )} (${goDuration(waitMs)} including waiting). Image size: ${
        20_000_000 + below(400_000_000)
      } bytes.`,
      atMs: atMs + waitMs,
    });
    truth.pulls += 1;
    truth.waitMs += waitMs;
    return waitMs;
  };

  // A tenth of the pods is gone at least, and no node holds more than it may.
  const maxLiving = nodeCount * podsPerNode;
  let living = 0;
  let others = 0;
  for (
    let number = 0;
    population.events.length - others < eventCount;
    number++
  ) {
    const workload = workloads[below(workloadCount)];
    const pod = podOf(workload, startMs + below(hourMs - 120_000));
    pod.node = nodes[number % nodeCount];
    const [main, proxy, migrate] = workload.images;
    let readyAtMs = pod.atMs + 1_000;
    const fields = [
      ['spec.initContainers{migrate}', migrate],
      ['spec.containers{main}', main],
      ['spec.containers{proxy}', proxy],
    ];
    for (const [field, image] of fields) {
      if (field.includes('migrate') && random() < 0.5) continue;
      readyAtMs += addPull(pod, field, image, readyAtMs);
      for (let other = 0; other < otherEvents; other++) {
        const reason = ['Pulling', 'Created', 'Started'][other % 3];
        const message = `${reason} container`;
        addEvent(pod, field, { reason, message, atMs: readyAtMs });
        others += 1;
      }
    }
    if (random() < 0.9 && living < maxLiving) {
      living += 1;
      addPod(pod, readyAtMs + 1_000);
    }
  }
  population.events.sort((a, b) =>
    a.lastTimestamp < b.lastTimestamp ? -1 : 1,
  );
  return population;
}
