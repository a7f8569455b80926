import { LoggerService } from '@backstage/backend-plugin-api';
import { ImageStore, NodeImages } from '../../store/ImageStore';
import { PulledEvent } from '../events/types';
import { LogLimit } from '../LogLimit';
import { LruMap } from '../LruMap';
import { NodeIndex } from '../workloads/NodeIndex';
import { NodeObject } from '../workloads/objects';
import { PodIndex } from '../workloads/PodIndex';
import { WorkloadLookup } from '../workloads/resolveWorkload';
import { reportEvery } from './reportEvery';
import { runningImages } from './runningImages';

/** Nodes whose images are compared with what was told before: Kubernetes supports 5,000 in a cluster. */
const MAX_NODES = 20_000;
/** Nodes that wait to be stored, about 10 kB each. */
const MAX_WAITING_NODES = 500;
/** Pulls that are remembered until the pod tells what image it was, about 100 bytes each. */
const MAX_REMEMBERED_PULLS = 20_000;
/** A look at all pods may take this share of the time. */
const MOST_BUSY_SHARE = 0.05;

/** What the reporter needs. */
export interface ImageReporterOptions {
  cluster: string;
  store: Pick<ImageStore, 'replaceRunning' | 'saveNodes' | 'keepNodes'>;
  pods: PodIndex;
  nodes: NodeIndex;
  workloads: WorkloadLookup;
  logger: LoggerService;
  /** How soon changes are stored. */
  everyMs: number;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Tells the store which images run in a cluster and which its nodes hold, some seconds after that changes. */
export class ImageReporter {
  private readonly told = LruMap.create<string, string>({
    maxSize: MAX_NODES,
  });
  private readonly waiting = new Map<string, NodeImages>();
  /** Nodes of the list that is being read, and of the last one that was read whole. */
  private listing = new Set<string>();
  private names = new Set<string>();
  private namesChanged = false;
  private reportedChanges = -1;
  private readonly pulls = LruMap.create<string, number>({
    maxSize: MAX_REMEMBERED_PULLS,
  });
  private readonly log = LogLimit.create({ maxLines: 1, withinMs: 60_000 });

  private constructor(private readonly options: ImageReporterOptions) {}

  static create(options: ImageReporterOptions): ImageReporter {
    return new ImageReporter(options);
  }

  /** Takes an event: from then on the node holds the image, which is earlier than its container starts. */
  pulled({ podUid, container, lastAtMs }: PulledEvent): void {
    const key = `${podUid}/${container}`;
    const before = this.pulls.get(key) ?? Infinity;
    this.pulls.set(key, Math.min(before, lastAtMs));
  }

  nodesListing(): void {
    this.listing = new Set();
  }

  nodesListed(): void {
    this.names = this.listing;
    this.namesChanged = true;
  }

  /** Takes a node as it is now; it waits for the store only when too many nodes wait for it already. */
  async node(node: NodeObject): Promise<void> {
    const { name, platform, images, complete } = node;
    this.listing.add(name);
    const digests = images.map(image => image.digest);
    const text = JSON.stringify([platform, complete, ...digests]);
    const before = this.told.get(name);
    if (before === text) return;
    this.told.set(name, text);
    if (this.waiting.size >= MAX_WAITING_NODES) {
      await this.storeNodes(this.options.now()).catch(() => {
        // The store does not answer: these nodes come again with their next change.
        for (const lost of this.waiting.keys()) this.told.delete(lost);
        this.waiting.clear();
      });
    }
    const removed = [
      ...(before === undefined ? [] : JSON.parse(before).slice(2)),
      ...(this.waiting.get(name)?.removed ?? []),
    ].filter(digest => !digests.includes(digest));
    this.waiting.set(name, { name, platform, images, complete, removed });
  }

  nodeGone(name: string): void {
    this.listing.delete(name);
    this.told.delete(name);
    this.waiting.delete(name);
    this.namesChanged = true;
  }

  /** Reports until the signal aborts; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { everyMs, logger, cluster } = this.options;
    await reportEvery({
      everyMs,
      mostBusyShare: MOST_BUSY_SHARE,
      report: () => this.report(),
      onError: error => {
        if (this.log.takes()) {
          logger.warn(
            `Could not store which images run in cluster '${cluster}'; trying again until it works`,
            error instanceof Error ? error : undefined,
          );
        }
      },
      signal,
    });
  }

  /** Stores what changed since the last time. */
  async report(): Promise<void> {
    const { cluster, store, pods, now } = this.options;
    const atMs = now();
    await this.storeNodes(atMs);
    if (this.namesChanged) {
      this.namesChanged = false;
      await store
        .keepNodes({ cluster, names: this.names, atMs })
        .catch(error => {
          this.namesChanged = true;
          throw error;
        });
    }
    const { changes } = pods;
    // Before all pods are known, what runs would seem to have ended.
    if (!pods.wasListed || changes === this.reportedChanges) return;
    await store.replaceRunning({
      cluster,
      images: this.running(atMs),
      atMs,
      partial: pods.overflowed,
    });
    this.reportedChanges = changes;
  }

  private async storeNodes(atMs: number): Promise<void> {
    const { cluster, store } = this.options;
    const nodes = [...this.waiting.values()];
    if (nodes.length === 0) return;
    await store.saveNodes({ cluster, nodes, atMs });
    for (const node of nodes) {
      if (this.waiting.get(node.name) === node) this.waiting.delete(node.name);
    }
  }

  private running(nowMs: number) {
    const { cluster, pods, nodes, workloads } = this.options;
    const pulledAtMs = (podUid: string, container: string) =>
      this.pulls.peek(`${podUid}/${container}`);
    const options = { cluster, workloads, nodes, pulledAtMs, nowMs };
    return [...pods.all()].flatMap(pod => runningImages(pod, options));
  }
}
