import {
  NodeDescription,
  NodeIncident,
  NodeStore,
} from '../../store/NodeStore';
import { readNodeIncidents } from '../events/nodeIncidents';
import { JsonObject } from '../fields';
import { NodeObject } from '../workloads/objects';

/** What a node said of itself longer ago says nothing of now, but of the pulls of that time. */
const RECENT_MS = 3_600_000;
/** Clocks that differ more than this make times useless. */
const MAX_AHEAD_MS = 3_600_000;
const HOUR_MS = 3_600_000;

/** What one request tells of the nodes of one cluster, images apart. */
export class PushedNodes {
  private readonly descriptions = new Map<string, NodeDescription>();
  private readonly past = new Map<string, NodeDescription>();
  /** One for each hour, since hours are what is marked. */
  private readonly incidents = new Map<string, NodeIncident>();

  private constructor(
    private readonly cluster: string,
    private readonly nowMs: number,
  ) {}

  static create(options: {
    cluster: string;
    /** When the request came, epoch milliseconds. */
    nowMs: number;
  }): PushedNodes {
    return new PushedNodes(options.cluster, options.nowMs);
  }

  /** Takes a node as it was observed. */
  addNode(
    { name: node, description, diskPressure }: NodeObject,
    observedAtMs: number,
  ): void {
    const isRecent = this.nowMs - observedAtMs < RECENT_MS;
    (isRecent ? this.descriptions : this.past).set(node, description);
    if (!diskPressure) return;
    for (const atMs of [diskPressure.sinceMs ?? observedAtMs, observedAtMs]) {
      this.addIncident({ node, atMs, kind: 'disk-pressure' });
    }
  }

  /** Takes an event of the core group, whatever it is about. */
  addEvent(raw: JsonObject): void {
    for (const incident of readNodeIncidents(raw) ?? []) {
      this.addIncident(incident);
    }
  }

  /**
   * Stores it.
   *
   * @throws what the store throws
   */
  async store(
    store: Pick<NodeStore, 'saveNodeDescriptions' | 'addNodeIncidents'>,
  ): Promise<void> {
    const { cluster, nowMs: atMs } = this;
    for (const [told, past] of [
      [this.past, true],
      [this.descriptions, false],
    ] as const) {
      const nodes = [...told.values()];
      if (nodes.length > 0) {
        await store.saveNodeDescriptions({ cluster, nodes, atMs, past });
      }
    }
    const incidents = [...this.incidents.values()];
    if (incidents.length > 0) {
      await store.addNodeIncidents({ cluster, incidents });
    }
  }

  private addIncident(incident: NodeIncident): void {
    const { node, atMs, kind } = incident;
    if (atMs > this.nowMs + MAX_AHEAD_MS) return;
    const key = `${kind}/${Math.floor(atMs / HOUR_MS)}/${node}`;
    this.incidents.set(key, incident);
  }
}
