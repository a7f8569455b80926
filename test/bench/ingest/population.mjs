// What the bench's cluster holds: nodes, workloads, pods, and the kubelet's events about their images of the last hour. The same
// seed, size and time give the same cluster.
import { seededRandom } from '../lib/seededRandom.mjs';
import {
  goDuration,
  isoSeconds,
  kubeletEvent,
  nodeObject,
  podObject,
  replicaSetObject,
  workloadObject,
} from './objects.mjs';

const hourMs = 3_600_000;
const podsPerNode = 110;
const namespaces = 20;
/** Letters of Kubernetes' generated suffixes. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** Seeded choices. */
class Dice {
  constructor(seed) {
    this.random = seededRandom(seed);
  }

  below(bound) {
    return Math.floor(this.random() * bound);
  }

  /** Log-normal around a median. */
  around(median, sigma) {
    const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
    const normal = radius * Math.cos(2 * Math.PI * this.random());
    return Math.round(median * Math.exp(sigma * normal));
  }

  suffix(length) {
    return Array.from(
      { length },
      () => letters[this.below(letters.length)],
    ).join('');
  }

  hex(length) {
    let text = '';
    while (text.length < length) {
      text += this.below(2 ** 32)
        .toString(16)
        .padStart(8, '0');
    }
    return text.slice(0, length);
  }

  uid() {
    const [a, b, c, d, e] = [8, 4, 3, 3, 12].map(length => this.hex(length));
    return `${a}-${b}-4${c}-a${d}-${e}`;
  }
}

class PopulationMaker {
  /** @type {[key: string, object: object][]} everything but events, by their keys in etcd */
  objects = [];
  events = [];
  /** Of the catalog, one for each workload. */
  entities = [];
  /** @type {Map<string, { pulls: number, waitMs: number }>} by `namespace/kind/name` */
  truth = new Map();
  #dice;
  #startMs;

  constructor({ seed, nowMs }) {
    this.#dice = new Dice(seed);
    this.#startMs = nowMs - hourMs;
  }

  #add(apiVersion, kind, folder, object, fixed = {}) {
    const creationTimestamp = isoSeconds(this.#startMs - 24 * hourMs);
    const uid = this.#dice.uid();
    Object.assign(object.metadata, { uid, creationTimestamp }, fixed);
    const { namespace, name } = object.metadata;
    const path = namespace ? `${namespace}/${name}` : name;
    const whole = { apiVersion, kind, ...object };
    this.objects.push([`/registry/${folder}/${path}`, whole]);
    return object.metadata.uid;
  }

  addNode(index) {
    const name = `aks-pool${index % 4}-${index}`;
    this.#add('v1', 'Node', 'minions', nodeObject(name, `pool${index % 4}`));
    return name;
  }

