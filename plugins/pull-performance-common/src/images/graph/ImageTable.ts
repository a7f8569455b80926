import { InputError } from '@backstage/errors';
import { GraphLayer } from '../layerGraphTypes';
import { Float64List, Int32List } from './growable';
import { Marks } from './Marks';

/** The prefix of no layers. */
const noPrefix = -1;

/**
 * Images and their layers, by numbers in place of digests.
 *
 * An image has a row as soon as its digest is named, and layers once its manifest is known. Sizes are kept per image and
 * not per layer: a manifest that lies about a shared layer can then only harm its own image.
 */
export class ImageTable {
  private readonly imageIds = new Map<string, number>();
  private readonly layerIds = new Map<string, number>();
  /** (prefix, layer) → the prefix with that layer on top. */
  private readonly prefixIds = new Map<number, number>();
  /** First position of an image's layers; −1 while they are unknown. */
  private readonly starts = new Int32List();
  private readonly counts = new Int32List();
  private readonly bytes = new Float64List();
  /** By layer: images that have it, and its newest position. */
  private readonly images = new Int32List();
  private readonly newest = new Int32List();
  private readonly layers = new Int32List();
  private readonly layerBytes = new Float64List();
  private readonly prefixes = new Int32List();
  /** By position: its image, and the position before with the same layer or −1. */
  private readonly positionImages = new Int32List();
  private readonly positionsBefore = new Int32List();
  private read = 0;

  constructor(
    private readonly limits: { maxImages: number; maxImageLayers: number },
  ) {}

  get imageCount(): number {
    return this.imageIds.size;
  }

  get readImageCount(): number {
    return this.read;
  }

  get layerCount(): number {
    return this.layerIds.size;
  }

  get prefixCount(): number {
    return this.prefixIds.size;
  }

  /** By position: the layer there. */
  get layerAt(): Int32Array {
    return this.layers.values;
  }

  /** By position: what the registry serves for it; nothing for a foreign layer and for the repetition of a layer. */
  get bytesAt(): Float64Array {
    return this.layerBytes.values;
  }

  /** By position: the layers from the bottom up to there, as one number. */
  get prefixAt(): Int32Array {
    return this.prefixes.values;
  }

  /** By image: its first position, or −1 while its layers are unknown. */
  get startOf(): Int32Array {
    return this.starts.values;
  }

  /** By image: how many positions it has. */
  get countOf(): Int32Array {
    return this.counts.values;
  }

  /** Marks the images that have a layer. */
  markImagesOf(layer: number, marks: Marks): void {
    const images = this.positionImages.values;
    const before = this.positionsBefore.values;
    for (let at = this.newest.values[layer]; at >= 0; at = before[at]) {
      marks.add(images[at]);
    }
  }

  /** By layer: how many images have it. */
  get imagesOf(): Int32Array {
    return this.images.values;
  }

  idOf(digest: string): number | undefined {
    return this.imageIds.get(digest);
  }

  /** The image's number, a new one where it has none. @returns `undefined` when the table is full */
  addDigest(digest: string): number | undefined {
    const known = this.imageIds.get(digest);
    if (known !== undefined || this.imageIds.size >= this.limits.maxImages) {
      return known;
    }
    const id = this.imageIds.size;
    this.imageIds.set(digest, id);
    this.starts.push(-1);
    this.counts.push(0);
    this.bytes.push(0);
    return id;
  }

  isRead(image: number): boolean {
    return this.starts.values[image] >= 0;
  }

  /** The image whose layers are known, by digest. */
  readIdOf(digest: string): number | undefined {
    const id = this.imageIds.get(digest);
    return id !== undefined && this.isRead(id) ? id : undefined;
  }

  bytesOf(image: number): number {
    return this.bytes.values[image];
  }

  layerIdOf(digest: string): number | undefined {
    return this.layerIds.get(digest);
  }

  /**
   * Gives an image its layers.
   *
   * @returns whether there was room for them
   * @throws InputError when the size of a layer is no size
   */
  setLayers(image: number, layers: readonly GraphLayer[]): boolean {
    if (this.layers.length + layers.length > this.limits.maxImageLayers) {
      return false;
    }
    for (const { digest, compressedBytes } of layers) {
      if (!Number.isSafeInteger(compressedBytes) || compressedBytes < 0) {
        throw new InputError(
          `The layer ${digest} cannot have ${compressedBytes} bytes`,
        );
      }
    }
    const start = this.layers.length;
    const seen = new Set<number>();
    let prefix = noPrefix;
    let sum = 0;
    for (const { digest, compressedBytes, foreign } of layers) {
      const layer = this.addLayer(digest);
      prefix = this.addPrefix(prefix, layer);
      const served = foreign || seen.has(layer) ? 0 : compressedBytes;
      if (!seen.has(layer)) {
        this.images.values[layer] += 1;
        seen.add(layer);
      }
      this.positionImages.push(image);
      this.positionsBefore.push(this.newest.values[layer]);
      this.newest.values[layer] = this.layers.length;
      this.layers.push(layer);
      this.layerBytes.push(served);
      this.prefixes.push(prefix);
      sum += served;
    }
    this.starts.values[image] = start;
    this.counts.values[image] = layers.length;
    this.bytes.values[image] = sum;
    this.read += 1;
    return true;
  }

  private addLayer(digest: string): number {
    let id = this.layerIds.get(digest);
    if (id === undefined) {
      id = this.layerIds.size;
      this.layerIds.set(digest, id);
      this.images.push(0);
      this.newest.push(-1);
    }
    return id;
  }

  private addPrefix(below: number, layer: number): number {
    // Both are less than the limit of layers, whose square a number holds exactly.
    const key = (below + 1) * this.limits.maxImageLayers + layer;
    let id = this.prefixIds.get(key);
    if (id === undefined) {
      id = this.prefixIds.size;
      this.prefixIds.set(key, id);
    }
    return id;
  }
}
