import {
  Area,
  GradeLimits,
  LayerGraph,
  PodImages,
  Reason,
  scoreImageSize,
  scoreLayerReuse,
  versionChanges,
} from 'backstage-plugin-pull-performance-common';
import { ImageStore } from '../../store/ImageStore';
import { grouped } from '../grouped';
import { oneVersion, unknownLayersReason } from './imageReasons';
import {
  containerKey,
  platformText,
  ServiceUse,
  versionsOf,
} from './serviceUses';

/** The areas that are graded by images: their size, and what new versions share with old ones. */
export async function imageAreas(options: {
  uses: readonly ServiceUse[];
  graph: () => Promise<LayerGraph>;
  store: Pick<ImageStore, 'nodesOf'>;
  limits: { imageSize: GradeLimits; layerReuse: GradeLimits };
  /** Why there is nothing, should no image be known. */
  reasonWithoutImages: Reason;
  nowMs: number;
}): Promise<{ imageSize: Area; layerReuse: Area }> {
  const { uses, limits, reasonWithoutImages } = options;
  const running = uses.filter(use => use.running);
  return {
    imageSize: scoreImageSize({
      pods: podsOf(running),
      limits: limits.imageSize,
      reasonWithoutImages,
    }),
    layerReuse: scoreLayerReuse({
      containers: await containersOf(options),
      limits: limits.layerReuse,
      reason:
        running.map(unknownLayersReason).find(reason => reason) ??
        (running.length === 0 ? reasonWithoutImages : oneVersion),
    }),
  };
}

/**
 * What one pod of each workload needs. In a rollout the newer image counts, but one of which nobody knows what it is, as of a
 * pod that cannot start, only where no other runs.
 */
function podsOf(running: readonly ServiceUse[]): PodImages[] {
  const newest = new Map<string, ServiceUse>();
  for (const use of running) {
    const key = containerKey(use);
    const other = newest.get(key);
    if (!other || isBetter(use, other)) newest.set(key, use);
  }
  const pods = grouped([...newest.values()], use => {
    const { cluster, namespace, kind, name } = use.workload;
    return [cluster, namespace, kind, name, platformText(use)].join('\n');
  });
  return [...pods.values()].map(containers => ({
    cluster: containers[0].workload.cluster,
    platform: containers[0].platform,
    images: containers.map(use => ({
      container: use.container,
      containerKind: use.containerKind,
      reference: use.reference,
      digest: use.resolved?.digest,
      layers: use.resolved?.image?.layers,
      kubeletBytes: use.resolved?.kubeletBytes,
      reason: unknownLayersReason(use),
    })),
  }));
}

function isBetter(use: ServiceUse, other: ServiceUse): boolean {
  const isKnown = use.resolved !== undefined;
  const isOtherKnown = other.resolved !== undefined;
  return isKnown === isOtherKnown
    ? use.firstSeenAtMs > other.firstSeenAtMs
    : isKnown;
}

async function containersOf(options: {
  uses: readonly ServiceUse[];
  graph: () => Promise<LayerGraph>;
  store: Pick<ImageStore, 'nodesOf'>;
  nowMs: number;
}) {
  const { uses, graph, store, nowMs } = options;
  const containers = [...grouped(uses, containerKey).values()]
    .filter(group => group.some(use => use.running))
    .map(group => ({ group, versions: versionsOf(group) }));
  const comparable = containers.some(
    ({ versions }) =>
      versionChanges(versions.map(({ image }) => image)).changes.length > 0,
  );
  if (comparable) {
    return containers.map(({ versions }) => ({
      versions: versions.map(({ image }) => image),
    }));
  }
  // Of a service without versions to compare only its neighbours tell something.
  const layers = await graph();
  const nodes = await store.nodesOf(
    containers.flatMap(({ group }) => group.map(({ id }) => id)),
  );
  return containers.map(({ group, versions }) => {
    const version = versions.at(-1);
    return {
      versions: versions.map(({ image }) => image),
      onNodes: version?.image && {
        ...layers.nodesWith({
          layerDigests: version.image.layers.map(({ digest }) => digest),
          nodes: group
            .flatMap(({ id }) => nodes.get(id) ?? [])
            .map(({ cluster, name }) => ({ cluster, node: name })),
          atMs: nowMs,
          exceptImages: versions.map(({ digest }) => digest),
        }),
      },
    };
  });
}
