import { ImageBase } from '../schema/openapi';
import { ImageFacts, LayerFacts } from './facts';
import { SharedPrefix } from './layerGraphTypes';
import { compressedBytesOf } from './servedLayers';

/**
 * How many layers two images have in common from the bottom on.
 *
 * @public
 */
export function commonLayers(
  one: readonly Pick<LayerFacts, 'digest'>[],
  other: readonly Pick<LayerFacts, 'digest'>[],
): number {
  let common = 0;
  while (
    common < one.length &&
    common < other.length &&
    one[common].digest === other[common].digest
  ) {
    common += 1;
  }
  return common;
}

/**
 * The base of an image.
 *
 * @remarks
 * Where the image names its base by `org.opencontainers.image.base.digest` and that image is known, its layers are the base,
 * provided that the image begins with them. Else the base is the longest row of layers from the bottom on that an image of another
 * service has too: that holds more than the base where two services share more, and is unknown where none shares anything. A name in
 * `org.opencontainers.image.base.name` is shown in both cases.
 *
 * @param options - `sharedPrefixes`: of `LayerGraph.sharedPrefixes`; `baseImage`: what `image.baseDigest` stands for, where that is known
 * @returns `undefined` when nothing tells where the base ends
 * @public
 */
export function imageBase(options: {
  image: ImageFacts;
  sharedPrefixes: readonly SharedPrefix[];
  baseImage?: ImageFacts;
}): ImageBase | undefined {
  const { image, sharedPrefixes, baseImage } = options;
  const layers = baseLayers(image, baseImage) ?? sharedPrefixes.at(-1)?.layers;
  if (layers === undefined) {
    return undefined;
  }
  return {
    ...(image.baseName ? { name: image.baseName } : {}),
    layers,
    compressedBytes: compressedBytesOf(image.layers.slice(0, layers)),
    sharedWithServices:
      sharedPrefixes.find(prefix => prefix.layers === layers)?.services ?? 0,
  };
}

function baseLayers(
  image: ImageFacts,
  baseImage: ImageFacts | undefined,
): number | undefined {
  const layers = baseImage?.layers ?? [];
  return layers.length > 0 &&
    commonLayers(image.layers, layers) === layers.length
    ? layers.length
    : undefined;
}
