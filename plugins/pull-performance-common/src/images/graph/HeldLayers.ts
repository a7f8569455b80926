import { ImageTable } from './ImageTable';
import { Marks } from './Marks';
import { NodeHoldings } from './NodeHoldings';

/** A time, such as that of a pull; epoch milliseconds. */
export interface TimeSpan {
  atMs: number;
  untilMs: number;
}

/** What is known of the images that a node held for a time. */
export interface HeldImages {
  /** Those whose layers are known, held all the time. */
  knownImages: number;
  /** Those whose layers are known, let go meanwhile. */
  letGoImages: number;
  /** Those whose layers are not known, let go meanwhile or not. */
  unreadImages: number;
  /** None of the unread ones is larger. */
  unreadLargestBytes: number;
  /** All the unread ones together are not larger. */
  unreadBytes: number;
}

/** The layers of all images that a node held for a time: one answer at a time, in memory that is used again. */
export class HeldLayers {
  /** Layers of the images held all the time. */
  readonly layers = new Marks();
  /** Rows of these layers from the bottom on. */
  readonly prefixes = new Marks();
  /** Layers of the images that came or were let go meanwhile: whether they were there when it began is open. */
  readonly meanwhile = new Marks();
  private readonly kubeletBytes = new Map<number, number>();
  private found = new Int32Array(256);

  constructor(private readonly images: ImageTable) {}

  /** Takes an image's size as a node tells it. Nodes may tell different ones: the largest bounds what can be in it. */
  putKubeletBytes(image: number, bytes: number): void {
    const known = this.kubeletBytes.get(image) ?? 0;
    this.kubeletBytes.set(image, Math.max(known, bytes));
  }

  /**
   * Marks what a node held.
   *
   * @param span - while the node pulled the image `pulled`, which of course came then
   */
  mark(
    node: NodeHoldings | undefined,
    span: TimeSpan & { pulled: number },
  ): HeldImages {
    const { images, layers, prefixes, meanwhile } = this;
    layers.restart(images.layerCount);
    prefixes.restart(images.prefixCount);
    meanwhile.restart(images.layerCount);
    const held: HeldImages = {
      knownImages: 0,
      letGoImages: 0,
      unreadImages: 0,
      unreadLargestBytes: 0,
      unreadBytes: 0,
    };
    if (!node) {
      return held;
    }
    if (this.found.length < node.length) {
      this.found = new Int32Array(node.length * 2);
    }
    const { atMs, untilMs, pulled } = span;
    this.markHeld(node.heldThrough(atMs, untilMs, this.found), held);
    this.markLetGo(node.letGoBetween(atMs, untilMs, this.found), held);
    this.markCame(node.cameBetween(atMs, untilMs, this.found), pulled);
    return held;
  }

  private markHeld(count: number, held: HeldImages): void {
    const { layers, prefixes } = this;
    const { startOf, countOf, layerAt, prefixAt } = this.images;
    for (let index = 0; index < count; index++) {
      const image = this.found[index];
      const start = startOf[image];
      if (start < 0) {
        this.countUnread(image, held);
        continue;
      }
      held.knownImages += 1;
      for (let at = start; at < start + countOf[image]; at++) {
        layers.add(layerAt[at]);
        prefixes.add(prefixAt[at]);
      }
    }
  }

  private markLetGo(count: number, held: HeldImages): void {
    for (let index = 0; index < count; index++) {
      const image = this.found[index];
      if (this.images.isRead(image)) {
        held.letGoImages += 1;
        this.markMeanwhile(image);
      } else {
        this.countUnread(image, held);
      }
    }
  }

  private markCame(count: number, pulled: number): void {
    for (let index = 0; index < count; index++) {
      const image = this.found[index];
      if (image !== pulled && this.images.isRead(image)) {
        this.markMeanwhile(image);
      }
    }
  }

  private markMeanwhile(image: number): void {
    const { startOf, countOf, layerAt } = this.images;
    const start = startOf[image];
    for (let at = start; at < start + countOf[image]; at++) {
      this.meanwhile.add(layerAt[at]);
    }
  }

  private countUnread(image: number, held: HeldImages): void {
    const bytes = this.kubeletBytes.get(image) ?? Infinity;
    held.unreadImages += 1;
    held.unreadBytes += bytes;
    held.unreadLargestBytes = Math.max(held.unreadLargestBytes, bytes);
  }
}
