import { LoggerService } from '@backstage/backend-plugin-api';
import { createHash } from 'node:crypto';
import {
  NodeDescription,
  NodeIncident,
  NodeStore,
} from '../../store/NodeStore';
import { LogLimit } from '../LogLimit';
import { LruMap } from '../LruMap';
import { DiskPressure } from '../workloads/nodeDescription';
import { NodeObject } from '../workloads/objects';
import { reportEvery } from './reportEvery';

/** Nodes whose descriptions are compared with what was told before: Kubernetes supports 5,000 in a cluster. */
const MAX_NODES = 20_000;
/** Nodes that wait to be stored, about 1 kB each. */
const MAX_WAITING_NODES = 500;
/** Incidents that wait to be stored, and events that are remembered, about 100 bytes each. */
const MAX_INCIDENTS = 20_000;
/** The store marks hours, so one incident in each ten minutes says all. */
const TELL_AGAIN_MS = 600_000;
const HOUR_MS = 3_600_000;
/** So much of the past of a condition is told when it is first seen. */
const MAX_PAST_MS = 24 * HOUR_MS;
/** Clocks that differ more than this make times useless. */
const MAX_AHEAD_MS = HOUR_MS;

/** What the reporter needs. */
export interface NodeReporterOptions {
  cluster: string;
  store: Pick<NodeStore, 'saveNodeDescriptions' | 'addNodeIncidents'>;
  logger: LoggerService;
  /** How soon changes are stored. */
  everyMs: number;
  /** The cluster's time, epoch milliseconds. */
  now: () => number;
  /** When the cluster was last heard of, in its time; what a condition says holds no longer than that. Absent before the first time. */
  heardAtMs: () => number | undefined;
}

/** Tells the store what the nodes of a cluster are, some seconds after that changes, and when their disks are full. */
export class NodeReporter {
  private readonly told = LruMap.create<string, string>({ maxSize: MAX_NODES });
  private readonly waiting = new Map<string, NodeDescription>();
  private readonly underPressure = new Map<string, DiskPressure>();
  /** Up to when a node's condition was told. */
  private readonly toldPressure = LruMap.create<string, number>({
    maxSize: MAX_NODES,
  });
  private readonly toldEvents = LruMap.create<string, true>({
    maxSize: MAX_INCIDENTS,
  });
  private waitingIncidents: NodeIncident[] = [];
  private readonly log = LogLimit.create({ maxLines: 1, withinMs: 60_000 });

  private constructor(private readonly options: NodeReporterOptions) {}

  static create(options: NodeReporterOptions): NodeReporter {
    return new NodeReporter(options);
  }

  /** A whole new list begins: nodes that it does not name say nothing any more. */
  nodesListing(): void {
    this.underPressure.clear();
  }

  /** Takes a node as it is now; it waits for the store only when too many nodes wait for it already. */
  async node({ description, diskPressure }: NodeObject): Promise<void> {
    const { name } = description;
    if (diskPressure) this.underPressure.set(name, diskPressure);
    else this.underPressure.delete(name);
    const digest = digestOf(description);
    if (this.told.get(name) === digest) return;
    this.told.set(name, digest);
    if (this.waiting.size >= MAX_WAITING_NODES) {
      await this.storeDescriptions().catch(() => {
        // The store does not answer: these nodes come again with their next change.
        for (const lost of this.waiting.keys()) this.told.delete(lost);
        this.waiting.clear();
      });
    }
    this.waiting.set(name, description);
  }

  nodeGone(name: string): void {
    this.told.delete(name);
    this.waiting.delete(name);
    this.underPressure.delete(name);
    this.toldPressure.delete(name);
  }

  /** Takes what events tell. */
  incidents(incidents: readonly NodeIncident[]): void {
    const latestMs = this.options.now() + MAX_AHEAD_MS;
    for (const incident of incidents) {
      const { node, kind, atMs } = incident;
      const key = `${kind}/${partOf(atMs)}/${node}`;
      if (atMs > latestMs || this.toldEvents.get(key)) continue;
      this.toldEvents.set(key, true);
      this.tell(incident);
    }
  }

  /** Reports until the signal aborts; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { everyMs, logger, cluster } = this.options;
    await reportEvery({
      everyMs,
      report: () => this.report(),
      onError: error => {
        if (this.log.takes()) {
          logger.warn(
            `Could not store what the nodes of cluster '${cluster}' are; trying again until it works`,
            error instanceof Error ? error : undefined,
          );
        }
      },
      signal,
    });
  }

  /** Stores what changed since the last time. */
  async report(): Promise<void> {
    await this.storeDescriptions();
    this.notePressure();
    await this.storeIncidents();
  }

  private async storeDescriptions(): Promise<void> {
    const { cluster, store, now } = this.options;
    const nodes = [...this.waiting.values()];
    if (nodes.length === 0) return;
    await store.saveNodeDescriptions({ cluster, nodes, atMs: now() });
    for (const node of nodes) {
      if (this.waiting.get(node.name) === node) this.waiting.delete(node.name);
    }
  }

  /** A condition holds from when it began until the cluster was last heard of. */
  private notePressure(): void {
    const heardAtMs = this.options.heardAtMs();
    if (heardAtMs === undefined) return;
    for (const [node, { sinceMs = heardAtMs }] of this.underPressure) {
      const toldMs = this.toldPressure.get(node) ?? heardAtMs - MAX_PAST_MS;
      if (partOf(toldMs) === partOf(heardAtMs)) continue;
      this.toldPressure.set(node, heardAtMs);
      const fromMs = Math.max(sinceMs, toldMs);
      let atMs = heardAtMs;
      do {
        this.tell({ node, atMs, kind: 'disk-pressure' });
        atMs -= HOUR_MS;
      } while (atMs > fromMs);
    }
  }

  private tell(incident: NodeIncident): void {
    this.waitingIncidents.push(incident);
    // Only a store that does not answer lets so many wait.
    if (this.waitingIncidents.length > 2 * MAX_INCIDENTS) {
      this.waitingIncidents = this.waitingIncidents.slice(-MAX_INCIDENTS);
    }
  }

  private async storeIncidents(): Promise<void> {
    const { cluster, store } = this.options;
    // More may come while these are stored.
    const incidents = [...this.waitingIncidents];
    if (incidents.length === 0) return;
    await store.addNodeIncidents({ cluster, incidents });
    const stored = new Set(incidents);
    this.waitingIncidents = this.waitingIncidents.filter(
      incident => !stored.has(incident),
    );
  }
}

function partOf(atMs: number): number {
  return Math.floor(atMs / TELL_AGAIN_MS);
}

/** Changes with anything that a node says of itself, and is shorter. */
function digestOf(description: NodeDescription): string {
  return createHash('sha256')
    .update(JSON.stringify(description))
    .digest('base64');
}
