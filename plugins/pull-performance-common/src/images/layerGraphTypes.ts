/**
 * An image with its layers, bottom first. `ImageFacts` is one.
 *
 * @public
 */
export interface GraphImage {
  digest: string;
  layers: readonly GraphLayer[];
}

/**
 * One layer of an image. `LayerFacts` is one.
 *
 * @public
 */
export interface GraphLayer {
  digest: string;
  /** Size of the blob that travels. */
  compressedBytes: number;
  /** Comes from elsewhere than the registry, so its bytes do not count. */
  foreign?: boolean;
}

/**
 * A node of a cluster.
 *
 * @public
 */
export interface GraphNode {
  cluster: string;
  node: string;
}

/**
 * That a node held an image for a time: from its beginning on and until before its end, epoch milliseconds.
 *
 * @public
 */
export interface GraphHolding extends GraphNode {
  /** Of the image for the node's platform; an index has to be resolved before. */
  digest: string;
  /** When it was first seen there. */
  fromMs: number;
  /** When it was last seen before it was gone; absent while it is there. */
  untilMs?: number;
  /** Size as the node tells it, which bounds what an image of unknown layers can hold. */
  imageBytes?: number;
}

/**
 * How much of a graph fits. What finds no room is left out and counted in `LayerGraph.size`.
 *
 * @public
 */
export interface LayerGraphLimits {
  /** Digests of images, with and without known layers; 100,000 unless told. */
  maxImages?: number;
  /** Layers of all images together, each counted per image; 2,000,000 unless told. */
  maxImageLayers?: number;
  /** 20,000 unless told. */
  maxNodes?: number;
  /** 2,000,000 unless told. */
  maxHoldings?: number;
}

/**
 * What a graph holds, and what found no room in it.
 *
 * @public
 */
export interface LayerGraphSize {
  images: number;
  /** Images whose layers are not known. */
  unreadImages: number;
  /** Different layers. */
  layers: number;
  nodes: number;
  holdings: number;
  services: number;
  /** Times that something was left out. */
  dropped: { images: number; nodes: number; holdings: number };
}

/**
 * Layers at the bottom of an image that images of other services have too.
 *
 * @public
 */
export interface SharedPrefix {
  /** How many layers. */
  layers: number;
  compressedBytes: number;
  /** Other services that have an image, another than this one, with all of them. */
  services: number;
}

/**
 * Nodes that have layers.
 *
 * @public
 */
export interface LayersOnNodes {
  /** Nodes of which at least one image with known layers is known. */
  known: number;
  /** Of these, for each layer that was asked for: how many have it. */
  present: number[];
}
