import { PoolDefinition } from '../definitions/types';
import { SimulatedNode, SimulatedPod } from './objects';
import { Random } from './Random';
import { Timeline } from './Timeline';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From the autoscaler's decision to a node that is ready. */
const PROVISIONING_MS = 95_000;
/** How long a drained node still exists. */
const DRAIN_MS = 75_000;
const SCALE_IN_EVERY_MS = 10 * MINUTE_MS;
const QUIET_AFTER_SCALE_OUT_MS = 25 * MINUTE_MS;
/** So full the other nodes may become when one is taken away. */
const FULLEST_AFTER_SCALE_IN = 0.8;
const UPGRADE_HOUR = 2;

/** What a pool asks of its cluster. */
export interface PoolHost {
  addNode(pool: PoolDefinition): SimulatedNode;
  removeNode(node: SimulatedNode): void;
  evict(pod: SimulatedPod): void;
  /** There may be room now. */
  freed(): void;
}

/** Nodes of one kind: scaled out and in, taken back by the cloud, upgraded at night. */
export class NodePool {
  readonly nodes = new Set<SimulatedNode>();
  private arriving = 0;
  private scaledOutAtMs = -Infinity;
  private upgrading = false;

  private constructor(
    readonly definition: PoolDefinition,
    private readonly timeline: Timeline,
    private readonly random: Random,
    private readonly host: PoolHost,
    private readonly utcOffsetHours: number,
  ) {}

  static create(options: {
    definition: PoolDefinition;
    timeline: Timeline;
    random: Random;
    host: PoolHost;
    utcOffsetHours: number;
  }): NodePool {
    const { definition, timeline, random, host, utcOffsetHours } = options;
    return new NodePool(definition, timeline, random, host, utcOffsetHours);
  }

  /** The nodes that were there before the simulation began. */
  begin(): void {
    const [fewest] = this.definition.nodes;
    while (this.nodes.size < fewest) this.join();
    this.timeline.after(SCALE_IN_EVERY_MS, () => this.considerScaleIn());
  }

  /** Asks for nodes for pods that found no room. */
  scaleOut(pendingSlots: number): void {
    const { nodes, slotsPerNode } = this.definition;
    const needed = Math.ceil(pendingSlots / slotsPerNode);
    while (
      this.arriving < needed &&
      this.nodes.size + this.arriving < nodes[1]
    ) {
      this.scaledOutAtMs = this.timeline.nowMs;
      this.order();
    }
  }

  /** Called at the start of each day. */
  planDay(dayMs: number): void {
    const nightMs = dayMs + (UPGRADE_HOUR - this.utcOffsetHours) * HOUR_MS;
    if (new Date(dayMs).getUTCDay() === this.definition.upgradeWeekday) {
      this.timeline.at(nightMs, () => this.upgrade());
    }
  }

  private order(then?: (node: SimulatedNode) => void): void {
    this.arriving += 1;
    this.timeline.after(this.random.around(PROVISIONING_MS, 0.25), () => {
      this.arriving -= 1;
      const node = this.join();
      then?.(node);
      this.host.freed();
    });
  }

  private join(): SimulatedNode {
    const node = this.host.addNode(this.definition);
    this.nodes.add(node);
    const { lifetimeHours } = this.definition;
    if (lifetimeHours !== undefined) {
      const lifetimeMs = this.random.exponential(lifetimeHours * HOUR_MS);
      this.timeline.after(10 * MINUTE_MS + lifetimeMs, () =>
        this.reclaim(node),
      );
    }
    return node;
  }

  /** The cloud takes a spot node back; another one comes when it is needed. */
  private reclaim(node: SimulatedNode): void {
    if (!this.nodes.has(node) || node.cordoned) return;
    this.drain(node);
    if (this.nodes.size + this.arriving <= this.definition.nodes[0]) {
      this.order();
    }
  }

  private drain(node: SimulatedNode): void {
    node.cordoned = true;
    for (const pod of [...node.pods]) {
      if (pod.owner.kind !== 'DaemonSet') this.host.evict(pod);
    }
    this.timeline.after(DRAIN_MS, () => {
      this.nodes.delete(node);
      this.host.removeNode(node);
    });
  }

  private upgrade(): void {
    this.upgrading = true;
    const old = [...this.nodes].filter(({ cordoned }) => !cordoned);
    const next = () => {
      const node = old.shift();
      if (!node) {
        this.upgrading = false;
        return;
      }
      this.order(() => {
        if (this.nodes.has(node) && !node.cordoned) this.drain(node);
        this.timeline.after(this.random.around(2 * DRAIN_MS, 0.3), next);
      });
    };
    next();
  }

  private considerScaleIn(): void {
    this.timeline.after(SCALE_IN_EVERY_MS, () => this.considerScaleIn());
    const { nodes, slotsPerNode } = this.definition;
    const staying = [...this.nodes].filter(({ cordoned }) => !cordoned);
    const used = staying.reduce((sum, node) => sum + usedSlots(node), 0);
    const room = (staying.length - 1) * slotsPerNode * FULLEST_AFTER_SCALE_IN;
    const quiet =
      this.timeline.nowMs - this.scaledOutAtMs > QUIET_AFTER_SCALE_OUT_MS;
    const newest = staying.at(-1);
    if (
      newest &&
      quiet &&
      !this.upgrading &&
      this.arriving === 0 &&
      staying.length > nodes[0] &&
      used < room
    ) {
      this.drain(newest);
    }
  }
}

/** The slots that a node's pods take. */
export function usedSlots(node: SimulatedNode): number {
  let used = 0;
  for (const pod of node.pods) used += pod.template.slots;
  return used;
}
