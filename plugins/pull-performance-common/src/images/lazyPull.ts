import {
  LayerFormat,
  LazyPull,
  LazyPullFormatEnum,
  Reason,
} from '../schema/openapi';
import { formatBytes } from '../units/bytes';
import { formatCount } from '../units/numbers';
import { ImageFacts } from './facts';
import { servedLayers } from './servedLayers';

/**
 * Whether one node mounts images lazily, from what is known of its snapshotter or pool.
 *
 * @public
 */
export type NodeLazySupport = 'yes' | 'no' | 'unknown';

/** Formats made for reading a layer before it has come. EROFS layers are mounted as they are, but come whole first. */
const lazyFormats: readonly LayerFormat[] = [
  'estargz',
  'zstdChunked',
  'nydus',
  'overlaybd',
];

/**
 * Whether containers can start before their image is on the node: what its layers and the registry's indexes allow, and whether the nodes do it.
 *
 * @remarks
 * A lazy format alone does nothing: the nodes need a snapshotter for it, and without one they pull the image whole. zstd:chunked
 * is made by Podman and Buildah too, without the `containerd.io/snapshot/stargz/toc.digest` that stargz-snapshotter asks for (`fs/fs.go`); the
 * format does not tell them apart, so such layers never make it certain.
 *
 * @param options - `nodes`: one entry for each node that runs the image
 * @public
 */
export function lazyPull(options: {
  /** Absent while the layers are unknown. */
  image?: ImageFacts;
  nodes: readonly NodeLazySupport[];
}): LazyPull {
  const { image, nodes } = options;
  const format = image ? formatOf(image) : 'unknown';
  const indexes = image?.lazyIndexes ?? [];
  const answer = (
    onNodes: LazyPull['onNodes'],
    code: string,
    [what, why, next]: [string, string, string],
  ): LazyPull => {
    const reason: Reason = { code, what, why, next };
    return {
      format,
      onNodes,
      reason,
      ...(indexes.length > 0 ? { indexes: [...indexes] } : {}),
    };
  };

  if (!image || (format === 'unknown' && indexes.length === 0)) {
    return answer('unknown', 'layers-unknown', [
      'Whether it can be pulled lazily is unknown',
      'The format of its layers is not known.',
      'Wait for the next scan of its registry.',
    ]);
  }
  if (format === 'none' && indexes.length === 0) {
    return answer('no', 'format-not-lazy', [
      'Containers wait for the whole image',
      'Its layers are in no format that can be pulled lazily, and its registry has no index for that.',
      'Nothing, unless its pulls are slow: then consider eStargz, SOCI or Artifact Streaming.',
    ]);
  }
  const count = (support: NodeLazySupport) =>
    nodes.filter(node => node === support).length;
  const all = formatCount(nodes.length);
  if (count('no') > 0) {
    return answer('no', 'nodes-not-lazy', [
      count('no') === nodes.length
        ? 'Its nodes pull it whole'
        : `${formatCount(count('no'))} of ${all} nodes pull it whole`,
      'The image could be pulled lazily, but these nodes have no snapshotter for it.',
      'Set up the snapshotter on these nodes, or drop the conversion.',
    ]);
  }
  if (nodes.length === 0 || count('unknown') > 0) {
    return answer('unknown', 'nodes-unknown', [
      'Whether its nodes pull it lazily is unknown',
      'The image could be pulled lazily; nothing tells which snapshotter its nodes use.',
      'Look at a node: mounts of type fuse or overlaybd show that it does.',
    ]);
  }
  if (indexes.length === 0 && isOnlyZstdChunked(image)) {
    return answer('unknown', 'zstd-chunked', [
      'Whether its nodes can mount zstd:chunked is unknown',
      'Only layers that carry the index of stargz are mounted lazily; those of Podman and Buildah are not.',
      'Look at a node: mounts of type fuse show that it does.',
    ]);
  }
  return answer('yes', 'lazy', [
    'Its nodes pull it lazily',
    format === 'some' && indexes.length === 0
      ? `${formatBytes(
          lazyBytesOf(image),
        )} are in a lazy format; the other layers come whole.`
      : 'All its nodes have a snapshotter for it.',
    'Judge it by the time to ready: a fast pull can mean a slow start.',
  ]);
}

/** By bytes: a layer without any counts for nothing. */
function formatOf({ layers }: ImageFacts): LazyPullFormatEnum {
  let lazyBytes = 0;
  let unknownBytes = 0;
  let bytes = 0;
  for (const { facts } of servedLayers(layers)) {
    const { format, compressedBytes } = facts;
    bytes += compressedBytes;
    lazyBytes += lazyFormats.includes(format) ? compressedBytes : 0;
    unknownBytes += format === 'unknown' ? compressedBytes : 0;
  }
  if (lazyBytes > 0) {
    return lazyBytes === bytes ? 'all' : 'some';
  }
  return unknownBytes > 0 ? 'unknown' : 'none';
}

function lazyBytesOf({ layers }: ImageFacts): number {
  return servedLayers(layers)
    .filter(({ facts }) => lazyFormats.includes(facts.format))
    .reduce((sum, { facts }) => sum + facts.compressedBytes, 0);
}

function isOnlyZstdChunked({ layers }: ImageFacts): boolean {
  return servedLayers(layers)
    .map(({ facts }) => facts.format)
    .filter(format => lazyFormats.includes(format))
    .every(format => format === 'zstdChunked');
}
