import {
  entryForPlatform,
  LayerGraph,
  Platform,
} from 'backstage-plugin-pull-performance-common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LruMap } from '../../kubernetes/LruMap';
import { ImageStore, StoredNode } from '../../store/ImageStore';
import { IndexEntry } from '../../store/manifests';

/** How old the graph may be when it is asked. */
const REFRESH_MS = 15_000;
/** How old may be what services run: it is read whole each time. */
const REFRESH_SERVICES_MS = 60_000;
/** Replicas' clocks and transactions that took long: what is read twice changes nothing. */
const OVERLAP_MS = 120_000;
const MANIFESTS_PER_PAGE = 200;
const NODES_PER_PAGE = 100;
const USES_PER_PAGE = 2_000;
/** Indexes that are remembered, about 500 bytes each. */
const MAX_INDEXES = 50_000;
const DAY_MS = 86_400_000;

/** The layer graph of the whole fleet, as the store knows it; bounded as `LayerGraph` is. */
export class FleetImages {
  private graph = LayerGraph.create();
  private readonly indexes = LruMap.create<string, readonly IndexEntry[]>({
    maxSize: MAX_INDEXES,
  });
  private readonly services = new Set<string>();
  /** Services with an image of known layers, by cluster. */
  private clusters = new Map<string, Set<string>>();
  private manifestsSinceMs = 0;
  private nodesSinceMs = 0;
  private refreshedAtMs = -Infinity;
  private servicesAtMs = -Infinity;
  private refreshing?: Promise<void>;

  private constructor(
    private readonly store: Pick<
      ImageStore,
      'listManifests' | 'listNodes' | 'listServiceDigests'
    >,
    private readonly now: () => number,
    private readonly keptMs: number,
  ) {}

  static create(options: {
    store: Pick<
      ImageStore,
      'listManifests' | 'listNodes' | 'listServiceDigests'
    >;
    /** How long it is asked what nodes held, the retention of pulls; 14 days unless told. */
    keptMs?: number;
    /** Epoch milliseconds. */
    now?: () => number;
  }): FleetImages {
    const { store, now = Date.now, keptMs = 14 * DAY_MS } = options;
    return new FleetImages(store, now, keptMs);
  }

  /** The graph, at most some seconds old. */
  async current(): Promise<LayerGraph> {
    if (this.now() - this.refreshedAtMs >= REFRESH_MS) {
      this.refreshing ??= this.refresh().finally(() => {
        this.refreshing = undefined;
      });
      await this.refreshing;
    }
    return this.graph;
  }

  /** Other services in any of the clusters that run an image of known layers, as of the last refresh. */
  neighbours(clusters: Iterable<string>, exceptRef: string): number {
    const others = new Set<string>();
    for (const cluster of clusters) {
      for (const ref of this.clusters.get(cluster) ?? []) others.add(ref);
    }
    others.delete(exceptRef);
    return others.size;
  }

  private async refresh(): Promise<void> {
    const nowMs = this.now();
    const newIndexes = await this.readManifests(nowMs);
    // A node holds what it pulled: only now it is known which image that is.
    if (newIndexes) this.nodesSinceMs = 0;
    await this.readNodes(nowMs);
    if (nowMs - this.servicesAtMs >= REFRESH_SERVICES_MS || newIndexes) {
      await this.readServices();
      this.servicesAtMs = nowMs;
    }
    this.graph.prune({ beforeMs: nowMs - this.keptMs });
    this.refreshedAtMs = nowMs;
  }

  private async readManifests(nowMs: number): Promise<boolean> {
    let newIndexes = false;
    let afterId: number | undefined;
    for (;;) {
      const page = await this.store.listManifests({
        readSinceMs: this.manifestsSinceMs,
        afterId,
        limit: MANIFESTS_PER_PAGE,
      });
      for (const { content } of page) {
        if (content.kind === 'image') {
          this.graph.putImage(content.image);
        } else if (!this.indexes.peek(content.digest)) {
          this.indexes.set(content.digest, content.entries);
          newIndexes = true;
        }
      }
      if (page.length < MANIFESTS_PER_PAGE) break;
      await nextTurn();
      afterId = page[page.length - 1].id;
    }
    this.manifestsSinceMs = nowMs - OVERLAP_MS;
    return newIndexes;
  }

  private async readNodes(nowMs: number): Promise<void> {
    let afterId: number | undefined;
    for (;;) {
      const page = await this.store.listNodes({
        changedSinceMs: this.nodesSinceMs,
        afterId,
        limit: NODES_PER_PAGE,
      });
      for (const node of page) this.putNode(node);
      if (page.length < NODES_PER_PAGE) break;
      await nextTurn();
      afterId = page[page.length - 1].id;
    }
    this.nodesSinceMs = nowMs - OVERLAP_MS;
  }

  private putNode({ cluster, name, platform, list, holdings }: StoredNode) {
    const node = { cluster, node: name };
    this.graph.removeNode(node);
    for (const { digest, fromMs, untilMs, kubeletBytes } of holdings) {
      this.graph.putHolding({
        ...node,
        digest: this.imageOf(digest, platform),
        fromMs,
        untilMs,
        imageBytes: kubeletBytes,
      });
    }
    if (list) {
      this.graph.setComplete({
        ...node,
        complete: list.complete,
        fromMs: list.sinceMs,
        unlistedBytesAtMost: list.unlistedBytesAtMost,
      });
    }
  }

  private async readServices(): Promise<void> {
    const running = new Map<string, Set<string>>();
    const clusters = new Map<string, Set<string>>();
    let afterId: number | undefined;
    do {
      const page = await this.store.listServiceDigests({
        afterId,
        limit: USES_PER_PAGE,
      });
      for (const { entityRef, cluster, digest, platform } of page.items) {
        const image = this.imageOf(digest, platform);
        const digests = running.get(entityRef) ?? new Set();
        running.set(entityRef, digests.add(image));
        if (this.graph.hasImage(image)) {
          const refs = clusters.get(cluster) ?? new Set();
          clusters.set(cluster, refs.add(entityRef));
        }
      }
      afterId = page.nextAfterId;
      await nextTurn();
    } while (afterId !== undefined);
    this.clusters = clusters;
    for (const ref of this.services) {
      if (!running.has(ref)) {
        this.graph.removeService(ref);
        this.services.delete(ref);
      }
    }
    for (const [ref, digests] of running) {
      this.graph.putService(ref, [...digests]);
      this.services.add(ref);
    }
  }

  /** The image that a digest stands for on a platform; the digest itself where no index is known by it. */
  private imageOf(digest: string, platform: Platform | undefined): string {
    const entries = this.indexes.get(digest);
    if (!entries) return digest;
    const entry = platform ? entryForPlatform(entries, platform) : entries[0];
    return entry?.digest ?? digest;
  }
}
