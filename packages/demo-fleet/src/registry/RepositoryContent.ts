import { ImageDefinition } from '../definitions/types';
import { Blob } from '../images/Blob';
import { ImageContent, imageContentOf } from '../images/imageContent';
import { Release } from '../simulation/ReleaseTrain';

interface Layer {
  bytes: number;
  /** When the first image that has it was pushed, epoch milliseconds. */
  pushedAtMs: number;
}

function manifestsOf({ root, platforms }: ImageContent): Blob[] {
  const images = platforms.flatMap(({ manifest, attestation }) =>
    attestation ? [manifest, attestation.manifest] : [manifest],
  );
  return images.includes(root) ? images : [root, ...images];
}

function configsOf({ platforms }: ImageContent): Blob[] {
  return platforms.flatMap(({ config, attestation }) =>
    attestation ? [config, attestation.config] : [config],
  );
}

/**
 * What a registry has of one repository. It knows digests and sizes and builds anew what is asked for:
 * a release costs some hundred bytes of memory.
 */
export class RepositoryContent {
  private readonly releases: Release[] = [];
  private readonly byDigest = new Map<string, Release>();
  private readonly layers = new Map<string, Layer>();

  private constructor(
    private readonly seed: number,
    private readonly definition: ImageDefinition,
  ) {}

  static create(options: {
    seed: number;
    definition: ImageDefinition;
  }): RepositoryContent {
    return new RepositoryContent(options.seed, options.definition);
  }

  /** Adds a release, which shows from its push on; in the order of their numbers. */
  add(release: Release): void {
    const content = this.contentOf(release);
    this.releases.push(release);
    for (const { digest } of [...manifestsOf(content), ...configsOf(content)]) {
      this.byDigest.set(digest, release);
    }
    for (const { layers, attestation } of content.platforms) {
      for (const { digest, compressedBytes } of layers) {
        this.addLayer(digest, compressedBytes, release);
      }
      if (attestation) {
        const { digest, size } = attestation.statement;
        this.addLayer(digest, size, release);
      }
    }
  }

  /** The tags that exist at a time, in lexical order. */
  tags(nowMs: number): string[] {
    const { movingTag } = this.definition;
    const pushed = this.releases.filter(one => one.pushedAtMs <= nowMs);
    const versions = pushed.map(({ version }) => version);
    if (movingTag && pushed.length > 0) versions.push(movingTag);
    return versions.sort();
  }

  /** What a tag stands for at a time; undefined while nobody has pushed it. */
  tagged(tag: string, nowMs: number): Blob | undefined {
    const release = this.releases.findLast(
      ({ version, pushedAtMs }) =>
        pushedAtMs <= nowMs &&
        (version === tag || tag === this.definition.movingTag),
    );
    return release && this.contentOf(release).root;
  }

  /** A manifest or index by its digest. */
  manifest(digest: string, nowMs: number): Blob | undefined {
    const content = this.contentWith(digest, nowMs);
    return content && manifestsOf(content).find(one => one.digest === digest);
  }

  /** A configuration by its digest. */
  config(digest: string, nowMs: number): Blob | undefined {
    const content = this.contentWith(digest, nowMs);
    return content && configsOf(content).find(one => one.digest === digest);
  }

  /** The size of a layer, or of the statement in an attestation. */
  layerBytes(digest: string, nowMs: number): number | undefined {
    const layer = this.layers.get(digest);
    return layer && layer.pushedAtMs <= nowMs ? layer.bytes : undefined;
  }

  private contentWith(digest: string, nowMs: number): ImageContent | undefined {
    const release = this.byDigest.get(digest);
    return release && release.pushedAtMs <= nowMs
      ? this.contentOf(release)
      : undefined;
  }

  private addLayer(digest: string, bytes: number, release: Release): void {
    const known = this.layers.get(digest)?.pushedAtMs ?? Infinity;
    const pushedAtMs = Math.min(known, release.pushedAtMs);
    this.layers.set(digest, { bytes, pushedAtMs });
  }

  private contentOf(release: Release): ImageContent {
    const { seed, definition } = this;
    return imageContentOf({ seed, definition, release });
  }
}
