import {
  ImageLayer,
  LayerFormat,
  parseInstruction,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';

/** Whether a node that has the version before lacks a layer. */
export type LayerState = 'again' | 'unchanged' | 'notCompared';

/** A layer as a row of the table. */
export interface LayerRow extends ImageLayer {
  /** A digest may occur twice in an image. */
  key: string;
  state: LayerState;
  /** As its Dockerfile has it; absent where the image has no history. */
  instruction?: string;
}

/** Whether it is known what an image is made of. */
export function knowsLayers(image: ServiceImage): boolean {
  return (
    image.layers.length > 0 ||
    (image.compressedBytes !== undefined && !image.reason)
  );
}

/** The layers of an image, newest on top. */
export function layerRows(image: ServiceImage): LayerRow[] {
  return image.layers
    .map((layer, index) => ({
      ...layer,
      key: `${index} ${layer.digest}`,
      state: stateOf(layer),
      instruction:
        layer.createdBy === undefined
          ? undefined
          : parseInstruction(layer.createdBy).text || undefined,
    }))
    .reverse();
}

function stateOf({ inPrevious }: ImageLayer): LayerState {
  if (inPrevious === undefined) {
    return 'notCompared';
  }
  return inPrevious ? 'unchanged' : 'again';
}

/** The formats of an image's layers, each once, the most bytes first. */
export function formatsOf(image: ServiceImage): LayerFormat[] {
  const bytes = new Map<LayerFormat, number>();
  for (const { format, compressedBytes } of image.layers) {
    bytes.set(format, (bytes.get(format) ?? 0) + compressedBytes);
  }
  return [...bytes].sort(([, a], [, b]) => b - a).map(([format]) => format);
}

/** The image whose layers are shown first: the most to win is where the most comes again. */
export function firstShown(
  images: readonly ServiceImage[],
): ServiceImage | undefined {
  const weight = (image: ServiceImage) => [
    image.fetchedAgainBytes ?? -1,
    image.compressedBytes ?? -1,
  ];
  return [...images].sort((a, b) => {
    const [againA, sizeA] = weight(a);
    const [againB, sizeB] = weight(b);
    return againB - againA || sizeB - sizeA;
  })[0];
}
