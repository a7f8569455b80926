import {
  SimulatedJob,
  SimulatedReplicaSet,
  SimulatedWorkload,
} from '../../simulation/objects';
import {
  KubernetesObject,
  metadataOf,
  ownerReferences,
  timeText,
  timeTextOf,
} from './json';
import { renderPodSpec } from './podSpec';

type Labels = Readonly<Record<string, string>>;

function podTemplate(
  template: SimulatedWorkload['template'],
  labels: Labels,
): object {
  return { metadata: { labels }, spec: renderPodSpec(template) };
}

function selectorOf(labels: Labels): object {
  return { matchLabels: { app: labels.app } };
}

/** A Deployment, StatefulSet, DaemonSet or CronJob. */
export function renderWorkload(workload: SimulatedWorkload): KubernetesObject {
  const { kind, generation, labels, template } = workload;
  const metadata = { ...metadataOf(workload), generation };
  if (kind === 'CronJob') {
    const { everyMinutes, lastScheduledAtMs } = workload;
    return {
      apiVersion: 'batch/v1',
      kind,
      metadata,
      spec: {
        schedule: `*/${everyMinutes} * * * *`,
        concurrencyPolicy: 'Allow',
        suspend: false,
        jobTemplate: { spec: { template: podTemplate(template, labels) } },
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      },
      status: { lastScheduleTime: timeTextOf(lastScheduledAtMs) },
    };
  }
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata,
    spec: {
      ...(kind !== 'DaemonSet' && { replicas: workload.desired }),
      selector: selectorOf(labels),
      template: podTemplate(template, labels),
    },
    status: statusOf(workload),
  };
}

function statusOf(workload: SimulatedWorkload): object {
  const { kind, generation, desired, pods, updated, ready } = workload;
  if (kind === 'DaemonSet') {
    return {
      observedGeneration: generation,
      desiredNumberScheduled: desired,
      currentNumberScheduled: pods,
      updatedNumberScheduled: updated,
      numberReady: ready,
      numberAvailable: ready,
      numberMisscheduled: 0,
    };
  }
  return {
    observedGeneration: generation,
    replicas: pods,
    updatedReplicas: updated,
    readyReplicas: ready,
    availableReplicas: ready,
  };
}

export function renderReplicaSet(set: SimulatedReplicaSet): KubernetesObject {
  const { labels, owner, template, desired, pods, ready } = set;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...metadataOf(set),
      annotations: {
        'deployment.kubernetes.io/revision': `${set.deploymentRevision}`,
      },
      ownerReferences: ownerReferences(owner),
    },
    spec: {
      replicas: desired,
      selector: selectorOf(labels),
      template: podTemplate(template, labels),
    },
    status: {
      observedGeneration: 1,
      replicas: pods,
      fullyLabeledReplicas: pods,
      readyReplicas: ready,
      availableReplicas: ready,
    },
  };
}

export function renderJob(job: SimulatedJob): KubernetesObject {
  const { labels, owner, template, finishedAtMs } = job;
  const finished = finishedAtMs !== undefined;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadataOf(job), ownerReferences: ownerReferences(owner) },
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      template: podTemplate(template, labels),
    },
    status: {
      startTime: timeText(job.createdAtMs),
      completionTime: timeTextOf(finishedAtMs),
      active: finished ? undefined : 1,
      succeeded: finished ? 1 : undefined,
    },
  };
}
