import { Architecture } from '../definitions/types';

/** Unpacked layers take about this many times the space of the compressed ones. */
export const UNPACKED_PER_COMPRESSED = 2.5;

/** A runtime keeps the compressed layer beside the unpacked one, so this is what a disk takes for each byte that travels. */
export const WRITTEN_PER_COMPRESSED = UNPACKED_PER_COMPRESSED + 1;

/** A layer as it travels: compressed. */
export interface Layer {
  digest: string;
  compressedBytes: number;
}

/** One version of an image. */
export interface Image {
  /** With its tag, as pods name it. */
  reference: string;
  /** The reference without its tag. */
  repository: string;
  /** What the tag stands for: the manifest, or the index of an image for several platforms. */
  digest: string;
  layers: readonly Layer[];
  /** As the kubelet's events and node statuses tell it: layers, configuration, manifest and index, compressed. */
  sizeBytes: number;
  /** Mean size of the operations in which it is written to a disk. */
  writeBytes: number;
  /** From when on the registry has it, epoch milliseconds. */
  pushedAtMs: number;
  /** What it is on nodes of other architectures than the first it is built for. */
  others?: ReadonlyMap<Architecture, Image>;
}

/** What a node of an architecture gets when it pulls the image. */
export function imageFor(image: Image, architecture: Architecture): Image {
  return image.others?.get(architecture) ?? image;
}
