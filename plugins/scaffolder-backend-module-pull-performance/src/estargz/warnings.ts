import { formatBytes } from 'backstage-plugin-pull-performance-common';
import { ScriptTool } from './script/buildScript';

/** Below this the fixed cost of a pull outweighs its bytes. */
const SMALL_IMAGE_BYTES = 50_000_000;

/** What is known of the image. */
export interface ImageShape {
  imageBytes?: number;
  largestLayerBytes?: number;
  /** Whether the program reads most of its files before it is ready. */
  readsMuchAtStart?: boolean;
}

/** Where the format may gain nothing, or lose. */
export function warningsFor(shape: ImageShape, tool?: ScriptTool): string[] {
  const { imageBytes, largestLayerBytes, readsMuchAtStart } = shape;
  const warnings: string[] = [];
  if (imageBytes !== undefined && imageBytes < SMALL_IMAGE_BYTES) {
    warnings.push(
      `The image has only ${formatBytes(
        imageBytes,
      )}. Most of its pull is fixed cost that a lazy format does not save, and reading on demand adds requests. Measure before you keep it.`,
    );
  }
  if (readsMuchAtStart) {
    warnings.push(
      'The service reads much of its image at start. Read in pieces over the network this can take longer than a whole pull: one measurement with a language model (containerd/stargz-snapshotter#2172) took 4 min 28 s to be ready with eStargz, 2 min 56 s with the plain image.',
    );
  }
  if (
    imageBytes !== undefined &&
    largestLayerBytes !== undefined &&
    largestLayerBytes >= SMALL_IMAGE_BYTES &&
    largestLayerBytes > imageBytes / 2
  ) {
    warnings.push(
      tool === 'ctr-remote'
        ? `One layer holds ${formatBytes(largestLayerBytes)} of ${formatBytes(
            imageBytes,
          )}. If that is one big file, optimizing marks it whole, and the start waits until it was fetched or the prefetch times out (10 s). Compare with a variant made by BuildKit or nerdctl, which optimize nothing.`
        : `One layer holds ${formatBytes(largestLayerBytes)} of ${formatBytes(
            imageBytes,
          )}. If that is one file that is read whole at start, nothing is saved.`,
    );
  }
  return warnings;
}
