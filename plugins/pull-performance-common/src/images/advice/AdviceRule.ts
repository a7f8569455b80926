import {
  ImageAdvice,
  ImageAdviceCodeEnum,
  ImageBase,
} from '../../schema/openapi';
import { ImageFacts } from '../facts';
import { LayersOnNodes } from '../layerGraphTypes';

/**
 * What advice about an image is made of.
 *
 * @public
 */
export interface AdviceFacts {
  image: ImageFacts;
  /** Of the same container and platform, oldest first, ending with `image`; `undefined` where the layers are not known. */
  versions: readonly (ImageFacts | undefined)[];
  /** Absent when no base is known. */
  base?: ImageBase;
  /** Absent when nothing is known of other services. */
  neighbours?: Neighbours;
}

/**
 * What is known of other services near an image.
 *
 * @public
 */
export interface Neighbours {
  /** Other services with an image of known layers, in the clusters that run the image. */
  services: number;
  /** Those of them that have the image's lowest layer that a registry serves: `LayerGraph.sharedWith`. */
  withLowestLayer: number;
  /** Nodes that run the image, and whether another image brings its lowest layer there: `LayerGraph.nodesWith` for that layer, without versions of this image. */
  lowestLayerOnNodes: LayersOnNodes;
}

/** One kind of advice: what it looks for, and a pure function that finds it. */
export interface AdviceRule {
  code: ImageAdviceCodeEnum;
  /** What it looks for and which facts prove it, for people who read the code. */
  description: string;
  find(facts: AdviceFacts): ImageAdvice[];
}
