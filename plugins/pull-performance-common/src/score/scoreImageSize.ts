import { LayerFacts } from '../images/facts';
import { servedLayers } from '../images/servedLayers';
import {
  Area,
  GradeLimits,
  ImageUseContainerKindEnum,
  Platform,
  Reason,
} from '../schema/openapi';
import { formatBytes } from '../units/bytes';
import { areaDefinition } from './areas';
import { longestEvidence, shorten } from './evidence';
import { gradeOf } from './grades';
import { unknownArea } from './unknownArea';

/**
 * An image that a pod needs.
 *
 * @public
 */
export interface PodImage {
  /** Name of the container; empty for an image volume. */
  container: string;
  containerKind: ImageUseContainerKindEnum;
  /** As the pod names the image. */
  reference: string;
  /** Of the image for the pod's platform; absent while it is unknown. */
  digest?: string;
  /** Absent while they are unknown. */
  layers?: readonly LayerFacts[];
  /** The image's size as the kubelet tells it in events and lists of images: layers, configuration and manifest. */
  kubeletBytes?: number;
  /** Why the layers are unknown. */
  reason?: Reason;
}

/**
 * The images of one shape of pod: what a workload runs in one cluster on one platform.
 *
 * @public
 */
export interface PodImages {
  cluster: string;
  platform?: Platform;
  images: readonly PodImage[];
}

/** What one image adds to what a pod needs. */
interface Part {
  name: string;
  addedBytes: number;
  /** Absent where the size is the kubelet's. */
  layers?: number;
}

interface MeasuredPod {
  cluster: string;
  bytes: number;
  /** The largest first. */
  parts: Part[];
  unknown: PodImage[];
}

const longestName = 20;

/**
 * Grades the size of the images by the pod that needs most: the compressed bytes that a node without any of its layers fetches,
 * each layer once, init containers, sidecars and image volumes included, ephemeral containers not.
 *
 * @remarks
 * Where the layers of an image are unknown its size as the kubelet tells it is taken, which also holds configuration and manifest and
 * shares nothing: a little too much at most. Where neither is known there is no grade, since that pod may be the largest.
 * Confidence is `high` when all layers of all pods are known, `medium` when a size of the kubelet was taken.
 *
 * @public
 */
export function scoreImageSize(options: {
  pods: readonly PodImages[];
  limits: GradeLimits;
  /** Why there is nothing, should no pod need an image. */
  reasonWithoutImages: Reason;
}): Area {
  const { pods, limits, reasonWithoutImages } = options;
  const area = areaDefinition('imageSize');
  const measured = pods
    .map(measurePod)
    .filter(({ parts, unknown }) => parts.length + unknown.length > 0)
    .sort((one, other) => other.bytes - one.bytes);
  const largest = measured.at(0);
  if (!largest) {
    return unknownArea({ area, limits, reason: reasonWithoutImages });
  }
  const samples = countImages(pods);
  const unknown = measured.flatMap(pod => pod.unknown).at(0);
  if (unknown) {
    const reason = unknown.reason ?? sizeUnknown(unknown);
    const name = shorten(nameOf(unknown), longestName);
    return {
      ...unknownArea({ area, limits, reason }),
      samples,
      evidence:
        largest.bytes > 0
          ? `At least ${formatBytes(largest.bytes)}; ${name} is unknown`
          : reason.what,
    };
  }
  const allLayersKnown = measured.every(({ parts }) =>
    parts.every(({ layers }) => layers !== undefined),
  );
  return {
    grade: gradeOf(largest.bytes, limits),
    value: largest.bytes,
    unit: area.unit,
    samples,
    confidence: allLayersKnown ? 'high' : 'medium',
    evidence: evidenceOf(largest.parts),
    target: limits.b,
    limits,
    worstCluster: largest.cluster,
  };
}

function measurePod({ cluster, images }: PodImages): MeasuredPod {
  const distinct = distinctImages(images);
  const unknown = distinct.filter(image => bytesOf(image) === undefined);
  const seen = new Set<string>();
  const parts = distinct
    .filter(image => bytesOf(image) !== undefined)
    .sort((one, other) => (bytesOf(other) ?? 0) - (bytesOf(one) ?? 0))
    .map((image): Part => {
      const name = nameOf(image);
      if (!image.layers) {
        return { name, addedBytes: image.kubeletBytes ?? 0 };
      }
      const served = servedLayers(image.layers);
      const added = served.filter(({ facts }) => !seen.has(facts.digest));
      added.forEach(({ facts }) => seen.add(facts.digest));
      const addedBytes = sumOf(added);
      return { name, addedBytes, layers: served.length };
    });
  const bytes = parts.reduce((sum, { addedBytes }) => sum + addedBytes, 0);
  return { cluster, bytes, parts, unknown };
}

/** Each image once, under the name of a main container where it has one. */
function distinctImages(images: readonly PodImage[]): PodImage[] {
  const byKey = new Map<string, PodImage>();
  for (const image of images) {
    const key = keyOf(image);
    const other = byKey.get(key);
    const isBetter =
      other === undefined ||
      (other.containerKind !== 'container' &&
        image.containerKind === 'container');
    if (image.containerKind !== 'ephemeral' && isBetter) {
      byKey.set(key, image);
    }
  }
  return [...byKey.values()];
}

function countImages(pods: readonly PodImages[]): number {
  return new Set(
    pods
      .flatMap(({ images }) => distinctImages(images))
      .filter(image => bytesOf(image) !== undefined)
      .map(keyOf),
  ).size;
}

function keyOf({ digest, reference }: PodImage): string {
  return digest ?? reference;
}

/** What the image is in bytes; `undefined` when nobody tells. */
function bytesOf({ layers, kubeletBytes }: PodImage): number | undefined {
  if (layers) {
    return sumOf(servedLayers(layers));
  }
  return kubeletBytes && kubeletBytes > 0 ? kubeletBytes : undefined;
}

function sumOf(layers: readonly { facts: LayerFacts }[]): number {
  return layers.reduce((sum, { facts }) => sum + facts.compressedBytes, 0);
}

function nameOf({ container, reference }: PodImage): string {
  if (container) {
    return container;
  }
  const [path] = reference.split('@');
  return path.slice(path.lastIndexOf('/') + 1).replace(/:.*$/, '') || 'volume';
}

function evidenceOf([first, ...others]: Part[]): string {
  const size = (part: Part) =>
    `${shorten(part.name, longestName)} ${formatBytes(part.addedBytes)}`;
  let text =
    first.layers === undefined
      ? `${size(first)} by the kubelet`
      : `${size(first)} in ${first.layers} ${
          first.layers === 1 ? 'layer' : 'layers'
        }`;
  for (const other of others) {
    const next = `${text}, ${size(other)}`;
    if (next.length > longestEvidence) {
      break;
    }
    text = next;
  }
  return text;
}

function sizeUnknown(image: PodImage): Reason {
  return {
    code: 'image-size-unknown',
    what: `The size of ${shorten(nameOf(image), longestName)} is unknown`,
    why: 'Its registry has not told its layers yet, and no kubelet has told its size.',
    next: 'Wait for the next scan; if that does not help, look at what the collection says about registries.',
  };
}
