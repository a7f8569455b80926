import { Architecture, ImageDefinition } from '../definitions/types';
import { UNPACKED_PER_COMPRESSED } from '../simulation/images';
import { Blob, blobOf, Descriptor, descriptorOf } from './Blob';
import { BuiltLayer } from './buildSteps';
import { digestFrom } from './digest';
import { mediaTypes } from './mediaTypes';

type Annotations = Readonly<Record<string, string>>;

function layerDescriptor(
  layer: BuiltLayer,
  format: NonNullable<ImageDefinition['format']>,
): Descriptor {
  const { compression, digest, compressedBytes } = layer;
  return {
    mediaType: mediaTypes[format][compression === 'zstd' ? 'zstd' : 'gzip'],
    digest,
    size: compressedBytes,
    ...(compression === 'estargz' && {
      annotations: estargzAnnotations(layer),
    }),
  };
}

/** By these alone an eStargz layer differs from another one (`docs/estargz.md` of stargz-snapshotter). */
function estargzAnnotations({
  digest,
  compressedBytes,
}: BuiltLayer): Annotations {
  const unpackedBytes = Math.round(compressedBytes * UNPACKED_PER_COMPRESSED);
  return {
    'containerd.io/snapshot/stargz/toc.digest': digestFrom('toc', digest),
    'io.containers.estargz.uncompressed-size': `${unpackedBytes}`,
  };
}

/** The manifest of an image for one platform. Docker's has no annotations. */
export function manifestOf(options: {
  format: NonNullable<ImageDefinition['format']>;
  config: Blob;
  layers: readonly BuiltLayer[];
  annotations?: Annotations;
}): Blob {
  const { format, config, layers, annotations } = options;
  const mediaType = mediaTypes[format].manifest;
  return blobOf(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptorOf(config),
    layers: layers.map(layer => layerDescriptor(layer, format)),
    ...(format === 'oci' && { annotations }),
  });
}

/** What BuildKit says of how an image was built, in the form of an image of its own. */
export interface Attestation {
  manifest: Blob;
  config: Blob;
  statement: Descriptor;
}

/** The attestation of a platform's image (`docs/attestations/attestation-storage.md` of BuildKit). */
export function attestationOf(image: Blob): Attestation {
  const { manifest: mediaType, config: configType } = mediaTypes.oci;
  const digest = digestFrom('provenance', image.digest);
  const statement = {
    mediaType: mediaTypes.inToto,
    digest,
    size: 9_000 + (Number.parseInt(digest.slice(-3), 16) % 2_000),
    annotations: {
      'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1',
    },
  };
  const config = blobOf(configType, {
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: [digest] },
  });
  const manifest = blobOf(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptorOf(config),
    layers: [statement],
  });
  return { manifest, config, statement };
}

/** The index of an image for several platforms: the images first, then their attestations. */
export function indexOf(
  images: readonly {
    architecture: Architecture;
    manifest: Blob;
    attestation: Attestation;
  }[],
): Blob {
  const { index: mediaType } = mediaTypes.oci;
  return blobOf(mediaType, {
    schemaVersion: 2,
    mediaType,
    manifests: [
      ...images.map(({ architecture, manifest }) => ({
        ...descriptorOf(manifest),
        platform: { architecture, os: 'linux' },
      })),
      ...images.map(({ manifest, attestation }) => ({
        ...descriptorOf(attestation.manifest),
        annotations: {
          'vnd.docker.reference.digest': manifest.digest,
          'vnd.docker.reference.type': 'attestation-manifest',
        },
        platform: { architecture: 'unknown', os: 'unknown' },
      })),
    ],
  });
}
