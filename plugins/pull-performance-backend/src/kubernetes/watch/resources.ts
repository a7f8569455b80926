import { WatchedResource } from './types';

function podEvents(reason: 'Pulled' | 'Failed' | 'BackOff'): WatchedResource {
  return {
    title: `events with reason ${reason}`,
    path: '/api/v1/events',
    group: '',
    resource: 'events',
    fieldSelector: `reason=${reason},involvedObject.kind=Pod`,
    serverBookmarks: false,
  };
}

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

/** The kubelet's events about images, one watch per reason: field selectors know no "or". */
export const pulledEvents = podEvents('Pulled');
export const failedEvents = podEvents('Failed');
export const backOffEvents = podEvents('BackOff');

/** Whole pods: their conditions and container states are needed, not only their metadata. */
export const pods: WatchedResource = {
  title: 'pods',
  path: '/api/v1/pods',
  group: '',
  resource: 'pods',
  serverBookmarks: true,
};

/** Only labels and the creation time are needed: they tell pool and instance type. */
export const nodes: WatchedResource = {
  title: 'nodes',
  path: '/api/v1/nodes',
  group: '',
  resource: 'nodes',
  metadataOnly: true,
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
  pulledEvents,
  failedEvents,
  backOffEvents,
  pods,
  nodes,
  deployments,
  replicaSets,
  statefulSets,
  daemonSets,
  jobs,
  cronJobs,
];
