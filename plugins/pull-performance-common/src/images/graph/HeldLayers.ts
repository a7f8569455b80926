import { ImageTable } from './ImageTable';
import { Marks } from './Marks';
import { NodeHoldings } from './NodeHoldings';

/** What is known of the images that a node held at a time. */
export interface HeldImages {
  /** Those whose layers are known. */
  knownImages: number;
  /** Those whose layers are not known. */
  unreadImages: number;
  /** None of the unread ones is larger. */
  unreadLargestBytes: number;
  /** All the unread ones together are not larger. */
  unreadBytes: number;
}

/** The layers of all images that a node held at a time: one answer at a time, in memory that is used again. */
export class HeldLayers {
  readonly layers = new Marks();
  /** Rows of layers from the bottom on. */
  readonly prefixes = new Marks();
  /** Layers of the images that came in a time. */
  readonly meanwhile = new Marks();
  private readonly kubeletBytes = new Map<number, number>();
  private held = new Int32Array(256);

  constructor(private readonly images: ImageTable) {}

  /** Takes an image's size as a node tells it. Nodes may tell different ones: the largest bounds what can be in it. */
  putKubeletBytes(image: number, bytes: number): void {
    const known = this.kubeletBytes.get(image) ?? 0;
    this.kubeletBytes.set(image, Math.max(known, bytes));
  }

  /** Marks what a node held. */
  mark(node: NodeHoldings | undefined, atMs: number): HeldImages {
    const { images, layers, prefixes } = this;
    layers.restart(images.layerCount);
    prefixes.restart(images.prefixCount);
    const found = {
      knownImages: 0,
      unreadImages: 0,
      unreadLargestBytes: 0,
      unreadBytes: 0,
    };
    const count = node ? this.readHeld(node, atMs) : 0;
    const { startOf, countOf, layerAt, prefixAt } = images;
    for (let index = 0; index < count; index++) {
      const image = this.held[index];
      const start = startOf[image];
      if (start < 0) {
        const bytes = this.kubeletBytes.get(image) ?? Infinity;
        found.unreadImages += 1;
        found.unreadBytes += bytes;
        found.unreadLargestBytes = Math.max(found.unreadLargestBytes, bytes);
        continue;
      }
      found.knownImages += 1;
      for (let at = start; at < start + countOf[image]; at++) {
        layers.add(layerAt[at]);
        prefixes.add(prefixAt[at]);
      }
    }
    return found;
  }

  /** Marks the layers of images but one that a node came to hold after a time and no later than another. */
  markMeanwhile(
    node: NodeHoldings | undefined,
    options: { afterMs: number; untilMs: number; except: number },
  ): void {
    const { images, meanwhile } = this;
    const { afterMs, untilMs, except } = options;
    meanwhile.restart(images.layerCount);
    if (!node || untilMs <= afterMs) {
      return;
    }
    this.makeRoomFor(node);
    const count = node.cameBetween(afterMs, untilMs, this.held);
    const { startOf, countOf, layerAt } = images;
    for (let index = 0; index < count; index++) {
      const image = this.held[index];
      const start = startOf[image];
      if (image === except || start < 0) {
        continue;
      }
      for (let at = start; at < start + countOf[image]; at++) {
        meanwhile.add(layerAt[at]);
      }
    }
  }

  private readHeld(node: NodeHoldings, atMs: number): number {
    this.makeRoomFor(node);
    return node.heldAt(atMs, this.held);
  }

  private makeRoomFor(node: NodeHoldings): void {
    if (this.held.length < node.length) {
      this.held = new Int32Array(node.length * 2);
    }
  }
}
