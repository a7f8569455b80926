import { WatchedResource } from './types';

/** What pods' events tell that is not about images: most of all events. Reasons of the kubelet, the scheduler and others. */
const otherReasons = [
  ...['Scheduled', 'FailedScheduling', 'Preempted', 'Nominated'],
  ...['TriggeredScaleUp', 'NotTriggerScaleUp', 'NodeNotReady'],
  ...['Pulling', 'Created', 'Started', 'Killing', 'Unhealthy', 'ProbeWarning'],
  ...['SandboxChanged', 'FailedCreatePodSandBox', 'FailedKillPod', 'Evicted'],
  ...['FailedMount', 'SuccessfulAttachVolume', 'FailedAttachVolume'],
  ...['TaintManagerEviction', 'DNSConfigForming', 'AddedInterface'],
];

function workload(
  group: 'apps' | 'batch',
  resource: string,
  title: string,
): WatchedResource {
  return {
    title,
    path: `/apis/${group}/v1/${resource}`,
    group,
    resource,
    metadataOnly: true,
    serverBookmarks: true,
  };
}

/**
 * The kubelet's events about images: `Pulled`, `Failed` and `BackOff`. Field selectors know no "or", so the others are left
 * out by name. One list and one watch for each reason would make the API server read and decode all events three times.
 */
export const podEvents: WatchedResource = {
  title: 'events about pods',
  path: '/api/v1/events',
  group: '',
  resource: 'events',
  fieldSelector: [
    'involvedObject.kind=Pod',
    ...otherReasons.map(reason => `reason!=${reason}`),
  ].join(','),
  // For each page the API server counts all events that are left.
  pageSize: 5_000,
  serverBookmarks: false,
};

/** What nodes' events of other components tell that is not about disks, and often: Karpenter's and the node controller's. */
const otherNodeReasons = [
  ...['DisruptionBlocked', 'Unconsolidatable', 'DisruptionTerminating'],
  ...['RegisteredNode', 'NodeNotReady', 'NodeReady', 'Starting'],
];

/** The kubelet's events about full disks. The API server keeps events of all kinds together, so this reads them a second time, but sends few. */
export const nodeEvents: WatchedResource = {
  title: 'events about nodes',
  path: '/api/v1/events',
  group: '',
  resource: 'events',
  fieldSelector: [
    'involvedObject.kind=Node',
    ...otherNodeReasons.map(reason => `reason!=${reason}`),
  ].join(','),
  pageSize: 5_000,
  serverBookmarks: false,
};

/** Whole pods: their conditions and container states are needed, not only their metadata. */
export const pods: WatchedResource = {
  title: 'pods',
  path: '/api/v1/pods',
  group: '',
  resource: 'pods',
  serverBookmarks: true,
};

/** Whole nodes: labels tell pool and instance type, the status which images are there and whether a disk is full. */
export const nodes: WatchedResource = {
  title: 'nodes',
  path: '/api/v1/nodes',
  group: '',
  resource: 'nodes',
  // Up to 40 kB each, most of it names of images: a page of 500 would be too large.
  pageSize: 100,
  serverBookmarks: true,
};

export const deployments = workload('apps', 'deployments', 'deployments');
export const replicaSets = workload('apps', 'replicasets', 'replica sets');
export const statefulSets = workload('apps', 'statefulsets', 'stateful sets');
export const daemonSets = workload('apps', 'daemonsets', 'daemon sets');
export const jobs = workload('batch', 'jobs', 'jobs');
export const cronJobs = workload('batch', 'cronjobs', 'cron jobs');

/** Everything that is read from a cluster. */
export const watchedResources: readonly WatchedResource[] = [
  podEvents,
  nodeEvents,
  pods,
  nodes,
  deployments,
  replicaSets,
  statefulSets,
  daemonSets,
  jobs,
  cronJobs,
];
