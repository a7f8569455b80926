import { SimulatedObject, SimulatedPod, SimulatedWorkload } from '../objects';
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

/** A StatefulSet: fixed names, and updates from the last to the first, one at a time. */
export class StatefulSetController implements Controller {
  private set?: SimulatedWorkload;
  private readonly pods = new Map<number, SimulatedPod>();

  private constructor(private readonly options: ControllerOptions) {}

  static create(options: ControllerOptions): StatefulSetController {
    return new StatefulSetController(options);
  }

  begin(release: Release, desired: number): void {
    const { service, timeline, changes, pods, random } = this.options;
    const sinceMs = timeline.nowMs - random.between(20, 60) * 86_400_000;
    this.set = {
      kind: 'StatefulSet',
      uid: random.uid(),
      name: service.name,
      namespace: service.namespace,
      createdAtMs: sinceMs,
      revision: 0,
      labels: serviceLabels(service),
      template: templateOf(this.options, release),
      generation: 1,
      desired,
      pods: 0,
      updated: 0,
      ready: 0,
    };
    changes.record('ADDED', this.set);
    for (let ordinal = 0; ordinal < desired; ordinal += 1) {
      const pod = pods.createRunning(
        this.requestOf(this.set, ordinal),
        sinceMs,
      );
      if (pod) this.pods.set(ordinal, pod);
    }
    this.tell();
  }

  release(release: Release): void {
    if (!this.set) return;
    this.set.template = templateOf(this.options, release);
    this.set.generation += 1;
    this.reconcile();
  }

  /** Data does not come and go with the hour of the day. */
  scale(): void {}

  nodeAdded(): void {}

  podReady(): void {
    this.reconcile();
  }

  podFinished(): void {}

  podGone(pod: SimulatedPod): void {
    for (const [ordinal, own] of this.pods) {
      if (own === pod) this.pods.delete(ordinal);
    }
    this.reconcile();
  }

  objects(): SimulatedObject[] {
    return this.set ? [this.set] : [];
  }

  private requestOf(set: SimulatedWorkload, ordinal: number): PodRequest {
    const name = `${set.name}-${ordinal}`;
    return {
      namespace: set.namespace,
      name,
      labels: {
        ...set.labels,
        'apps.kubernetes.io/pod-index': `${ordinal}`,
        'statefulset.kubernetes.io/pod-name': name,
      },
      owner: ownerOf('apps/v1', set),
      template: set.template,
      controller: this,
    };
  }

  private reconcile(): void {
    const { set } = this;
    if (!set) return;
    const { pods } = this.options;
    let allReady = true;
    for (let ordinal = 0; ordinal < set.desired; ordinal += 1) {
      const pod = this.pods.get(ordinal);
      if (!pod) {
        this.pods.set(ordinal, pods.create(this.requestOf(set, ordinal)));
      }
      allReady &&= pod !== undefined && isReady(pod) && isStaying(pod);
    }
    if (allReady) {
      for (let ordinal = set.desired - 1; ordinal >= 0; ordinal -= 1) {
        const pod = this.pods.get(ordinal);
        if (pod && pod.template !== set.template) {
          pods.delete(pod);
          break;
        }
      }
    }
    this.tell();
  }

  private tell(): void {
    if (!this.set) return;
    const staying = [...this.pods.values()].filter(isStaying);
    const { template } = this.set;
    const now = {
      pods: staying.length,
      updated: staying.filter(pod => pod.template === template).length,
      ready: staying.filter(isReady).length,
    };
    if (assignChanged(this.set, now)) {
      this.options.changes.record('MODIFIED', this.set);
    }
  }
}