  addWorkload(index) {
    const dice = this.#dice;
    const namespace = `team-${index % namespaces}`;
    const name = `service-${index}`;
    const kind = index % 7 === 6 ? 'StatefulSet' : 'Deployment';
    const images = [
      `registry.example.com/shop/${name}:1.${dice.below(40)}.${dice.below(20)}`,
      'registry.example.com/base/proxy:3.2.1',
      `registry.example.com/shop/${name}-migrate:1.${dice.below(40)}`,
    ];
    const truth = { pulls: 0, waitMs: 0 };
    const workload = { namespace, name, images, truth, pods: 0 };
    if (index < namespaces) {
      const metadata = { name: namespace };
      this.#add('v1', 'Namespace', 'namespaces', { metadata });
    }
    const folder = `${kind.toLowerCase()}s`;
    const uid = this.#add('apps/v1', kind, folder, workloadObject(workload));
    workload.owner = this.#ownerOf(workload, kind, uid);
    this.truth.set(`${namespace}/${kind}/${name}`, truth);
    const annotations = { 'backstage.io/kubernetes-id': name };
    this.entities.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name, annotations },
    });
    return workload;
  }

  /** What owns a workload's pods: a Deployment's ReplicaSet, or the workload itself. */
  #ownerOf(workload, kind, uid) {
    const { name } = workload;
    const apiVersion = 'apps/v1';
    if (kind === 'StatefulSet') {
      return { reference: { apiVersion, kind, name, uid }, podLabels: {} };
    }
    const hash = this.#dice.suffix(10);
    const replicaSet = replicaSetObject(workload, hash, uid);
    const reference = {
      apiVersion,
      kind: 'ReplicaSet',
      name: replicaSet.metadata.name,
      uid: this.#add(apiVersion, 'ReplicaSet', 'replicasets', replicaSet),
    };
    return { reference, podLabels: { 'pod-template-hash': hash } };
  }

  /** A pod's pulls. @returns its object, to be added if it still lives */
  startPod(workload, node) {
    const dice = this.#dice;
    const { kind, name: ownerName } = workload.owner.reference;
    const number = workload.pods++;
    const pod = {
      workload,
      node,
      namespace: workload.namespace,
      name: `${ownerName}-${kind === 'StatefulSet' ? number : dice.suffix(5)}`,
      uid: dice.uid(),
      atMs: this.#startMs + dice.below(hourMs - 120_000),
    };
    const [main, proxy, migrate] = workload.images;
    let atMs = pod.atMs + 1_000;
    if (dice.random() < 0.5) {
      atMs += this.#pull(pod, 'spec.initContainers{migrate}', migrate, atMs);
    }
    atMs += this.#pull(pod, 'spec.containers{main}', main, atMs);
    atMs += this.#pull(pod, 'spec.containers{proxy}', proxy, atMs);
    return { ...pod, readyAtMs: atMs + 1_000 };
  }

  addPod(pod) {
    const object = podObject(pod, pod.readyAtMs, this.#dice.hex(64));
    const creationTimestamp = isoSeconds(pod.atMs);
    this.#add('v1', 'Pod', 'pods', object, { uid: pod.uid, creationTimestamp });
  }

  #tell(pod, said) {
    const suffix = this.#dice.hex(16);
    const uid = this.#dice.uid();
    this.events.push(kubeletEvent(pod, { suffix, uid, ...said }));
  }

  /** One container's way to its image: at once, after a pull, or after pulls that failed. @returns how long it waited */
  #pull(pod, fieldPath, image, atMs) {
    const dice = this.#dice;
    const { truth } = pod.workload;
    const chance = dice.random();
    if (chance < 0.3) {
      const message = `Container image "${image}" already present on machine`;
      this.#tell(pod, { reason: 'Pulled', fieldPath, message, atMs });
      truth.pulls += 1;
      return 0;
    }
    if (chance < 0.34) {
      const count = 1 + dice.below(4);
      const why = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": unexpected status from HEAD request to https://registry.example.com/v2/: 503 Service Unavailable`;
      const failed = { reason: 'Failed', type: 'Warning', count };
      for (const message of [
        `Failed to pull image "${image}": ${why}`,
        'Error: ErrImagePull',
      ]) {
        this.#tell(pod, { ...failed, fieldPath, message, atMs });
      }
      truth.pulls += count;
      return 0;
    }
    const pullMs = dice.around(4_000, 0.8);
    const waitMs = pullMs + (dice.random() < 0.5 ? dice.below(8_000) : 0);
    const bytes = 20_000_000 + dice.below(400_000_000);
    this.#tell(pod, {
      reason: 'Pulled',
      fieldPath,
      message: `Successfully pulled image "${image}" in ${goDuration(
        pullMs,
      )} (${goDuration(
        waitMs,
      )} including waiting). Image size: ${bytes} bytes.`,
      atMs: atMs + waitMs,
    });
    truth.pulls += 1;
    truth.waitMs += waitMs;
    return waitMs;
  }
}

/**
 * A cluster and its truth.
 *
 * @param {object} options
 * @param {number} options.events about pulls, those that fail among them
 * @param {number} options.nowMs end of the hour in which the events are
 */
export function makePopulation({
  events,
  nowMs,
  nodes: nodeCount = 60,
  workloads: workloadCount = 200,
  seed = 1,
}) {
  const maker = new PopulationMaker({ seed, nowMs });
  const dice = new Dice(seed + 1);
  const nodes = Array.from({ length: nodeCount }, (_, index) =>
    maker.addNode(index),
  );
  const workloads = Array.from({ length: workloadCount }, (_, index) =>
    maker.addWorkload(index),
  );
  // A tenth of the pods is gone at least, and no node holds more than it may.
  let places = nodeCount * podsPerNode;
  for (let number = 0; maker.events.length < events; number++) {
    const workload = workloads[dice.below(workloadCount)];
    const pod = maker.startPod(workload, nodes[number % nodeCount]);
    if (places > 0 && dice.random() < 0.9) {
      maker.addPod(pod);
      places -= 1;
    }
  }
  maker.events.sort((a, b) => (a.lastTimestamp < b.lastTimestamp ? -1 : 1));
  return maker;
}
