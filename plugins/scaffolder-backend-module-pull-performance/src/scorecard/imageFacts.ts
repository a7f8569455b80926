import {
  parseImageReference,
  Platform,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';

/** What templates need of an image; what is absent is not known. */
export interface ImageFacts {
  reference: string;
  digest?: string;
  platform?: Platform;
  compressedBytes?: number;
  /** Whether its tag was seen to point at another digest. */
  tagMoved?: boolean;
  /** Compressed. */
  largestLayerBytes?: number;
}

export function imageFacts(image: ServiceImage): ImageFacts {
  const { reference, digest, platform, tagMoved, layers } = image;
  return {
    reference,
    digest,
    platform,
    tagMoved,
    compressedBytes: image.compressedBytes,
    largestLayerBytes: layers.length
      ? Math.max(...layers.map(layer => layer.compressedBytes))
      : undefined,
  };
}

/** The image of this name, whatever its tag or digest. */
export function imageNamed(
  name: string | undefined,
  images: readonly ImageFacts[],
): ImageFacts | undefined {
  const wanted = name && repositoryOf(name);
  return wanted
    ? images.find(({ reference }) => repositoryOf(reference) === wanted)
    : undefined;
}

function repositoryOf(reference: string): string | undefined {
  const parsed = parseImageReference(reference);
  return parsed && `${parsed.registry}/${parsed.repository}`;
}
