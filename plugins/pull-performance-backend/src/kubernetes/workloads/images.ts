import {
  parseImageReference,
  Platform,
} from 'backstage-plugin-pull-performance-common';
import { HeldImage } from '../../store/ImageStore';
import { JsonObject, objectOf, textOf } from '../fields';
import { LruMap } from '../LruMap';
import { Labels, labelOf } from './labels';

/** `nodeStatusMaxImages`, the kubelet's default: a list as long as this, or longer, may have been cut. */
const LISTED_IMAGES = 50;
/** Images of one node that are kept, whatever its kubelet is told to list. */
const MAX_IMAGES = 500;
/** Names of one image that are looked at; the kubelet lists five (`maxNamesPerImageInNodeStatus`). */
const MAX_NAMES = 16;
const MAX_ID_LENGTH = 1_024;
/** Pods of a workload tell the same few again and again; about 300 bytes each. */
const MAX_REMEMBERED = 10_000;

const remembered = LruMap.create<string, HeldImage>({
  maxSize: MAX_REMEMBERED,
});

/**
 * The image that a container's `imageID` or a node's image name stands for. An identifier without a repository, as the
 * Docker runtime gave, tells none: no registry knows it.
 */
export function readImageId(value: unknown): HeldImage | undefined {
  if (typeof value !== 'string' || value.length > MAX_ID_LENGTH) {
    return undefined;
  }
  const known = remembered.get(value);
  if (known) return known;
  const reference = parseImageReference(value.replace(/^[a-z-]+:\/\//, ''));
  if (reference?.digest === undefined) return undefined;
  const { registry, repository, digest } = reference;
  const image = { registry, name: repository, digest };
  remembered.set(value, image);
  return image;
}

/** The images that a node lists, each once; those without a digest were never in a registry. */
export function readNodeImages(status: JsonObject): {
  images: HeldImage[];
  complete: boolean;
} {
  if (!Array.isArray(status.images)) return { images: [], complete: false };
  const listed = status.images.slice(0, MAX_IMAGES);
  const images = new Map<string, HeldImage>();
  for (const { names, sizeBytes } of listed.map(objectOf)) {
    const named = (Array.isArray(names) ? names : [])
      .slice(0, MAX_NAMES)
      .flatMap(name => readImageId(name) ?? []);
    for (const image of named) {
      images.set(image.digest, { ...image, kubeletBytes: bytesOf(sizeBytes) });
    }
  }
  return {
    images: [...images.values()],
    complete: status.images.length < LISTED_IMAGES,
  };
}

function bytesOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? value
    : undefined;
}

/** What a node runs on. Labels and status say the same; managed clusters without access to the status have the labels. */
export function platformOf(
  labels: Labels,
  status: JsonObject,
): Platform | undefined {
  const info = objectOf(status.nodeInfo);
  const os =
    labelOf(labels, 'kubernetes.io/os') ?? textOf(info.operatingSystem);
  const architecture =
    labelOf(labels, 'kubernetes.io/arch') ?? textOf(info.architecture);
  return os && architecture && !/\//.test(os + architecture)
    ? { os, architecture }
    : undefined;
}
