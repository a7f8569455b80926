import { LayersOnNodes } from '../layerGraphTypes';
import { ImageTable } from './ImageTable';
import { Marks } from './Marks';
import { NodeHoldings } from './NodeHoldings';

/** Counts on how many nodes layers are. Most images on a node have none of them: which have is found first. */
export class LayerCounter {
  /** By layer: its place among those asked for, from 1 on; 0 for all others. */
  private places = new Int32Array(0);
  private readonly having = new Marks();
  private held = new Int32Array(256);

  constructor(private readonly images: ImageTable) {}

  /** @param options - `layers` may hold `undefined` for layers that no image has, which are on no node */
  count(options: {
    layers: readonly (number | undefined)[];
    nodes: Iterable<NodeHoldings | undefined>;
    atMs: number;
    /** Images whose layers do not count. */
    except: ReadonlySet<number>;
  }): LayersOnNodes {
    const { layers, nodes, atMs, except } = options;
    if (this.places.length < this.images.layerCount) {
      this.places = new Int32Array(this.images.layerCount * 2);
    }
    const { places } = this;
    const asked = layers.filter(layer => layer !== undefined);
    const { having } = this;
    having.restart(this.images.imageCount);
    asked.forEach((layer, index) => {
      places[layer] = index + 1;
      this.images.markImagesOf(layer, having);
    });
    except.forEach(image => having.remove(image));
    /** By place: on how many nodes, and on which one it was seen last. */
    const counts = new Int32Array(asked.length + 1);
    const lastNode = new Int32Array(asked.length + 1);
    let known = 0;
    for (const node of nodes) {
      if (node?.isKnownAt(atMs, this.images)) {
        known += 1;
        this.countNode({ node, atMs, counts, lastNode, number: known });
      }
    }
    const present = layers.map(layer =>
      layer === undefined ? 0 : counts[places[layer]],
    );
    asked.forEach(layer => {
      places[layer] = 0;
    });
    return { known, present };
  }

  private countNode(options: {
    node: NodeHoldings;
    atMs: number;
    counts: Int32Array;
    lastNode: Int32Array;
    number: number;
  }): void {
    const { node, atMs, counts, lastNode, number } = options;
    const { places, images } = this;
    const { startOf, countOf, layerAt } = images;
    if (this.held.length < node.length) {
      this.held = new Int32Array(node.length * 2);
    }
    const held = node.heldAmong(this.having, atMs, this.held);
    for (let index = 0; index < held; index++) {
      const image = this.held[index];
      const start = startOf[image];
      for (let at = start; at < start + countOf[image]; at++) {
        const place = places[layerAt[at]];
        if (place > 0 && lastNode[place] !== number) {
          lastNode[place] = number;
          counts[place] += 1;
        }
      }
    }
  }
}
