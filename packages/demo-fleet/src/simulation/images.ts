/** Unpacked layers take about this many times the space of the compressed ones. */
export const UNPACKED_PER_COMPRESSED = 2.5;

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
  digest: string;
  layers: readonly Layer[];
  /** As the kubelet's events and node statuses tell it: layers, configuration and manifest, compressed. */
  sizeBytes: number;
  /** From when on the registry has it, epoch milliseconds. */
  pushedAtMs: number;
}
