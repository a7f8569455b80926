import { compressedBytesOf } from 'backstage-plugin-pull-performance-common';
import { ServiceUse } from './serviceUses';

/** The size of an image as a kubelet adds it up: an index that was pulled counts too. */
export function totalBytesOf({
  resolved,
}: Pick<ServiceUse, 'resolved'>): number | undefined {
  const { image, indexBytes = 0, kubeletBytes } = resolved ?? {};
  return image
    ? compressedBytesOf(image.layers) +
        image.configBytes +
        image.manifestBytes +
        indexBytes
    : kubeletBytes;
}
