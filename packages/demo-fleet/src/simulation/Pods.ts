import { ChangeLog } from './ChangeLog';
import { EventRecorder } from './EventRecorder';
import { Kubelet } from './Kubelet';
import {
  Owner,
  PodController,
  PodTemplate,
  SimulatedNode,
  SimulatedPod,
} from './objects';
import { Random } from './Random';
import { Timeline } from './Timeline';

/** A pod that a controller wants. */
export interface PodRequest {
  namespace: string;
  /** Completed by a random suffix, unless the name is fixed. */
  generateName?: string;
  name?: string;
  labels: Readonly<Record<string, string>>;
  owner: Owner;
  template: PodTemplate;
  controller: PodController;
  /** The only node it may run on, as for DaemonSets. */
  node?: SimulatedNode;
}

/** Where pods find nodes. */
export interface PodScheduler {
  schedule(pod: SimulatedPod): void;
  /** Places a pod without anybody noticing. False when there is no room. */
  placeQuietly(pod: SimulatedPod): boolean;
  kubeletOf(node: SimulatedNode): Kubelet | undefined;
  freed(): void;
  bind(pod: SimulatedPod, node: SimulatedNode): void;
}

/** The pods of a cluster: makes and deletes them. */
export class Pods {
  readonly all = new Set<SimulatedPod>();
  scheduler?: PodScheduler;

  private constructor(
    private readonly options: {
      timeline: Timeline;
      changes: ChangeLog;
      events: EventRecorder;
      random: Random;
    },
  ) {}

  static create(options: Pods['options']): Pods {
    return new Pods(options);
  }

  create(request: PodRequest): SimulatedPod {
    const { timeline, changes, random } = this.options;
    const pod = this.make(request, timeline.nowMs);
    this.all.add(pod);
    changes.record('ADDED', pod);
    timeline.after(random.around(20, 0.6), () => {
      if (pod.deletedAtMs !== undefined) return;
      if (request.node) this.scheduler?.bind(pod, request.node);
      else this.scheduler?.schedule(pod);
    });
    return pod;
  }

  /** A pod that has been running since before the simulation began. */
  createRunning(
    request: PodRequest,
    sinceMs: number,
  ): SimulatedPod | undefined {
    const pod = this.make(request, sinceMs);
    if (request.node) {
      pod.node = request.node;
      request.node.pods.add(pod);
    } else if (!this.scheduler?.placeQuietly(pod)) {
      return undefined;
    }
    pod.scheduledAtMs = sinceMs;
    this.all.add(pod);
    if (pod.node) this.scheduler?.kubeletOf(pod.node)?.adopt(pod, sinceMs);
    this.options.changes.record('ADDED', pod);
    return pod;
  }

  delete(pod: SimulatedPod): void {
    if (pod.deletedAtMs !== undefined) return;
    pod.deletedAtMs = this.options.timeline.nowMs;
    this.options.changes.record('MODIFIED', pod);
    const kubelet = pod.node && this.scheduler?.kubeletOf(pod.node);
    if (kubelet) kubelet.stop(pod);
    else this.gone(pod);
  }

  /** A pod has ended and leaves the cluster. */
  gone(pod: SimulatedPod): void {
    const { changes, events } = this.options;
    if (pod.gone) return;
    pod.gone = true;
    pod.node?.pods.delete(pod);
    this.all.delete(pod);
    events.forget(pod);
    changes.record('DELETED', pod);
    pod.controller.podGone(pod);
    this.scheduler?.freed();
  }

  private make(request: PodRequest, createdAtMs: number): SimulatedPod {
    const { random } = this.options;
    const { namespace, generateName, labels, owner, template, controller } =
      request;
    return {
      kind: 'Pod',
      uid: random.uid(),
      name: request.name ?? `${generateName}${random.suffix()}`,
      namespace,
      generateName,
      labels,
      owner,
      template,
      controller,
      createdAtMs,
      revision: 0,
      ip: `10.244.${random.integer(0, 255)}.${random.integer(2, 254)}`,
      containers: template.containers.map(container => ({
        template: container,
        waiting: { reason: 'PodInitializing' },
      })),
      gone: false,
    };
  }
}
