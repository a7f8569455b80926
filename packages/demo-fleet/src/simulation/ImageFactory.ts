import { Architecture, ImageDefinition } from '../definitions/types';
import { ImageContent, imageContentOf } from '../images/imageContent';
import { Image } from './images';
import { REGISTRY } from './imageReleases';
import { Release } from './ReleaseTrain';

/** More than the fleet releases in two months; the oldest are built anew when they are needed again. */
const MAX_BUILT = 2_000;

/** Builds images: the same definition and release always give the same image, in every cluster. */
export class ImageFactory {
  private readonly built = new Map<string, Image>();

  private constructor(private readonly seed: number) {}

  static create(options: { seed: number }): ImageFactory {
    return new ImageFactory(options.seed);
  }

  /** @throws Error when the definition names a base image that is not there */
  build(definition: ImageDefinition, release: Release): Image {
    const key = `${definition.repository}@${release.number}`;
    const known = this.built.get(key);
    if (known) return known;
    const { seed } = this;
    const content = imageContentOf({ seed, definition, release });
    const image = imageOf(definition, release, content);
    for (const oldest of this.built.keys()) {
      if (this.built.size < MAX_BUILT) break;
      this.built.delete(oldest);
    }
    this.built.set(key, image);
    return image;
  }
}

function imageOf(
  { repository, movingTag }: ImageDefinition,
  release: Release,
  { root, platforms, indexBytes }: ImageContent,
): Image {
  const images = platforms.map(({ manifest, config, layers }) => ({
    reference: `${REGISTRY}/${repository}:${movingTag ?? release.version}`,
    repository: `${REGISTRY}/${repository}`,
    digest: root.digest,
    layers: layers.map(({ digest, compressedBytes }) => ({
      digest,
      compressedBytes,
    })),
    sizeBytes: layers.reduce(
      (sum, { compressedBytes }) => sum + compressedBytes,
      config.bytes + manifest.bytes + indexBytes,
    ),
    pushedAtMs: release.pushedAtMs,
  }));
  const others = new Map<Architecture, Image>(
    platforms
      .map((one, index) => [one.architecture, images[index]] as const)
      .slice(1),
  );
  return others.size > 0 ? { ...images[0], others } : images[0];
}
