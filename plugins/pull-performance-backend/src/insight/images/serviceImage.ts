import {
  compressedBytesOf,
  ImageBase,
  imageAdvice,
  imageBase,
  ImageFacts,
  ImageLayer,
  ImageVersion,
  LayerGraph,
  layerReuse,
  lazyPull,
  parseImageReference,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { ImageStore } from '../../store/ImageStore';
import { isoTimeOf } from '../windows';
import { unknownLayersReason } from './imageReasons';
import type { ListImagesOptions } from './listImages';
import { ManifestCache } from './ManifestCache';
import {
  containerKey,
  ContainerVersion,
  ServiceUse,
  versionsOf,
} from './serviceUses';
import { totalBytesOf } from './totalBytes';

const MOST_USES = 20;
const MOST_VERSIONS = 20;

/** One image of a service, from all containers that run or ran it. */
export async function serviceImage(
  group: readonly ServiceUse[],
  options: ListImagesOptions,
): Promise<ServiceImage> {
  const { uses, images, graph, entityRef } = options;
  const { manifests } = images;
  const [use] = group;
  const { resolved } = use;
  const image = resolved?.image;
  const containers = new Set(group.map(containerKey));
  const versions = versionsOf(
    uses.filter(other => containers.has(containerKey(other))),
  );
  const place = versions.findIndex(one => one.digest === resolved?.digest);
  const previous =
    options.comparedWith === undefined
      ? versions[place - 1]
      : versions.find(one => one.digest === options.comparedWith);
  const running = group.filter(one => one.running);
  const nodes = await nodesOf(running, images.store);
  const base = image && (await baseOf(image, { graph, manifests, entityRef }));
  const compared =
    image && previous?.image && layerReuse(image, previous.image);
  return {
    reference: use.reference,
    digest: resolved?.digest,
    platform: image?.platform ?? use.platform,
    running: running.length > 0,
    uses: group.slice(0, MOST_USES).map(one => ({
      ...one.workload,
      container: one.container,
      containerKind: one.containerKind,
    })),
    useCount: group.length,
    compressedBytes: image && compressedBytesOf(image.layers),
    totalBytes: totalBytesOf(use),
    layers: image
      ? layersOf(image, {
          graph,
          entityRef,
          previous: previous?.image,
          base,
          nodes,
          rolledOutAtMs: versions[place]?.firstSeenAtMs ?? options.images.now(),
        })
      : [],
    // What runs runs somewhere: of clusters that only push it is not known where.
    nodeCount:
      running.length > 0 && nodes.length === 0 ? undefined : nodes.length,
    previous: previous && versionAnswer(previous),
    fetchedAgainBytes: compared?.fetchedAgainBytes,
    reuseShare: compared?.reuseShare,
    versions: versions
      .map((version, index) => versionAnswer(version, versions[index - 1]))
      .reverse()
      .slice(0, MOST_VERSIONS),
    base,
    tagMoved: tagMovedOf(use),
    lazyPull: lazyPull({ image, nodes: nodes.map(() => 'unknown') }),
    advice: image
      ? imageAdvice({
          image,
          versions: versions.slice(0, place + 1).map(one => one.image),
          base,
          neighbours: neighboursOf(image, { versions, group, nodes, options }),
        })
      : [],
    reason: unknownLayersReason(use),
  };
}

async function nodesOf(
  running: readonly ServiceUse[],
  store: Pick<ImageStore, 'nodesOf'>,
): Promise<{ cluster: string; node: string }[]> {
  const byUse = await store.nodesOf(running.map(({ id }) => id));
  const nodes = new Map<string, { cluster: string; node: string }>();
  for (const { cluster, name } of [...byUse.values()].flat()) {
    nodes.set(`${cluster}\n${name}`, { cluster, node: name });
  }
  return [...nodes.values()];
}

async function baseOf(
  image: ImageFacts,
  options: { graph: LayerGraph; manifests: ManifestCache; entityRef: string },
): Promise<ImageBase | undefined> {
  const { graph, manifests, entityRef } = options;
  const { baseDigest, platform } = image;
  const named =
    baseDigest === undefined
      ? undefined
      : await manifests.resolve(
          new Map([['base', { digest: baseDigest, platform }]]),
        );
  return imageBase({
    image,
    sharedPrefixes: graph.sharedPrefixes(image.digest, entityRef),
    baseImage: named?.get('base')?.image,
  });
}

/** What other services have of the lowest layer of an image. */
function neighboursOf(
  image: ImageFacts,
  facts: {
    versions: readonly ContainerVersion[];
    group: readonly ServiceUse[];
    nodes: { cluster: string; node: string }[];
    options: ListImagesOptions;
  },
) {
  const { versions, group, nodes, options } = facts;
  const { graph, images, entityRef } = options;
  const lowest = image.layers.find(({ foreign }) => !foreign)?.digest;
  if (lowest === undefined) return undefined;
  const clusters = new Set(group.map(({ workload }) => workload.cluster));
  return {
    services: images.neighbours(clusters, entityRef),
    withLowestLayer: graph.sharedWith(lowest, entityRef),
    lowestLayerOnNodes: graph.nodesWith({
      layerDigests: [lowest],
      nodes,
      atMs: images.now(),
      exceptImages: versions.map(({ digest }) => digest),
    }),
  };
}

function layersOf(
  image: ImageFacts,
  options: {
    graph: LayerGraph;
    entityRef: string;
    previous?: ImageFacts;
    base?: ImageBase;
    nodes: { cluster: string; node: string }[];
    rolledOutAtMs: number;
  },
): ImageLayer[] {
  const { graph, entityRef, previous, base, nodes, rolledOutAtMs } = options;
  const before = previous && new Set(previous.layers.map(one => one.digest));
  const onNodes = graph.nodesWith({
    layerDigests: image.layers.map(({ digest }) => digest),
    nodes,
    atMs: rolledOutAtMs,
    exceptImages: [image.digest],
  });
  return image.layers.map((layer, index) => ({
    digest: layer.digest,
    compressedBytes: layer.compressedBytes,
    format: layer.format,
    createdBy: layer.createdBy,
    isBase: base && index < base.layers,
    inPrevious: before?.has(layer.digest),
    sharedWithServices: graph.sharedWith(layer.digest, entityRef),
    nodes: { present: onNodes.present[index], known: onNodes.known },
  }));
}

function versionAnswer(
  version: ContainerVersion,
  before?: ContainerVersion,
): ImageVersion {
  const { digest, reference, firstSeenAtMs, image } = version;
  const reuse = image && before?.image && layerReuse(image, before.image);
  return {
    digest,
    reference,
    firstSeenAt: isoTimeOf(firstSeenAtMs),
    compressedBytes: image && compressedBytesOf(image.layers),
    fetchedAgainBytes: reuse?.fetchedAgainBytes,
    reuseShare: reuse?.reuseShare,
  };
}

/** A tag that stands for another image by now: a new pod may get another version than its siblings. */
function tagMovedOf({ digest, tag, reference }: ServiceUse) {
  const pinned = parseImageReference(reference)?.digest !== undefined;
  return pinned || digest === undefined || tag?.digest === undefined
    ? undefined
    : tag.digest !== digest;
}
