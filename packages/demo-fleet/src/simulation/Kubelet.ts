import { ChangeLog } from './ChangeLog';
import { EventRecorder, Saying } from './EventRecorder';
import { ImagePuller, PullFailure, PullResult } from './ImagePuller';
import * as text from './kubeletMessages';
import { imageFor } from './images';
import { ContainerState, SimulatedNode, SimulatedPod } from './objects';
import { Random } from './Random';
import { Timeline } from './Timeline';

/** The kubelet's back-off after failed pulls: `MaxContainerBackOff` and its start. */
const FIRST_BACK_OFF_MS = 10_000;
const LONGEST_BACK_OFF_MS = 300_000;
/** A pod with a failing container is looked at again after about this time. */
const RESYNC_MS = 13_000;

/** What the kubelet of a node needs, and whom it tells. */
export interface KubeletOptions {
  node: SimulatedNode;
  puller: ImagePuller;
  timeline: Timeline;
  changes: ChangeLog;
  events: EventRecorder;
  random: Random;
  kubernetesMinor: number;
  onReady: (pod: SimulatedPod) => void;
  onFinished: (pod: SimulatedPod) => void;
  onGone: (pod: SimulatedPod) => void;
}

/** Brings the pods of one node up and down. */
export class Kubelet {
  private garbagePlanned = false;

  private constructor(private readonly options: KubeletOptions) {}

  static create(options: KubeletOptions): Kubelet {
    return new Kubelet(options);
  }

  get node(): SimulatedNode {
    return this.options.node;
  }

  /** Takes a pod that was scheduled here. */
  admit(pod: SimulatedPod): void {
    const { random } = this.options;
    this.choosePlatform(pod);
    this.later(pod, random.around(250, 0.5), () => {
      pod.acknowledgedAtMs = this.nowMs;
      this.changed(pod);
      this.later(pod, random.around(900, 0.4), () => {
        pod.sandboxAtMs = this.nowMs;
        this.startContainer(pod, 0);
      });
    });
  }

  /** As if a pod had been running here for long. */
  adopt(pod: SimulatedPod, sinceMs: number): void {
    this.choosePlatform(pod);
    pod.acknowledgedAtMs = sinceMs;
    pod.sandboxAtMs = sinceMs;
    pod.initializedAtMs = sinceMs;
    pod.readyAtMs = sinceMs;
    for (const container of pod.containers) {
      this.node.images.add(container.template.image, sinceMs);
      this.started(container, sinceMs);
      if (container.template.init) this.ended(container, sinceMs);
    }
  }

  /** Ends a pod, gently. */
  stop(pod: SimulatedPod): void {
    const { random } = this.options;
    for (const container of pod.containers) {
      if (isRunning(container)) {
        this.say(pod, container, {
          type: 'Normal',
          reason: 'Killing',
          message: `Stopping container ${container.template.name}`,
        });
      }
    }
    const graceMs = Math.min(30_000, random.around(4_000, 0.5));
    this.options.timeline.after(graceMs, () => {
      for (const container of pod.containers) {
        if (isRunning(container)) this.ended(container, this.nowMs);
      }
      this.options.onGone(pod);
    });
  }

  /** The node is gone. */
  shutDown(): void {
    this.options.puller.stop();
  }

  private get nowMs(): number {
    return this.options.timeline.nowMs;
  }

  /** Goes on with a pod later, unless it is being deleted by then. */
  private later(pod: SimulatedPod, delayMs: number, action: () => void): void {
    this.options.timeline.after(delayMs, () => {
      if (pod.deletedAtMs === undefined) action();
    });
  }

  private changed(pod: SimulatedPod): void {
    this.options.changes.record('MODIFIED', pod);
  }

  /** Of an image for several platforms the node's one runs. */
  private choosePlatform(pod: SimulatedPod): void {
    const { architecture = 'amd64' } = this.node.pool;
    for (const container of pod.containers) {
      const { template } = container;
      const image = imageFor(template.image, architecture);
      if (image !== template.image) container.template = { ...template, image };
    }
  }

  private startContainer(pod: SimulatedPod, index: number): void {
    const container = pod.containers[index];
    if (!container) {
      this.allStarted(pod);
      return;
    }
    if (!container.template.init && pod.initializedAtMs === undefined) {
      pod.initializedAtMs = this.nowMs;
    }
    this.ensureImage(pod, container, FIRST_BACK_OFF_MS, () =>
      this.run(pod, container, index),
    );
  }

  private ensureImage(
    pod: SimulatedPod,
    container: ContainerState,
    backOffMs: number,
    onPresent: () => void,
  ): void {
    const { image, policy } = container.template;
    const { puller, kubernetesMinor } = this.options;
    const { images } = this.node;
    if (policy === 'IfNotPresent' && images.find(image.reference)) {
      const message = text.presentMessage(image, kubernetesMinor);
      this.say(pod, container, { type: 'Normal', reason: 'Pulled', message });
      onPresent();
      return;
    }
    this.say(pod, container, {
      type: 'Normal',
      reason: 'Pulling',
      message: text.pullingMessage(image),
    });
    puller.pull(image, result => {
      this.collectGarbageSoon();
      if (pod.deletedAtMs !== undefined) return;
      if (result.failure) {
        this.pullFailed(pod, container, backOffMs, result.failure, onPresent);
      } else {
        this.sayPulled(pod, container, result);
        onPresent();
      }
    });
  }

