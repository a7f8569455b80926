import { HeldImage, NodeImages } from '../../store/ImageStore';
import { NodeDescription } from '../../store/NodeStore';
import { ContainerKind } from '../../store/PullStore';
import { cleanText } from '../cleanText';
import { JsonObject, objectOf, textOf, timeOf } from '../fields';
import { objectVersion } from '../objectVersion';
import { ContainerImage, PullPolicy } from '../events/pullRecords';
import { platformOf, readImageId, readNodeImages } from './images';
import { Labels, lengthOfLabels, readLabels } from './labels';
import {
  describeNode,
  DiskPressure,
  diskPressureOf,
  isNodeLabelOfInterest,
} from './nodeDescription';
import { lengthOfSettings, readPodSettings } from './podSettings';

/** Containers and image volumes per pod that are kept. */
const MAX_CONTAINERS = 64;
/** Characters of their names and images that are kept. */
const MAX_CONTAINERS_LENGTH = 8192;
const MAX_OWNERS = 16;
const MAX_IMAGE_LENGTH = 1024;

const pullPolicies = new Map<unknown, PullPolicy>([
  ['Always', 'Always'],
  ['IfNotPresent', 'IfNotPresent'],
  ['Never', 'Never'],
]);

/** The controller of an object. */
export interface Owner {
  kind: string;
  name: string;
}

/** What is kept of any object: enough to know whose it is. */
export interface OwnedObject {
  namespace: string;
  name: string;
  labels: Labels;
  owner?: Owner;
}

/** What is kept of a pod. Times are epoch milliseconds. */
export interface PodObject extends OwnedObject {
  uid: string;
  version?: number;
  createdAtMs?: number;
  node?: string;
  containers: readonly ContainerImage[];
  /** A `PodSettings` as JSON, see readPodSettings; absent while it is unknown. */
  settings?: string;
  /** When `PodScheduled` became true. */
  scheduledAtMs?: number;
  /** When the kubelet first took notice of the pod. */
  acknowledgedAtMs?: number;
  ready: boolean;
  /** When `Ready` became what it is. */
  readyChangedAtMs?: number;
  /** Restarts of all its containers, init containers apart. */
  restarts: number;
}

/** What is taken of a node. */
export interface NodeObject extends NodeImages {
  description: NodeDescription;
  /** Absent while no disk is full. */
  diskPressure?: DiskPressure;
}

function metadataOf(raw: unknown): JsonObject {
  return objectOf(objectOf(raw).metadata);
}

function required(value: string | undefined, field: string): string {
  if (value === undefined) {
    throw new Error(`An object has no usable ${field}.`);
  }
  return value;
}

function listOf(value: unknown, maxLength: number): JsonObject[] {
  return Array.isArray(value) ? value.slice(0, maxLength).map(objectOf) : [];
}

function ownerOf(metadata: JsonObject): Owner | undefined {
  const owner = listOf(metadata.ownerReferences, MAX_OWNERS).find(
    ({ controller }) => controller === true,
  );
  const kind = textOf(owner?.kind);
  const name = textOf(owner?.name);
  return kind && name ? { kind, name } : undefined;
}

/**
 * Takes what is needed of a workload object, whole or only its metadata.
 *
 * @throws Error when it has no name
 */
export function readOwnedObject(raw: unknown): OwnedObject {
  const metadata = metadataOf(raw);
  return {
    namespace: required(textOf(metadata.namespace), 'namespace'),
    name: required(textOf(metadata.name), 'name'),
    labels: readLabels(metadata),
    owner: ownerOf(metadata),
  };
}

function containersOf(spec: JsonObject, status: JsonObject): ContainerImage[] {
  const images: ContainerImage[] = [];
  const statuses = statusesOf(status);
  let length = 0;
  const add = (
    kind: ContainerKind,
    name: unknown,
    image: unknown,
    policy: unknown,
  ) => {
    if (typeof image === 'string' && images.length < MAX_CONTAINERS) {
      const found = {
        name: kind === 'volume' ? '' : textOf(name) ?? '',
        kind,
        image: cleanText(image, MAX_IMAGE_LENGTH),
        pullPolicy: pullPolicies.get(policy),
        ...(kind !== 'volume' && statuses.get(name)),
      };
      length += found.name.length + found.image.length;
      if (length <= MAX_CONTAINERS_LENGTH) images.push(found);
    }
  };
  for (const [field, kind] of [
    ['containers', 'container'],
    ['initContainers', 'init'],
    ['ephemeralContainers', 'ephemeral'],
  ] as const) {
    for (const container of listOf(spec[field], MAX_CONTAINERS)) {
      add(kind, container.name, container.image, container.imagePullPolicy);
    }
  }
  for (const volume of listOf(spec.volumes, MAX_CONTAINERS)) {
    const image = objectOf(volume.image);
    add('volume', '', image.reference, image.pullPolicy);
  }
  return images;
}

