import { ChangeLog } from './ChangeLog';
import { EventRecorder } from './EventRecorder';
import { Kubelet } from './Kubelet';
import { NodePool, usedSlots } from './NodePool';
import { SimulatedNode, SimulatedPod } from './objects';
import { PodScheduler } from './Pods';
import { Timeline } from './Timeline';

/** Places pods: the pods of one service on different nodes first, then where there is most room. */
export class Scheduler implements PodScheduler {
  private pending: SimulatedPod[] = [];

  private constructor(
    private readonly options: {
      timeline: Timeline;
      changes: ChangeLog;
      events: EventRecorder;
      pools: ReadonlyMap<string, NodePool>;
      kubelets: ReadonlyMap<SimulatedNode, Kubelet>;
    },
  ) {}

  static create(options: Scheduler['options']): Scheduler {
    return new Scheduler(options);
  }

  schedule(pod: SimulatedPod): void {
    const node = this.nodeFor(pod);
    if (node) {
      this.bind(pod, node);
      return;
    }
    this.pending.push(pod);
    const { events } = this.options;
    events.ofPod(pod, {
      type: 'Warning',
      reason: 'FailedScheduling',
      message: `0/${this.nodeCount()} nodes are available: ${this.nodeCount()} Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.`,
      component: 'default-scheduler',
    });
    this.askForNodes(pod.template.pool ?? '');
  }

  placeQuietly(pod: SimulatedPod): boolean {
    const node = this.nodeFor(pod);
    if (!node) return false;
    pod.node = node;
    node.pods.add(pod);
    return true;
  }

  kubeletOf(node: SimulatedNode): Kubelet | undefined {
    return this.options.kubelets.get(node);
  }

  freed(): void {
    const waiting = this.pending;
    if (waiting.length === 0) return;
    this.pending = [];
    for (const pod of waiting) {
      if (pod.deletedAtMs !== undefined) continue;
      const node = this.nodeFor(pod);
      if (node) this.bind(pod, node);
      else this.pending.push(pod);
    }
    const pools = new Set(this.pending.map(({ template }) => template.pool));
    for (const pool of pools) this.askForNodes(pool ?? '');
  }

  bind(pod: SimulatedPod, node: SimulatedNode): void {
    const { timeline, changes, events } = this.options;
    const kubelet = this.kubeletOf(node);
    if (!kubelet) return;
    pod.node = node;
    node.pods.add(pod);
    pod.scheduledAtMs = timeline.nowMs;
    for (const container of pod.containers) {
      const initFirst = pod.containers.some(({ template }) => template.init);
      const reason =
        initFirst && !container.template.init
          ? 'PodInitializing'
          : 'ContainerCreating';
      container.waiting = { reason };
    }
    changes.record('MODIFIED', pod);
    events.ofPod(pod, {
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${pod.namespace}/${pod.name} to ${node.name}`,
      component: 'default-scheduler',
    });
    kubelet.admit(pod);
  }

  private nodeCount(): number {
    return this.options.kubelets.size;
  }

  private askForNodes(poolName: string): void {
    const slots = this.pending
      .filter(({ template }) => (template.pool ?? '') === poolName)
      .reduce((sum, { template }) => sum + template.slots, 0);
    this.options.pools.get(poolName)?.scaleOut(slots);
  }

  private nodeFor(pod: SimulatedPod): SimulatedNode | undefined {
    const pool = this.options.pools.get(pod.template.pool ?? '');
    let best: SimulatedNode | undefined;
    let bestCost = Infinity;
    for (const node of pool?.nodes ?? []) {
      const used = usedSlots(node);
      const room = node.pool.slotsPerNode - used;
      if (node.cordoned || room < pod.template.slots) continue;
      const cost = 100 * siblings(node, pod) + used / node.pool.slotsPerNode;
      if (cost < bestCost) {
        best = node;
        bestCost = cost;
      }
    }
    return best;
  }
}

function siblings(node: SimulatedNode, pod: SimulatedPod): number {
  let count = 0;
  for (const other of node.pods) {
    if (other.template.service === pod.template.service) count += 1;
  }
  return count;
}