  /** The kubelet looks at the disk every five minutes. */
  private collectGarbageSoon(): void {
    const { images } = this.node;
    if (this.garbagePlanned || !images.full) return;
    this.garbagePlanned = true;
    this.options.timeline.after(this.options.random.between(0, 300_000), () => {
      this.garbagePlanned = false;
      images.collectGarbage();
    });
  }

  private sayPulled(
    pod: SimulatedPod,
    container: ContainerState,
    result: PullResult,
  ): void {
    const { requestedAtMs, startedAtMs, finishedAtMs } = result;
    this.say(pod, container, {
      type: 'Normal',
      reason: 'Pulled',
      message: text.pulledMessage(container.template.image, {
        pullMs: finishedAtMs - startedAtMs,
        waitMs: finishedAtMs - requestedAtMs,
      }),
    });
  }

  private pullFailed(
    pod: SimulatedPod,
    container: ContainerState,
    backOffMs: number,
    failure: PullFailure,
    onPresent: () => void,
  ): void {
    const { image } = container.template;
    const cause = text.failureText(image, failure);
    container.waiting = { reason: 'ErrImagePull', message: cause };
    this.sayFailed(pod, container, text.failedMessage(image, failure));
    this.sayFailed(pod, container, 'Error: ErrImagePull');
    this.changed(pod);
    this.backOff(pod, container, {
      untilMs: this.nowMs + backOffMs,
      cause,
      retry: () =>
        this.ensureImage(
          pod,
          container,
          Math.min(2 * backOffMs, LONGEST_BACK_OFF_MS),
          onPresent,
        ),
    });
  }

  private backOff(
    pod: SimulatedPod,
    container: ContainerState,
    wait: { untilMs: number; cause: string; retry: () => void },
  ): void {
    const resyncMs = this.options.random.around(RESYNC_MS, 0.1);
    this.later(pod, resyncMs, () => {
      if (this.nowMs >= wait.untilMs) {
        wait.retry();
        return;
      }
      const message = text.backOffMessage(container.template.image);
      this.say(pod, container, { type: 'Normal', reason: 'BackOff', message });
      this.sayFailed(pod, container, 'Error: ImagePullBackOff');
      if (container.waiting?.reason !== 'ImagePullBackOff') {
        container.waiting = {
          reason: 'ImagePullBackOff',
          message: `${message}: ErrImagePull: ${wait.cause}`,
        };
        this.changed(pod);
      }
      this.backOff(pod, container, wait);
    });
  }

  private run(pod: SimulatedPod, container: ContainerState, index: number) {
    const { random } = this.options;
    this.later(pod, random.around(120, 0.4), () => {
      this.started(container, this.nowMs);
      const { name, init } = container.template;
      const newWording = this.options.kubernetesMinor >= 35;
      this.say(pod, container, {
        type: 'Normal',
        reason: 'Created',
        message: newWording
          ? 'Container created'
          : `Created container: ${name}`,
      });
      this.say(pod, container, {
        type: 'Normal',
        reason: 'Started',
        message: newWording ? 'Container started' : `Started container ${name}`,
      });
      if (!init) {
        this.startContainer(pod, index + 1);
        return;
      }
      this.later(pod, random.around(1_500, 0.3), () => {
        this.ended(container, this.nowMs);
        this.startContainer(pod, index + 1);
      });
    });
  }

  private allStarted(pod: SimulatedPod): void {
    const { random, onReady, onFinished } = this.options;
    const { startSeconds, runSeconds } = pod.template;
    this.changed(pod);
    this.later(pod, random.around(startSeconds * 1000, 0.15), () => {
      pod.readyAtMs = this.nowMs;
      this.changed(pod);
      onReady(pod);
    });
    if (runSeconds !== undefined) {
      const runMs =
        startSeconds * 2_000 + random.around(runSeconds * 1000, 0.3);
      this.later(pod, runMs, () => {
        for (const container of pod.containers) {
          if (isRunning(container)) this.ended(container, this.nowMs);
        }
        pod.finishedAtMs = this.nowMs;
        this.changed(pod);
        onFinished(pod);
      });
    }
  }

  private started(container: ContainerState, atMs: number): void {
    container.waiting = undefined;
    container.startedAtMs = atMs;
    this.node.images.use(container.template.image, atMs);
  }

  private ended(container: ContainerState, atMs: number): void {
    container.finishedAtMs = atMs;
    this.node.images.release(container.template.image, atMs);
  }

  private sayFailed(
    pod: SimulatedPod,
    container: ContainerState,
    message: string,
  ): void {
    this.say(pod, container, { type: 'Warning', reason: 'Failed', message });
  }

  private say(
    pod: SimulatedPod,
    { template }: ContainerState,
    saying: Pick<Saying, 'type' | 'reason' | 'message'>,
  ): void {
    const list = template.init ? 'initContainers' : 'containers';
    this.options.events.ofPod(pod, {
      ...saying,
      component: 'kubelet',
      host: this.node.name,
      fieldPath: `spec.${list}{${template.name}}`,
    });
  }
}

function isRunning(container: ContainerState): boolean {
  return (
    container.startedAtMs !== undefined && container.finishedAtMs === undefined
  );
}