/** What the kubelet tells of containers, by their names, which are unique in a pod. */
function statusesOf(
  status: JsonObject,
): Map<unknown, { held?: HeldImage; startedAtMs?: number }> {
  const all = [
    ...listOf(status.containerStatuses, MAX_CONTAINERS),
    ...listOf(status.initContainerStatuses, MAX_CONTAINERS),
    ...listOf(status.ephemeralContainerStatuses, MAX_CONTAINERS),
  ];
  return new Map(
    all.map(one => {
      const held = readImageId(one.imageID);
      const startedAtMs = startedAtMsOf(one);
      return [
        one.name,
        { ...(held && { held }), ...(startedAtMs && { startedAtMs }) },
      ];
    }),
  );
}

function startedAtMsOf(status: JsonObject): number | undefined {
  for (const state of [status.state, status.lastState]) {
    const { running, terminated } = objectOf(state);
    const startedAtMs =
      timeOf(objectOf(running).startedAt) ??
      timeOf(objectOf(terminated).startedAt);
    if (startedAtMs !== undefined) return startedAtMs;
  }
  return undefined;
}

/** How many characters are kept of an object, about. */
export function lengthOfOwned({
  namespace,
  name,
  labels,
}: OwnedObject): number {
  return namespace.length + name.length + lengthOfLabels(labels);
}

/** How many characters are kept of a pod, about. */
export function lengthOfPod(pod: PodObject): number {
  return pod.containers.reduce(
    (length, { name, image }) => length + name.length + image.length,
    lengthOfOwned(pod) + lengthOfSettings(pod.settings),
  );
}

function restartsOf(status: JsonObject): number {
  return listOf(status.containerStatuses, MAX_CONTAINERS).reduce(
    (sum, { restartCount }) =>
      sum + (typeof restartCount === 'number' ? restartCount : 0),
    0,
  );
}

/**
 * Takes what is needed of a pod.
 *
 * @throws Error when it has no name or UID
 */
export function readPod(raw: unknown): PodObject {
  const spec = objectOf(objectOf(raw).spec);
  const status = objectOf(objectOf(raw).status);
  const condition = (type: string) =>
    listOf(status.conditions, 64).find(one => one.type === type);
  const scheduled = condition('PodScheduled');
  const ready = condition('Ready');
  const owned = readOwnedObject(raw);
  return {
    ...owned,
    uid: required(textOf(metadataOf(raw).uid), 'uid'),
    version: objectVersion(metadataOf(raw).resourceVersion),
    createdAtMs: timeOf(metadataOf(raw).creationTimestamp),
    node: textOf(spec.nodeName),
    containers: containersOf(spec, status),
    settings: readPodSettings(spec, owned.owner?.kind === 'DaemonSet'),
    scheduledAtMs:
      scheduled?.status === 'True'
        ? timeOf(scheduled.lastTransitionTime)
        : undefined,
    acknowledgedAtMs: timeOf(status.startTime),
    ready: ready?.status === 'True',
    readyChangedAtMs: timeOf(ready?.lastTransitionTime),
    restarts: restartsOf(status),
  };
}

/**
 * Takes what is needed of a node.
 *
 * @throws Error when it has no name
 */
export function readNode(raw: unknown): NodeObject {
  const metadata = metadataOf(raw);
  const status = objectOf(objectOf(raw).status);
  const name = required(textOf(metadata.name), 'name');
  const labels = readLabels(metadata, isNodeLabelOfInterest);
  return {
    name,
    platform: platformOf(labels, status),
    ...readNodeImages(status),
    description: describeNode(raw, { name, labels }),
    diskPressure: diskPressureOf(status),
  };
}
