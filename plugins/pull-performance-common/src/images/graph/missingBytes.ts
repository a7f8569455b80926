import { Estimate } from '../../schema/openapi';
import { formatCount } from '../../units/numbers';
import { HeldImages } from './HeldLayers';
import { ImageTable } from './ImageTable';
import { Marks } from './Marks';

/** What is known of a node at the time of a pull. */
export interface NodeKnowledge extends HeldImages {
  list: 'complete' | 'capped' | 'unknown';
  /** No image that the list leaves out is larger. */
  unlistedBytesAtMost: number;
  /** Layers of the known images, and their rows of layers from the bottom on. */
  layers: Marks;
  prefixes: Marks;
  /** Layers of images that came or were let go while the pull went on. */
  meanwhile: Marks;
}

/** The image was there. */
export function nothingMissing(): Estimate {
  return {
    value: 0,
    low: 0,
    high: 0,
    basis: 'The node held this image already',
    samples: 1,
  };
}

/** The bytes of an image's layers that a node lacked. See `LayerGraph.missingBytes` for what the range means. */
export function estimateMissingBytes(options: {
  images: ImageTable;
  image: number;
  node: NodeKnowledge;
  /** Whether the graph had no room for some image, so that it cannot tell which layers no other image has. */
  imagesDropped: boolean;
}): Estimate {
  const { images, image, node, imagesDropped } = options;
  const { layerAt, bytesAt, prefixAt, imagesOf } = images;
  const start = images.startOf[image];
  const end = start + images.countOf[image];
  let value = 0;
  let high = 0;
  /** Bytes that an image which came or went meanwhile has, that an image which the list leaves out may hold, and those that an unread one may. */
  let maybeMeanwhile = 0;
  let maybeUnlisted = 0;
  let maybeUnread = 0;
  for (let at = start; at < end; at++) {
    const bytes = bytesAt[at];
    if (!node.prefixes.has(prefixAt[at])) {
      high += bytes;
    }
    if (node.layers.has(layerAt[at])) {
      continue;
    }
    value += bytes;
    const isElsewhere = imagesDropped || imagesOf[layerAt[at]] > 1;
    if (node.meanwhile.has(layerAt[at])) {
      maybeMeanwhile += bytes;
    } else if (
      node.list !== 'complete' &&
      isElsewhere &&
      bytes <= node.unlistedBytesAtMost
    ) {
      maybeUnlisted += bytes;
    } else if (node.unreadImages > 0 && bytes <= node.unreadLargestBytes) {
      maybeUnread += bytes;
    }
  }
  const low =
    value -
    maybeMeanwhile -
    maybeUnlisted -
    Math.min(maybeUnread, node.unreadBytes);
  return {
    value,
    low,
    high,
    basis: basisOf(node, {
      isHigher: high > value,
      isOpen: maybeMeanwhile > 0,
    }),
    samples: node.knownImages,
  };
}

function basisOf(
  node: NodeKnowledge,
  { isHigher, isOpen }: { isHigher: boolean; isOpen: boolean },
): string {
  const { knownImages, letGoImages, unreadImages, list } = node;
  const held = knownImages + letGoImages + unreadImages;
  if (held === 0 && list !== 'complete') {
    return 'Nothing is known of what the node held: all layers count, as certain only those that no other known image has';
  }
  const parts = [
    `Layers that no image known on the node has (${formatCount(
      knownImages,
    )} known)`,
  ];
  if (list === 'capped') {
    parts.push('its list of images leaves some out');
  } else if (list === 'unknown') {
    parts.push('whether its list of images is whole is not known');
  }
  if (unreadImages > 0) {
    parts.push(`${formatCount(unreadImages)} more it held have unknown layers`);
  }
  if (isOpen) {
    parts.push(
      'less where a pull at the same time brought them, or an image removed at the same time had them',
    );
  }
  if (isHigher) {
    parts.push('more where the runtime discards unpacked layers');
  }
  return parts.join('; ');
}
