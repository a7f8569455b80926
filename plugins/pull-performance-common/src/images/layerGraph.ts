import { InputError } from '@backstage/errors';
import { Estimate } from '../schema/openapi';
import { HeldLayers, TimeSpan } from './graph/HeldLayers';
import { ImageTable } from './graph/ImageTable';
import { LayerCounter } from './graph/LayerCounter';
import {
  estimateMissingBytes,
  NodeKnowledge,
  nothingMissing,
} from './graph/missingBytes';
import { NodeHoldings } from './graph/NodeHoldings';
import { NodeTable } from './graph/NodeTable';
import { ServiceTable } from './graph/ServiceTable';
import {
  GraphHolding,
  GraphImage,
  GraphNode,
  LayerGraphLimits,
  LayerGraphSize,
  LayersOnNodes,
  SharedPrefix,
} from './layerGraphTypes';

/**
 * Which images have which layers, which nodes held which images at which time, and which services run them.
 *
 * @remarks
 * It is a view in memory of what a store knows, made for questions about single pulls (microseconds each). It is bounded: what finds no
 * room is refused, never put in place of something else, and answers that this could make wrong become wider or `undefined`:
 * an image without room has no missing bytes, a node without room is one of which nothing is known, and a node whose holdings found no
 * room counts as one whose list leaves images out. `prune` makes room for holdings; for the rest make a new graph.
 *
 * @public
 */
export class LayerGraph {
  private readonly images: ImageTable;
  private readonly nodes: NodeTable;
  private readonly held: HeldLayers;
  private readonly counter: LayerCounter;
  private readonly services: ServiceTable;
  private readonly dropped = { images: 0, nodes: 0, holdings: 0 };

  private constructor(limits: Required<LayerGraphLimits>) {
    this.images = new ImageTable(limits);
    this.nodes = new NodeTable(limits);
    this.held = new HeldLayers(this.images);
    this.counter = new LayerCounter(this.images);
    this.services = new ServiceTable(this.images);
  }

  static create(options: LayerGraphLimits = {}): LayerGraph {
    return new LayerGraph({
      maxImages: options.maxImages ?? 100_000,
      maxImageLayers: options.maxImageLayers ?? 2_000_000,
      maxNodes: options.maxNodes ?? 20_000,
      maxHoldings: options.maxHoldings ?? 2_000_000,
    });
  }

  /** What it holds. */
  size(): LayerGraphSize {
    return {
      images: this.images.imageCount,
      unreadImages: this.images.imageCount - this.images.readImageCount,
      layers: this.images.layerCount,
      nodes: this.nodes.nodeCount,
      holdings: this.nodes.holdingCount,
      services: this.services.count,
      dropped: { ...this.dropped },
    };
  }

  /**
   * Adds an image with its layers. A known one stays as it is, since a digest stands for one content.
   *
   * @returns whether it is known now; false when there is no room
   * @throws InputError when the size of a layer is no whole number of zero or more
   */
  putImage(image: GraphImage): boolean {
    const id = this.addDigest(image.digest);
    if (id === undefined) {
      return false;
    }
    if (this.images.isRead(id)) {
      return true;
    }
    const fits = this.services.whileReading(id, () =>
      this.images.setLayers(id, image.layers),
    );
    if (!fits) {
      this.dropped.images += 1;
    }
    return fits;
  }

  /** Whether the layers of an image are known. */
  hasImage(digest: string): boolean {
    return this.images.readIdOf(digest) !== undefined;
  }

  /** Compressed bytes of an image's layers, each digest once, without foreign ones; `undefined` when they are not known. */
  bytesOf(digest: string): number | undefined {
    const id = this.images.readIdOf(digest);
    return id === undefined ? undefined : this.images.bytesOf(id);
  }

  /**
   * Says that a node held an image. A later word about the same node, image and begin takes the place of the earlier one. The
   * layers of the image may come later.
   *
   * @returns whether there was room
   * @throws InputError when a time is no number
   */
  putHolding(holding: GraphHolding): boolean {
    const { digest, fromMs, untilMs = Infinity, imageBytes } = holding;
    if (!Number.isFinite(fromMs) || Number.isNaN(untilMs)) {
      throw new InputError(
        `The node ${holding.node} cannot have held ${digest} from ${fromMs} until ${untilMs}`,
      );
    }
    const node = this.addNode(holding);
    if (!node) {
      return false;
    }
    const image = this.addDigest(digest);
    if (
      image === undefined ||
      !this.nodes.put(node, image, { fromMs, untilMs })
    ) {
      this.dropped.holdings += 1;
      node.dropped = true;
      return false;
    }
    if (imageBytes !== undefined && imageBytes > 0) {
      this.held.putKubeletBytes(image, imageBytes);
    }
    return true;
  }

  /**
   * Says whether a node's list of images is whole. The kubelet lists at most 50 (`nodeStatusMaxImages`), the largest first: a
   * shorter list is whole, and what a full one leaves out is no larger than its smallest image.
   *
   * @returns whether there was room for the node
   */
  setComplete(
    options: GraphNode & {
      /** `undefined`: not known. */
      complete: boolean | undefined;
      /** Since when that holds, epoch milliseconds; unless told, since the node's first holding known by now. Before that nothing is known. */
      fromMs?: number;
      /** Size of the smallest listed image of a full list. */
      unlistedBytesAtMost?: number;
    },
  ): boolean {
    const node = this.addNode(options);
    node?.setListState({
      fromMs: options.fromMs ?? node.firstFromMs() ?? -Infinity,
      complete: options.complete,
      unlistedBytesAtMost: options.unlistedBytesAtMost ?? Infinity,
    });
    return node !== undefined;
  }

