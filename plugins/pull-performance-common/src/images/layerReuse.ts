import { ChangingLayer, changingLayersOf } from './changingLayers';
import { ImageFacts } from './facts';
import { LayersOnNodes } from './layerGraphTypes';
import {
  compressedBytesOf,
  fetchedAgain,
  servedLayers,
  VersionChange,
} from './servedLayers';

/**
 * So many changes from version to version are looked at, the newest ones.
 *
 * @public
 */
export const mostVersionChanges = 8;

/**
 * What of an image a node need not fetch.
 *
 * @public
 */
export interface LayerReuse {
  /** All layers of the image, each digest once, without foreign ones. */
  bytes: number;
  /** Of these, what has to come. */
  fetchedAgainBytes: number;
  /** Share of `bytes` that is there; absent for an image without bytes. */
  reuseShare?: number;
}

/**
 * What of the last versions a node need not fetch that ran the version before.
 *
 * @public
 */
export interface ReuseOverVersions extends LayerReuse {
  /** Changes from one version to the next that were compared. */
  transitions: number;
  /** Changes that could not be compared, since the layers of one side are not known. */
  unknownTransitions: number;
  /** Bottom first; empty without transitions. */
  changingLayers: ChangingLayer[];
}

function reuse(bytes: number, fetchedAgainBytes: number): LayerReuse {
  return {
    bytes,
    fetchedAgainBytes,
    ...(bytes > 0 ? { reuseShare: 1 - fetchedAgainBytes / bytes } : {}),
  };
}

/**
 * What a node that has one image fetches for another.
 *
 * @public
 */
export function layerReuse(
  image: ImageFacts,
  previous: ImageFacts,
): LayerReuse {
  return reuse(
    compressedBytesOf(image.layers),
    fetchedAgain({ image, previous }).reduce(
      (sum, { facts }) => sum + facts.compressedBytes,
      0,
    ),
  );
}

/**
 * What other images on nodes have of an image, on average over the nodes of which something is known.
 *
 * @param onNodes - answer of `LayerGraph.nodesWith` for the digests of `image.layers` in their order, without the image's own versions
 * @returns `undefined` when nothing is known of any node
 * @public
 */
export function reuseOnNodes(
  image: ImageFacts,
  onNodes: LayersOnNodes,
): LayerReuse | undefined {
  const { known, present } = onNodes;
  if (known === 0) {
    return undefined;
  }
  const bytes = compressedBytesOf(image.layers);
  const heldBytes = servedLayers(image.layers).reduce(
    (sum, { facts, position }) =>
      sum + (facts.compressedBytes * (present[position] ?? 0)) / known,
    0,
  );
  return reuse(bytes, Math.max(0, bytes - heldBytes));
}

/**
 * The newest changes from version to version that can be compared, oldest first.
 *
 * @param versions - oldest first, of one container and platform; `undefined` where the layers are not known
 * @public
 */
export function versionChanges(versions: readonly (ImageFacts | undefined)[]): {
  changes: VersionChange[];
  /** Changes among the newest ones of which one side is not known. */
  unknown: number;
} {
  const distinct = versions.filter(
    (image, index) =>
      index === 0 ||
      image === undefined ||
      image.digest !== versions[index - 1]?.digest,
  );
  const newest = distinct.slice(-mostVersionChanges - 1);
  const changes: VersionChange[] = [];
  newest.slice(1).forEach((image, index) => {
    const previous = newest[index];
    if (image && previous) {
      changes.push({ previous, image });
    }
  });
  return { changes, unknown: Math.max(0, newest.length - 1 - changes.length) };
}

/**
 * What a node that ran the version before does not fetch again, over the last versions: at most 8 changes, by bytes.
 *
 * @param versions - oldest first, of one container and platform; `undefined` where the layers are not known
 * @public
 */
export function reuseOverVersions(
  versions: readonly (ImageFacts | undefined)[],
): ReuseOverVersions {
  const { changes, unknown } = versionChanges(versions);
  let bytes = 0;
  let fetchedAgainBytes = 0;
  for (const { image, previous } of changes) {
    const one = layerReuse(image, previous);
    bytes += one.bytes;
    fetchedAgainBytes += one.fetchedAgainBytes;
  }
  return {
    ...reuse(bytes, fetchedAgainBytes),
    transitions: changes.length,
    unknownTransitions: unknown,
    changingLayers: changingLayersOf(changes),
  };
}
