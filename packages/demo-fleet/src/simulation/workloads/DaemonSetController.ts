import {
  SimulatedNode,
  SimulatedObject,
  SimulatedPod,
  SimulatedWorkload,
} from '../objects';
import { PodRequest } from '../Pods';
import { Release } from '../ReleaseTrain';
import {
  Controller,
  ControllerOptions,
  serviceLabels,
  templateOf,
} from './Controller';
import {
  assignChanged,
  isReady,
  isStaying,
  ownerOf,
} from './DeploymentController';

/** A DaemonSet: one pod on every node, updated a few nodes at a time. */
export class DaemonSetController implements Controller {
  private set?: SimulatedWorkload;
  private readonly pods = new Map<SimulatedNode, SimulatedPod>();

  private constructor(private readonly options: ControllerOptions) {}

  static create(options: ControllerOptions): DaemonSetController {
    return new DaemonSetController(options);
  }

  begin(release: Release): void {
    const { service, timeline, changes, random } = this.options;
    this.set = {
      kind: 'DaemonSet',
      uid: random.uid(),
      name: service.name,
      namespace: service.namespace,
      createdAtMs: timeline.nowMs - 200 * 86_400_000,
      revision: 0,
      labels: serviceLabels(service),
      template: templateOf(this.options, release),
      generation: 1,
      desired: 0,
      pods: 0,
      updated: 0,
      ready: 0,
    };
    changes.record('ADDED', this.set);
  }

  /** Puts a running pod on a node that was there before the simulation began. */
  adopt(node: SimulatedNode): void {
    if (!this.set) return;
    const { pods, timeline } = this.options;
    const sinceMs = timeline.nowMs - 5 * 86_400_000;
    const pod = pods.createRunning(this.requestOf(this.set, node), sinceMs);
    if (pod) this.pods.set(node, pod);
    this.tell();
  }

  release(release: Release): void {
    if (!this.set) return;
    this.set.template = templateOf(this.options, release);
    this.set.generation += 1;
    this.update();
  }

  scale(): void {}

  nodeAdded(node: SimulatedNode): void {
    if (!this.set) return;
    this.pods.set(
      node,
      this.options.pods.create(this.requestOf(this.set, node)),
    );
    this.tell();
  }

  podReady(): void {
    this.update();
  }

  podFinished(): void {}

  podGone(pod: SimulatedPod): void {
    const { node } = pod;
    if (node && this.pods.get(node) === pod) {
      this.pods.delete(node);
      if (!node.cordoned) this.nodeAdded(node);
    }
    this.update();
  }

  objects(): SimulatedObject[] {
    return this.set ? [this.set] : [];
  }

  private requestOf(set: SimulatedWorkload, node: SimulatedNode): PodRequest {
    return {
      namespace: set.namespace,
      generateName: `${set.name}-`,
      labels: set.labels,
      owner: ownerOf('apps/v1', set),
      template: set.template,
      controller: this,
      node,
    };
  }

  /** Replaces old pods while no more than a tenth of all is down. */
  private update(): void {
    const { set } = this;
    if (!set) return;
    const all = [...this.pods.values()];
    const most = Math.max(1, Math.floor(all.length / 10));
    let down = all.filter(pod => !isReady(pod) || !isStaying(pod)).length;
    for (const pod of all) {
      if (down >= most) break;
      if (pod.template !== set.template && isStaying(pod)) {
        down += 1;
        this.options.pods.delete(pod);
      }
    }
    this.tell();
  }

  private tell(): void {
    if (!this.set) return;
    const { template } = this.set;
    const staying = [...this.pods.values()].filter(isStaying);
    const now = {
      desired: staying.length,
      pods: staying.length,
      updated: staying.filter(pod => pod.template === template).length,
      ready: staying.filter(isReady).length,
    };
    if (assignChanged(this.set, now)) {
      this.options.changes.record('MODIFIED', this.set);
    }
  }
}
