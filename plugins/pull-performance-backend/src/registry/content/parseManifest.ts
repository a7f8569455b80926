import { Platform } from 'backstage-plugin-pull-performance-common';
import { isObject } from '../../kubernetes/watch/json';
import { badAnswer, tooLarge, unsupported } from '../transport/StepFailure';
import { parseBoundedJson } from './boundedJson';
import { annotationOf, Descriptor, parseDescriptor } from './descriptor';
import {
  configMediaTypes,
  isSchema1,
  manifestMediaTypes,
  plainMediaType,
} from './mediaTypes';
import { parsePlatformFields } from './parsePlatformFields';

/** An image of one platform (image-spec manifest.md). */
export interface Manifest {
  kind: 'image';
  config: Descriptor;
  /** Bottom first. */
  layers: Descriptor[];
  annotations: Readonly<Record<string, unknown>>;
}

/** An image of an index; its platform is absent where only its configuration tells it. */
export interface ImageEntry {
  digest: string;
  platform?: Platform;
}

/** Images for several platforms (image-spec image-index.md). */
export interface ImageIndex {
  kind: 'index';
  entries: ImageEntry[];
}

/** Runtimes allow 127 layers (Docker), or 500 mounts of an overlay. */
const MAX_LAYERS = 500;
const MAX_ENTRIES = 1000;

/** The failure that tells an old manifest. */
export function schema1Failure() {
  return unsupported(
    'The image has a manifest of Docker schema 1, which tells no sizes and which containerd no longer pulls.',
    'Build and push the image again with a current tool.',
  );
}

function noImage() {
  return unsupported(
    'It is not a container image: its configuration has another media type, as those of charts, signatures and other artifacts have.',
    'Nothing to do, unless a workload is meant to run it.',
  );
}

/**
 * Reads a manifest or an index. Which of them it is decides the content, which the digest covers, and not the answer's header.
 *
 * @throws StepFailure when it is neither, old, too large, or says things that cannot be
 */
export function parseManifest(content: Buffer): Manifest | ImageIndex {
  const manifest = parseBoundedJson(content, 'The manifest');
  const { schemaVersion, mediaType, manifests, layers, config } = manifest;
  if (schemaVersion === 1 || isSchema1(`${mediaType ?? ''}`)) {
    throw schema1Failure();
  }
  const isIndex = Array.isArray(manifests);
  const isImage = Array.isArray(layers) || config !== undefined;
  if (schemaVersion !== 2 || isIndex === isImage) {
    // Both at once would mean one thing to us and another to a runtime (CVE-2021-41190).
    throw badAnswer('What arrived is neither a manifest nor an index.');
  }
  return isIndex ? parseIndex(manifests) : parseImage(manifest);
}

function parseImage(manifest: Record<string, unknown>): Manifest {
  const { layers, annotations } = manifest;
  const config = parseDescriptor(
    manifest.config,
    'The configuration of the image',
  );
  if (!configMediaTypes.includes(plainMediaType(config.mediaType))) {
    throw noImage();
  }
  if (!Array.isArray(layers)) {
    throw badAnswer('The manifest has no list of layers.');
  }
  if (layers.length > MAX_LAYERS) {
    throw tooLarge(
      `The image has ${layers.length} layers, and no runtime can use more than ${MAX_LAYERS}.`,
    );
  }
  return {
    kind: 'image',
    config,
    layers: layers.map(layer => parseDescriptor(layer, 'A layer of the image')),
    annotations: isObject(annotations) ? annotations : {},
  };
}

function parseIndex(manifests: unknown[]): ImageIndex {
  if (manifests.length > MAX_ENTRIES) {
    throw tooLarge(
      `The index has ${manifests.length} entries; more than ${MAX_ENTRIES} are not read.`,
    );
  }
  const entries = manifests.filter(isObject).flatMap(entry => {
    const descriptor = parseDescriptor(entry, 'An entry of the index');
    const platform = isObject(entry.platform) ? entry.platform : undefined;
    if (!isImageEntry(descriptor, platform)) return [];
    return {
      digest: descriptor.digest,
      platform: parsePlatformFields(platform),
    };
  });
  return { kind: 'index', entries };
}

/**
 * Leaves out what an index holds beside images: attestations of BuildKit (docs/attestations/attestation-storage.md), and the
 * indexes and images for lazy pulling of SOCI (soci/soci_convert.go) and Nydus (before v2.3.5 by a feature of the system).
 */
function isImageEntry(
  descriptor: Descriptor,
  platform: Record<string, unknown> | undefined,
): boolean {
  const { mediaType, artifactType, annotations } = descriptor;
  const features = platform?.['os.features'];
  return (
    manifestMediaTypes.includes(plainMediaType(mediaType)) &&
    artifactType === undefined &&
    annotationOf(annotations, 'vnd.docker.reference.type') === undefined &&
    platform?.os !== 'unknown' &&
    platform?.architecture !== 'unknown' &&
    !(Array.isArray(features) && features.includes('nydus.remoteimage.v1'))
  );
}
