import { Image, Layer, WRITTEN_PER_COMPRESSED } from './images';

interface StoredImage {
  image: Image;
  /** Containers that run it. */
  users: number;
  lastUsedAtMs: number;
}

/** The images and layers on one node, and the kubelet's deletion of those that nobody uses. */
export class ImageStore {
  private readonly images = new Map<string, StoredImage>();
  private readonly digests = new Map<string, string>();
  private readonly layers = new Map<
    string,
    { bytes: number; images: number }
  >();
  private compressedBytes = 0;
  private onChange?: () => void;

  private constructor(
    readonly capacityBytes: number,
    private readonly otherBytes: number,
  ) {}

  /** @param options - `capacityBytes`: of the filesystem. `otherBytes`: what is on it beside images, 0 by default */
  static create(options: {
    capacityBytes: number;
    otherBytes?: number;
  }): ImageStore {
    return new ImageStore(options.capacityBytes, options.otherBytes ?? 0);
  }

  /** Of the filesystem: images as they came and unpacked, and the rest. */
  get usedBytes(): number {
    return this.otherBytes + this.compressedBytes * WRITTEN_PER_COMPRESSED;
  }

  /** Calls back after each change of what is used. */
  observe(onChange: () => void): void {
    this.onChange = onChange;
  }

  /** The kubelet begins to delete images at 85 %. */
  get full(): boolean {
    return this.usedBytes > 0.85 * this.capacityBytes;
  }

  /** What a reference stands for on this node. */
  find(reference: string): Image | undefined {
    const digest = this.digests.get(reference);
    return digest === undefined ? undefined : this.images.get(digest)?.image;
  }

  missingLayers(image: Image): Layer[] {
    return image.layers.filter(({ digest }) => !this.layers.has(digest));
  }

  /** The largest first, as a node's status lists them. */
  list(): Image[] {
    return [...this.images.values()]
      .map(({ image }) => image)
      .sort((one, other) => other.sizeBytes - one.sizeBytes);
  }

  add(image: Image, nowMs: number): void {
    this.digests.set(image.reference, image.digest);
    if (this.images.has(image.digest)) return;
    this.images.set(image.digest, { image, users: 0, lastUsedAtMs: nowMs });
    for (const { digest, compressedBytes } of image.layers) {
      const layer = this.layers.get(digest);
      if (layer) {
        layer.images += 1;
      } else {
        this.layers.set(digest, { bytes: compressedBytes, images: 1 });
        this.compressedBytes += compressedBytes;
      }
    }
    this.onChange?.();
  }

  use(image: Image, nowMs: number): void {
    const stored = this.images.get(image.digest);
    if (stored) {
      stored.users += 1;
      stored.lastUsedAtMs = nowMs;
    }
  }

  release(image: Image, nowMs: number): void {
    const stored = this.images.get(image.digest);
    if (stored) {
      stored.users -= 1;
      stored.lastUsedAtMs = nowMs;
    }
  }

  /** Above 85 % deletes what nobody uses, the longest unused first, down to 80 %: the kubelet's defaults. */
  collectGarbage(): void {
    if (!this.full) return;
    const unused = [...this.images.values()]
      .filter(({ users }) => users === 0)
      .sort((one, other) => one.lastUsedAtMs - other.lastUsedAtMs);
    for (const { image } of unused) {
      if (this.usedBytes <= 0.8 * this.capacityBytes) return;
      this.delete(image);
    }
  }

  private delete(image: Image): void {
    this.images.delete(image.digest);
    if (this.digests.get(image.reference) === image.digest) {
      this.digests.delete(image.reference);
    }
    for (const { digest } of image.layers) {
      const layer = this.layers.get(digest);
      if (!layer) continue;
      layer.images -= 1;
      if (layer.images === 0) {
        this.layers.delete(digest);
        this.compressedBytes -= layer.bytes;
      }
    }
    this.onChange?.();
  }
}
