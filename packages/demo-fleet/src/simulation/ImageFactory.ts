import { Architecture, ImageDefinition } from '../definitions/types';
import { baseOf } from '../images/buildSteps';
import { ImageContent, imageContentOf } from '../images/imageContent';
import { Image } from './images';
import { REGISTRY } from './imageReleases';
import { Release } from './ReleaseTrain';

/** More than the fleet releases in two months; the oldest are built anew when they are needed again. */
const MAX_BUILT = 2_000;

const KIBIBYTE = 1024;
/** Linux joins what lies side by side, so a large file is written in large pieces; a small one is a piece of its own, with its directory and inode. */
const LARGE_FILES_WRITE_BYTES = 128 * KIBIBYTE;
const SMALL_FILES_WRITE_BYTES = 40 * KIBIBYTE;

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
  definition: ImageDefinition,
  release: Release,
  { root, platforms, indexBytes }: ImageContent,
): Image {
  const { repository, movingTag } = definition;
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
    writeBytes: baseOf(definition).smallFiles
      ? SMALL_FILES_WRITE_BYTES
      : LARGE_FILES_WRITE_BYTES,
    pushedAtMs: release.pushedAtMs,
  }));
  const others = new Map<Architecture, Image>(
    platforms
      .map((one, index) => [one.architecture, images[index]] as const)
      .slice(1),
  );
  return others.size > 0 ? { ...images[0], others } : images[0];
}
