import { Int32List } from './growable';
import { ImageTable } from './ImageTable';

/** Which services run which images, and how many of them have each layer and each prefix of layers. */
export class ServiceTable {
  private readonly imagesOfServices = new Map<string, number[]>();
  private readonly servicesOfImages = new Map<number, Set<string>>();
  private readonly byLayer = new Int32List();
  private readonly byPrefix = new Int32List();

  constructor(private readonly images: ImageTable) {}

  get count(): number {
    return this.imagesOfServices.size;
  }

  /** Says what a service runs, in place of what was said before. */
  put(ref: string, images: readonly number[]): void {
    this.remove(ref);
    const distinct = [...new Set(images)];
    this.imagesOfServices.set(ref, distinct);
    for (const image of distinct) {
      const services = this.servicesOfImages.get(image) ?? new Set();
      this.servicesOfImages.set(image, services.add(ref));
    }
    this.recount(ref, 1);
  }

  remove(ref: string): void {
    this.recount(ref, -1);
    for (const image of this.imagesOfServices.get(ref) ?? []) {
      const services = this.servicesOfImages.get(image);
      services?.delete(ref);
      if (services?.size === 0) {
        this.servicesOfImages.delete(image);
      }
    }
    this.imagesOfServices.delete(ref);
  }

  /** To be called around the moment in which an image gets its layers. */
  whileReading<Result>(image: number, readLayers: () => Result): Result {
    const services = [...(this.servicesOfImages.get(image) ?? [])];
    services.forEach(ref => this.recount(ref, -1));
    try {
      return readLayers();
    } finally {
      services.forEach(ref => this.recount(ref, 1));
    }
  }

  /** How many services but one have a layer. */
  withLayer(layer: number, exceptRef: string | undefined): number {
    const all = layer < this.byLayer.length ? this.byLayer.values[layer] : 0;
    return exceptRef !== undefined && this.hasLayer(exceptRef, layer)
      ? all - 1
      : all;
  }

  /** For each position of an image: how many services but one have all layers up to there in an image that is not this one. */
  withPrefixes(image: number, exceptRef: string | undefined): number[] {
    const { startOf, countOf, prefixAt } = this.images;
    const counts = Array.from({ length: countOf[image] }, (_, layer) => {
      const prefix = prefixAt[startOf[image] + layer];
      return prefix < this.byPrefix.length ? this.byPrefix.values[prefix] : 0;
    });
    const leaveOut = (from: number) => {
      for (let layer = from; layer < counts.length; layer++) {
        counts[layer] -= 1;
      }
    };
    const same = this.servicesOfImages.get(image);
    for (const ref of same ?? []) {
      if (ref !== exceptRef) {
        leaveOut(this.commonWithOthers(ref, image));
      }
    }
    if (exceptRef !== undefined) {
      // All that the service has is counted once for each prefix, whichever of its images has it.
      for (let layer = 0; layer < counts.length; layer++) {
        if (this.hasPrefix(exceptRef, layer, image)) {
          counts[layer] -= 1;
        }
      }
    }
    return counts;
  }

  /** Up to where a service has the layers of an image in others of its images. */
  private commonWithOthers(ref: string, image: number): number {
    let most = 0;
    for (const other of this.imagesOfServices.get(ref) ?? []) {
      if (other !== image) {
        most = Math.max(most, this.commonLayers(image, other));
      }
    }
    return most;
  }

  private hasPrefix(ref: string, layer: number, image: number): boolean {
    return (this.imagesOfServices.get(ref) ?? []).some(
      other => this.commonLayers(image, other) > layer,
    );
  }

  /** How many layers two images have in common from the bottom on. */
  commonLayers(one: number, other: number): number {
    const { startOf, countOf, prefixAt } = this.images;
    const most = Math.min(countOf[one], countOf[other]);
    let common = 0;
    while (
      common < most &&
      prefixAt[startOf[one] + common] === prefixAt[startOf[other] + common]
    ) {
      common += 1;
    }
    return common;
  }

  private hasLayer(ref: string, layer: number): boolean {
    const { startOf, countOf, layerAt } = this.images;
    return (this.imagesOfServices.get(ref) ?? []).some(image => {
      const start = startOf[image];
      for (let at = start; at < start + countOf[image]; at++) {
        if (layerAt[at] === layer) {
          return true;
        }
      }
      return false;
    });
  }

  /** Adds a service to the counts of its layers and prefixes, each once, or takes it away. */
  private recount(ref: string, change: 1 | -1): void {
    const { startOf, countOf, layerAt, prefixAt } = this.images;
    const layers = new Set<number>();
    const prefixes = new Set<number>();
    for (const image of this.imagesOfServices.get(ref) ?? []) {
      const start = startOf[image];
      for (let at = start; at < start + countOf[image]; at++) {
        layers.add(layerAt[at]);
        prefixes.add(prefixAt[at]);
      }
    }
    addToAll(this.byLayer, layers, change);
    addToAll(this.byPrefix, prefixes, change);
  }
}

function addToAll(counts: Int32List, keys: Set<number>, change: number): void {
  for (const key of keys) {
    while (counts.length <= key) {
      counts.push(0);
    }
    counts.values[key] += change;
  }
}
