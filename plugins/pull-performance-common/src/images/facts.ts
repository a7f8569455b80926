import { LayerFormat, Platform } from '../schema/openapi';

/**
 * One layer of an image, as its manifest and its configuration tell it.
 *
 * @public
 */
export interface LayerFacts {
  /** Of the blob that travels: `sha256:` and 64 hexadecimal digits. */
  digest: string;
  /** Size of that blob, the descriptor's `size`. */
  compressedBytes: number;
  format: LayerFormat;
  /** The instruction that made it, from the configuration's history; absent where that tells none. */
  createdBy?: string;
  /** Comes from elsewhere than the registry: `urls` of a foreign layer. It is not part of what a registry serves. */
  foreign?: boolean;
}

/**
 * One step of an image's history: what a Dockerfile's instruction left behind.
 *
 * @public
 */
export interface HistoryStep {
  /** Absent where the history does not tell it. */
  createdBy?: string;
  /** Position in `ImageFacts.layers`; absent for an instruction that made no layer. */
  layer?: number;
}

/**
 * An index for lazy pulling that lies beside an image in the registry.
 *
 * @public
 */
export type LazyIndex =
  | 'soci-v1'
  | 'soci-v2'
  | 'overlaybd'
  | 'artifact-streaming'
  | 'nydus';

/**
 * What is known of the image for one platform. It never changes: its digest is made of its content.
 *
 * @public
 */
export interface ImageFacts {
  /** Of its manifest. */
  digest: string;
  platform: Platform;
  /** Of the manifest and of the configuration; with the layers' they are what the kubelet calls the image's size. */
  manifestBytes: number;
  configBytes: number;
  /** Bottom first. A digest may occur twice; it travels once. */
  layers: readonly LayerFacts[];
  /** Instructions in order, those without a layer included; empty where the image has no history that fits its layers. */
  history: readonly HistoryStep[];
  /** From `org.opencontainers.image.base.name` and `….digest`. */
  baseName?: string;
  baseDigest?: string;
  /** In the order of the type. */
  lazyIndexes: readonly LazyIndex[];
}
