import {
  formatPlatform,
  imageBase,
  LayerGraph,
  Platform,
} from 'backstage-plugin-pull-performance-common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ImageStore } from '../../store/ImageStore';
import { ManifestCache } from './ManifestCache';

/** Images that run, about 500 bytes each; more than this are counted, not listed. */
const MAX_IMAGES = 50_000;
const ROWS_PER_PAGE = 1_000;
const IMAGES_AT_ONCE = 200;

/** An image that services run, or a base that they share. */
export interface FleetImageRow {
  /** Of a base that of its topmost layer. */
  digest: string;
  reference?: string;
  name?: string;
  platform?: Platform;
  /** Absent while its layers are unknown. */
  compressedBytes?: number;
  layers?: number;
  services: ReadonlySet<string>;
  images: number;
  /** Nodes that hold it; of a base those that hold its images, each image counted. Absent where none told: what runs is held somewhere. */
  nodes?: number;
}

type MutableRow = FleetImageRow & { services: Set<string> };

interface Sources {
  store: Pick<ImageStore, 'listServiceDigests' | 'listHeldCounts'>;
  manifests: ManifestCache;
  graph: LayerGraph;
  cluster?: string;
}

/** The images that services run now, in the whole fleet or one cluster. */
export async function fleetImages(sources: Sources): Promise<FleetImageRow[]> {
  const { store, manifests, cluster } = sources;
  const rows = new Map<string, MutableRow>();
  await eachPage(store.listServiceDigests.bind(store), async items => {
    const wanted = items.filter(
      item => cluster === undefined || item.cluster === cluster,
    );
    const resolved = await manifests.resolve(
      new Map(wanted.map(item => [item, item])),
    );
    for (const item of wanted) {
      const { digest = item.digest, image } = resolved.get(item) ?? {};
      const known = rows.get(digest);
      if (known) {
        known.services.add(item.entityRef);
      } else if (rows.size < MAX_IMAGES) {
        rows.set(digest, {
          digest,
          reference: item.reference,
          platform: image?.platform ?? item.platform,
          compressedBytes: image && sources.graph.bytesOf(digest),
          layers: image?.layers.length,
          services: new Set([item.entityRef]),
          images: 1,
        });
      }
    }
  });
  await eachPage(store.listHeldCounts.bind(store), async items => {
    const wanted = items.filter(
      item => cluster === undefined || item.cluster === cluster,
    );
    const resolved = await manifests.resolve(
      new Map(wanted.map(item => [item, item])),
    );
    for (const item of wanted) {
      const row = rows.get(resolved.get(item)?.digest ?? item.digest);
      if (row) row.nodes = (row.nodes ?? 0) + item.nodes;
    }
  });
  return [...rows.values()];
}

/** The rows of layers at the bottom that images of several services have in common. */
export async function fleetBases(sources: Sources): Promise<FleetImageRow[]> {
  const { manifests, graph } = sources;
  const images = await fleetImages(sources);
  const bases = new Map<string, MutableRow>();
  for (let from = 0; from < images.length; from += IMAGES_AT_ONCE) {
    const some = images.slice(from, from + IMAGES_AT_ONCE);
    const resolved = await manifests.resolve(
      new Map(some.map(row => [row, row])),
    );
    for (const row of some) {
      const image = resolved.get(row)?.image;
      const [service] = row.services;
      const base =
        image &&
        imageBase({
          image,
          sharedPrefixes: graph.sharedPrefixes(row.digest, service),
        });
      if (!image || !base) continue;
      const top = image.layers[base.layers - 1].digest;
      const key = `${top} ${formatPlatform(image.platform)}`;
      const known = bases.get(key);
      if (known) {
        row.services.forEach(ref => known.services.add(ref));
        known.images += 1;
        if (row.nodes !== undefined) {
          known.nodes = (known.nodes ?? 0) + row.nodes;
        }
        known.name ??= base.name;
      } else {
        bases.set(key, {
          digest: top,
          name: base.name,
          platform: image.platform,
          compressedBytes: base.compressedBytes,
          layers: base.layers,
          services: new Set(row.services),
          images: 1,
          nodes: row.nodes,
        });
      }
    }
    await nextTurn();
  }
  return [...bases.values()];
}

async function eachPage<Item>(
  read: (options: { afterId?: number; limit: number }) => Promise<{
    items: Item[];
    nextAfterId?: number;
  }>,
  take: (items: Item[]) => Promise<void>,
): Promise<void> {
  let afterId: number | undefined;
  do {
    const page = await read({ afterId, limit: ROWS_PER_PAGE });
    await take(page.items);
    afterId = page.nextAfterId;
    // Databases in this process answer at once: others have their turn.
    await nextTurn();
  } while (afterId !== undefined);
}
