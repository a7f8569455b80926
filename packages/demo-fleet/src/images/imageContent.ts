import { Architecture, ImageDefinition } from '../definitions/types';
import { Release } from '../simulation/ReleaseTrain';
import { Blob } from './Blob';
import {
  baseOf,
  BuiltLayer,
  BuiltStep,
  buildSteps,
  editionAt,
} from './buildSteps';
import { configurationOf, createdAt } from './configuration';
import { digestFrom } from './digest';
import { Attestation, attestationOf, indexOf, manifestOf } from './manifest';
import { mediaTypes } from './mediaTypes';

/** An image for one platform. */
export interface PlatformContent {
  architecture: Architecture;
  manifest: Blob;
  config: Blob;
  /** Bottom first; no digest occurs twice. */
  layers: readonly BuiltLayer[];
  /** Of images that have an index. */
  attestation?: Attestation;
}

/** All that a registry has of one release of an image. */
export interface ImageContent {
  /** What the tag stands for: the index, or the manifest of the only platform. */
  root: Blob;
  platforms: readonly PlatformContent[];
  /** Bytes of the index, which count as part of each platform's image; 0 without one. */
  indexBytes: number;
}

/**
 * Builds one release of an image, down to the bytes that a registry serves. Takes some tenths of a
 * millisecond, so nobody needs to keep it.
 *
 * @throws Error when the definition names a base image that is not there
 */
export function imageContentOf(options: {
  seed: number;
  definition: ImageDefinition;
  release: Release;
}): ImageContent {
  const { definition } = options;
  const { architectures = ['amd64'] } = definition;
  const platforms = architectures.map(architecture =>
    platformContent({ ...options, architecture }),
  );
  if (platforms.length === 1) {
    return { root: platforms[0].manifest, platforms, indexBytes: 0 };
  }
  const attested = platforms.map(one => ({
    ...one,
    attestation: attestationOf(one.manifest),
  }));
  const index = indexOf(attested);
  return { root: index, platforms: attested, indexBytes: index.bytes };
}

function platformContent(options: {
  seed: number;
  definition: ImageDefinition;
  release: Release;
  architecture: Architecture;
}): PlatformContent {
  const { definition, release, architecture } = options;
  const { format = 'oci' } = definition;
  const steps = buildSteps(options);
  const layers = steps.flatMap(({ layer }) => layer ?? []);
  const config = configurationOf({
    mediaType: mediaTypes[format].config,
    architecture,
    steps,
    createdAtMs: release.atMs,
    version: release.version,
  });
  const annotations = definition.namesBase
    ? baseAnnotations(definition, release, steps)
    : undefined;
  return {
    architecture,
    manifest: manifestOf({ format, config, layers, annotations }),
    config,
    layers,
  };
}

/** Of the annotations in `annotations.md` of the OCI image specification those that build systems set. */
function baseAnnotations(
  definition: ImageDefinition,
  release: Release,
  steps: readonly BuiltStep[],
): Record<string, string> {
  const base = baseOf(definition);
  const { number } = editionAt(base, release.atMs);
  const [distribution] = steps;
  return {
    'org.opencontainers.image.created': createdAt(release.atMs),
    'org.opencontainers.image.version': release.version,
    'org.opencontainers.image.base.name': base.reference,
    // Of an index or manifest that stands in another registry.
    'org.opencontainers.image.base.digest': digestFrom(
      'base',
      base.reference,
      number,
      distribution.layer?.digest ?? '',
    ),
  };
}
