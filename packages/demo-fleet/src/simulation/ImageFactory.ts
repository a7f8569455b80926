import { createHash } from 'node:crypto';
import { baseImages } from '../definitions/baseImages';
import { BaseImageDefinition, ImageDefinition } from '../definitions/types';
import { Random } from './Random';
import { Release } from './ReleaseTrain';
import { Image, Layer } from './images';

const DAY_MS = 86_400_000;
const MEGABYTE = 1e6;

/** Where the images come from; the name can belong to nobody (RFC 2606). */
export const REGISTRY = 'registry.demo-fleet.example';

function digestOf(...parts: (string | number)[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex');
  return `sha256:${hash}`;
}

/** Builds images: the same definition and release always give the same layers, in every cluster. */
export class ImageFactory {
  private readonly built = new Map<string, Image>();
  private readonly bases: ReadonlyMap<string, BaseImageDefinition> = new Map(
    Object.entries(baseImages),
  );

  private constructor(private readonly seed: number) {}

  static create(options: { seed: number }): ImageFactory {
    return new ImageFactory(options.seed);
  }

  /** @throws Error when the definition names a base image that is not there */
  build(definition: ImageDefinition, release: Release): Image {
    const { repository, movingTag } = definition;
    const key = `${repository}@${release.number}`;
    const known = this.built.get(key);
    if (known) return known;

    const layers = [
      ...this.baseLayers(definition.base, release.atMs),
      ...this.ownLayers(definition, release),
    ];
    const layerBytes = layers.reduce(
      (sum, one) => sum + one.compressedBytes,
      0,
    );
    // The configuration and the manifest grow with the layers.
    const sizeBytes = layerBytes + 5_600 + 390 * layers.length;
    const image: Image = {
      reference: `${REGISTRY}/${repository}:${movingTag ?? release.version}`,
      repository: `${REGISTRY}/${repository}`,
      digest: digestOf(this.seed, 'manifest', key),
      layers,
      sizeBytes,
      pushedAtMs: release.pushedAtMs,
    };
    this.built.set(key, image);
    return image;
  }

  private baseLayers(name: string, atMs: number): Layer[] {
    const base = this.bases.get(name);
    if (!base) throw new Error(`No base image is named ${name}`);
    const edition = Math.floor(atMs / (base.renewedEveryDays * DAY_MS));
    return base.layers.map(layer =>
      this.layer(layer.megabytes, name, layer.name, edition),
    );
  }

  private ownLayers(definition: ImageDefinition, release: Release): Layer[] {
    const { repository, dependencyMegabytes, dependenciesEvery, appMegabytes } =
      definition;
    const layers: Layer[] = [];
    if (dependencyMegabytes > 0) {
      const edition = Math.floor(release.number / dependenciesEvery);
      layers.push(
        this.layer(dependencyMegabytes, repository, 'dependencies', edition),
      );
    }
    layers.push(this.layer(appMegabytes, repository, 'app', release.number));
    return layers;
  }

  /** A layer of about that size: no two builds are equally large. */
  private layer(megabytes: number, ...purpose: (string | number)[]): Layer {
    const random = Random.create(this.seed, 'layer', ...purpose);
    return {
      digest: digestOf(this.seed, 'layer', ...purpose),
      compressedBytes: Math.round(
        megabytes * MEGABYTE * random.between(0.96, 1.04),
      ),
    };
  }
}
