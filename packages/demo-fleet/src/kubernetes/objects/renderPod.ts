import { ContainerState, SimulatedPod } from '../../simulation/objects';
import {
  KubernetesObject,
  metadataOf,
  ownerReferences,
  timeText,
  timeTextOf,
} from './json';
import { renderPodSpec } from './podSpec';

/** containerd names containers by 64 hexadecimal digits. */
function idOf(pod: SimulatedPod, container: ContainerState): string {
  const hex = pod.uid.replace(/-/g, '');
  const index = pod.containers.indexOf(container).toString(16);
  return `containerd://${hex}${index}${hex.slice(1)}`;
}

function stateOf(container: ContainerState, id: string): object {
  const { waiting, startedAtMs, finishedAtMs } = container;
  if (finishedAtMs !== undefined) {
    return {
      terminated: {
        exitCode: 0,
        reason: 'Completed',
        startedAt: timeTextOf(startedAtMs),
        finishedAt: timeText(finishedAtMs),
        containerID: id,
      },
    };
  }
  return startedAtMs === undefined
    ? { waiting }
    : { running: { startedAt: timeText(startedAtMs) } };
}

function renderStatus(
  pod: SimulatedPod,
  container: ContainerState,
  ready: boolean,
): object {
  const id = idOf(pod, container);
  const { name, image } = container.template;
  const started = container.startedAtMs !== undefined;
  return {
    name,
    state: stateOf(container, id),
    lastState: {},
    ready,
    restartCount: 0,
    image: image.reference,
    imageID: started ? `${image.repository}@${image.digest}` : '',
    containerID: started ? id : undefined,
    started: started && container.finishedAtMs === undefined,
  };
}

function phaseOf(pod: SimulatedPod): string {
  if (pod.finishedAtMs !== undefined) return 'Succeeded';
  const main = pod.containers.filter(({ template }) => !template.init);
  return main.every(({ startedAtMs }) => startedAtMs !== undefined)
    ? 'Running'
    : 'Pending';
}

function conditionsOf(pod: SimulatedPod): object[] {
  const condition = (
    type: string,
    sinceMs: number | undefined,
    notBeforeMs: number | undefined,
    reason?: string,
  ) => ({
    type,
    status: sinceMs === undefined ? 'False' : 'True',
    lastProbeTime: null,
    lastTransitionTime: timeTextOf(sinceMs ?? notBeforeMs),
    ...(sinceMs === undefined && reason && { reason }),
  });
  const scheduled = condition(
    'PodScheduled',
    pod.scheduledAtMs,
    pod.createdAtMs,
    'Unschedulable',
  );
  if (pod.acknowledgedAtMs === undefined) return [scheduled];
  const notedAtMs = pod.acknowledgedAtMs;
  const ended = pod.finishedAtMs !== undefined;
  const readyAtMs = ended ? undefined : pod.readyAtMs;
  const since = pod.finishedAtMs ?? notedAtMs;
  const reason = ended ? 'PodCompleted' : 'ContainersNotReady';
  return [
    condition('PodReadyToStartContainers', pod.sandboxAtMs, notedAtMs),
    condition(
      'Initialized',
      pod.initializedAtMs,
      notedAtMs,
      'ContainersNotInitialized',
    ),
    condition('Ready', readyAtMs, since, reason),
    condition('ContainersReady', readyAtMs, since, reason),
    scheduled,
  ];
}

/** A Pod with the conditions and container states it has now. */
export function renderPod(pod: SimulatedPod): KubernetesObject {
  const running = pod.readyAtMs !== undefined && pod.finishedAtMs === undefined;
  const statuses = (init: boolean) =>
    pod.containers
      .filter(({ template }) => template.init === init)
      .map(container =>
        renderStatus(
          pod,
          container,
          init ? container.finishedAtMs !== undefined : running,
        ),
      );
  const inits = statuses(true);
  const known = pod.acknowledgedAtMs !== undefined;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadataOf(pod),
      generateName: pod.generateName,
      deletionTimestamp: timeTextOf(
        pod.deletedAtMs && pod.deletedAtMs + 30_000,
      ),
      deletionGracePeriodSeconds: pod.deletedAtMs && 30,
      ownerReferences: ownerReferences(pod.owner),
    },
    spec: renderPodSpec(pod.template, {
      nodeName: pod.node?.name,
      isDaemon: pod.owner.kind === 'DaemonSet',
    }),
    status: {
      phase: phaseOf(pod),
      conditions: pod.scheduledAtMs === undefined ? [] : conditionsOf(pod),
      hostIP: known ? pod.node?.ip : undefined,
      podIP: pod.sandboxAtMs === undefined ? undefined : pod.ip,
      startTime: timeTextOf(pod.acknowledgedAtMs),
      initContainerStatuses: known && inits.length > 0 ? inits : undefined,
      containerStatuses: known ? statuses(false) : undefined,
      qosClass: 'Burstable',
    },
  };
}
