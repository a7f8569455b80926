import { LayerGraph } from 'backstage-plugin-pull-performance-common';
import { ImageStore } from '../../store/ImageStore';
import { FleetImages } from './FleetImages';
import { ManifestCache } from './ManifestCache';
import { readServiceUses, ServiceUse } from './serviceUses';

/** What of the store is needed to answer about images. */
export type ImageReadStore = Pick<
  ImageStore,
  | 'usesOf'
  | 'tagsOf'
  | 'nodesOf'
  | 'manifestsOf'
  | 'listManifests'
  | 'listNodes'
  | 'listServiceDigests'
  | 'listHeldCounts'
>;

/** Everything that answers about images are made of. */
export class ServiceImages {
  readonly manifests: ManifestCache;
  private readonly fleet: FleetImages;

  private constructor(
    readonly store: ImageReadStore,
    /** Epoch milliseconds. */
    readonly now: () => number,
    keptMs: number | undefined,
  ) {
    this.manifests = ManifestCache.create({ store });
    this.fleet = FleetImages.create({ store, now, keptMs });
  }

  static create(options: {
    store: ImageReadStore;
    now?: () => number;
    /** How long it is asked what nodes held; 14 days unless told. */
    keptMs?: number;
  }): ServiceImages {
    const { store, now = Date.now, keptMs } = options;
    return new ServiceImages(store, now, keptMs);
  }

  /** What a service runs and ran. */
  usesOf(options: {
    entityRef: string;
    cluster?: string;
    withTags?: boolean;
  }): Promise<ServiceUse[]> {
    const { store, manifests } = this;
    return readServiceUses({ store, manifests, ...options });
  }

  /** Other services in any of the clusters that run an image of known layers. */
  neighbours(clusters: Iterable<string>, exceptRef: string): number {
    return this.fleet.neighbours(clusters, exceptRef);
  }

  /** The layer graph of the fleet, at most some seconds old. */
  graph(): Promise<LayerGraph> {
    return this.fleet.current();
  }
}