  /** Whether a node's list of images was whole at a time, and all that it held found room: what is known of it is all there was. */
  hasWholeList(options: GraphNode & { atMs: number }): boolean {
    const node = this.nodes.find(options);
    return (
      node !== undefined &&
      !node.dropped &&
      node.listStateAt(options.atMs)?.complete === true
    );
  }

  /** Forgets a node and all that it held. */
  removeNode(node: GraphNode): void {
    this.nodes.remove(node);
  }

  /**
   * Forgets holdings that ended before a time: questions about earlier times have no answer then.
   *
   * @returns how many they were
   */
  prune(options: { beforeMs: number }): number {
    return this.nodes.prune(options.beforeMs);
  }

  /**
   * The bytes that a node had to fetch for an image at a time: its layers that no image held there has.
   *
   * @remarks
   * - `value`: layers in none of the images known on the node from the pull's begin until after its end. An image that was held itself
   *   misses nothing.
   * - `low`: less what may have been there unseen. Where the node's list leaves images out, or may, these are layers that other known
   *   images have too and that are no larger than the largest image left out. Where an image on the node has unknown layers, these are
   *   any that are not larger than it, and no more bytes than it has. An image that no source ever named is not reckoned with. Where another
   *   image came while the pull went on, these are the layers that both have: a runtime that pulls several at once fetches them once.
   *   Where the node let an image go while the pull went on, the first and the last millisecond included, and be it the pulled one
   *   itself, these are its layers: whether they were there when the pull began is as open as when exactly it began.
   * - `high`: layers that are not part of an unbroken row from the bottom on in one of the images held. A containerd that
   *   discards unpacked layers (`discard_unpacked_layers`, as EKS sets it) keeps only such rows.
   * - `samples`: images held until after the pull's end whose layers are known.
   *
   * @param options - `atMs`: when the pull began, epoch milliseconds. `untilMs`: when it ended
   * @returns `undefined` when the layers of the image are not known, and nothing says that it was there all the time
   */
  missingBytes(
    options: GraphNode & { digest: string; atMs: number; untilMs?: number },
  ): Estimate | undefined {
    const { digest, atMs, untilMs = atMs } = options;
    const image = this.images.idOf(digest);
    if (image === undefined) {
      return undefined;
    }
    const node = this.nodes.find(options);
    if (node?.holds(image, atMs, untilMs)) {
      return nothingMissing();
    }
    if (!this.images.isRead(image)) {
      return undefined;
    }
    return estimateMissingBytes({
      images: this.images,
      image,
      node: this.knowledgeOf(node, { atMs, untilMs, pulled: image }),
      imagesDropped: this.dropped.images > 0,
    });
  }

  /** Says what a service runs now, in place of what was said before. Images may get their layers later. */
  putService(ref: string, digests: readonly string[]): void {
    const ids = digests
      .map(digest => this.addDigest(digest))
      .filter(id => id !== undefined);
    this.services.put(ref, ids);
  }

  /** Forgets a service. */
  removeService(ref: string): void {
    this.services.remove(ref);
  }

  /** How many services but one run an image that has a layer. */
  sharedWith(layerDigest: string, exceptRef?: string): number {
    const layer = this.images.layerIdOf(layerDigest);
    return layer === undefined ? 0 : this.services.withLayer(layer, exceptRef);
  }

  /**
   * The rows of layers from the bottom of an image on that images of other services have too, shortest first. Services that run
   * this very image do not count by it.
   */
  sharedPrefixes(digest: string, exceptRef?: string): SharedPrefix[] {
    const image = this.images.readIdOf(digest);
    if (image === undefined) {
      return [];
    }
    const start = this.images.startOf[image];
    let compressedBytes = 0;
    return this.services
      .withPrefixes(image, exceptRef)
      .map((services, index) => {
        compressedBytes += this.images.bytesAt[start + index];
        return { layers: index + 1, compressedBytes, services };
      })
      .filter(({ services }) => services > 0);
  }

  /**
   * How many nodes have layers at a time.
   *
   * @param options - `exceptImages`: holdings of these do not count, as when the question is what others have of an image
   */
  nodesWith(options: {
    layerDigests: readonly string[];
    nodes: Iterable<GraphNode>;
    atMs: number;
    exceptImages?: Iterable<string>;
  }): LayersOnNodes {
    const layers = options.layerDigests.map(digest =>
      this.images.layerIdOf(digest),
    );
    const except = new Set<number>();
    for (const digest of options.exceptImages ?? []) {
      const id = this.images.idOf(digest);
      if (id !== undefined) {
        except.add(id);
      }
    }
    const nodes = Array.from(options.nodes, node => this.nodes.find(node));
    return this.counter.count({ layers, nodes, atMs: options.atMs, except });
  }

  private knowledgeOf(
    node: NodeHoldings | undefined,
    span: TimeSpan & { pulled: number },
  ): NodeKnowledge {
    const state = node?.listStateAt(span.atMs);
    const complete = node?.dropped && state?.complete ? false : state?.complete;
    let list: NodeKnowledge['list'] = 'unknown';
    if (complete !== undefined) {
      list = complete ? 'complete' : 'capped';
    }
    return {
      ...this.held.mark(node, span),
      list,
      unlistedBytesAtMost:
        state && !node?.dropped ? state.unlistedBytesAtMost : Infinity,
      layers: this.held.layers,
      prefixes: this.held.prefixes,
      meanwhile: this.held.meanwhile,
    };
  }

  private addNode(node: GraphNode): NodeHoldings | undefined {
    const found = this.nodes.add(node);
    if (!found) {
      this.dropped.nodes += 1;
    }
    return found;
  }

  private addDigest(digest: string): number | undefined {
    const id = this.images.addDigest(digest);
    if (id === undefined) {
      this.dropped.images += 1;
    }
    return id;
  }
}
