import deployments from '../__fixtures__/deployments.json';
import pods from '../__fixtures__/pods.json';
import { OwnedObject, PodObject, readOwnedObject, readPod } from './objects';
import { resolveByName, resolveWorkload } from './resolveWorkload';
import { WorkloadIndex, WorkloadKind } from './WorkloadIndex';

const namespace = 'shop';

function objectOf(name: string, owner?: OwnedObject['owner']): OwnedObject {
  return { namespace, name, labels: { of: name }, owner };
}

function indexOf(objects: [WorkloadKind, OwnedObject][]): WorkloadIndex {
  const index = WorkloadIndex.create();
  for (const [kind, object] of objects) {
    index.sinkOf(kind).upsert(object);
  }
  return index;
}

function podOf(
  owner: PodObject['owner'],
  labels: PodObject['labels'] = {},
): PodObject {
  return {
    uid: 'pod-1',
    namespace,
    name: 'any',
    labels,
    owner,
    containers: [],
    ready: false,
    restarts: 0,
  };
}

const everything = indexOf([
  ['Deployment', objectOf('web')],
  [
    'ReplicaSet',
    objectOf('web-58d8d95545', { kind: 'Deployment', name: 'web' }),
  ],
  ['ReplicaSet', objectOf('bare-rs')],
  ['StatefulSet', objectOf('db')],
  ['DaemonSet', objectOf('agent')],
  ['CronJob', objectOf('report')],
  ['Job', objectOf('report-29000000', { kind: 'CronJob', name: 'report' })],
  ['Job', objectOf('once')],
]);

describe('resolveWorkload', () => {
  it("finds the Deployment of a real pod, with the labels of both, the pod's winning", () => {
    const pod = readPod(pods.items[0]);
    const index = indexOf([
      ['Deployment', readOwnedObject(deployments.items[0])],
      [
        'ReplicaSet',
        {
          ...objectOf('checkout-58d8d95545'),
          owner: { kind: 'Deployment', name: 'checkout' },
        },
      ],
    ]);
    expect(resolveWorkload(pod, index)).toEqual({
      namespace,
      kind: 'Deployment',
      name: 'checkout',
      labels: {
        app: 'checkout',
        'backstage.io/kubernetes-id': 'checkout',
      },
      settled: true,
    });
  });

  it.each([
    [
      'a Deployment',
      podOf({ kind: 'ReplicaSet', name: 'web-58d8d95545' }),
      'Deployment/web',
    ],
    [
      'a Deployment whose ReplicaSet is not known',
      podOf(
        { kind: 'ReplicaSet', name: 'web-7d' },
        { 'pod-template-hash': '7d' },
      ),
      'Deployment/web',
    ],
    [
      'a ReplicaSet of its own',
      podOf({ kind: 'ReplicaSet', name: 'bare-rs' }),
      'ReplicaSet/bare-rs',
    ],
    [
      'a ReplicaSet that is not known',
      podOf(
        { kind: 'ReplicaSet', name: 'rollout-7d' },
        { 'rollouts-pod-template-hash': '7d' },
      ),
      'ReplicaSet/rollout-7d',
    ],
    [
      'a CronJob',
      podOf({ kind: 'Job', name: 'report-29000000' }),
      'CronJob/report',
    ],
    [
      'a CronJob whose Job is gone',
      podOf({ kind: 'Job', name: 'report-29000060' }),
      'CronJob/report',
    ],
    ['a Job', podOf({ kind: 'Job', name: 'once' }), 'Job/once'],
    [
      'a Job with a date in its name',
      podOf({ kind: 'Job', name: 'import-20261122' }),
      'Job/import-20261122',
    ],
    [
      'a StatefulSet',
      podOf({ kind: 'StatefulSet', name: 'db' }),
      'StatefulSet/db',
    ],
    [
      'a DaemonSet',
      podOf({ kind: 'DaemonSet', name: 'agent' }),
      'DaemonSet/agent',
    ],
    ['something else', podOf({ kind: 'Workflow', name: 'w1' }), 'Workflow/w1'],
    ['the kubelet', podOf({ kind: 'Node', name: 'node-1' }), 'Pod/any'],
    ['nothing', podOf(undefined), 'Pod/any'],
  ])('knows a pod of %s', (_, pod, workload) => {
    const { kind, name } = resolveWorkload(pod, everything);
    expect(`${kind}/${name}`).toBe(workload);
  });

  it('leaves out labels that pass with a pod or a revision', () => {
    const labels = { app: 'x', 'job-name': 'x-1', 'controller-uid': 'u' };
    const labelsOf = (owner: PodObject['owner']) =>
      resolveWorkload(podOf(owner, labels), everything).labels;
    expect(labelsOf({ kind: 'Job', name: 'report-29000000' })).toEqual({
      of: 'report',
      app: 'x',
    });
    expect(labelsOf({ kind: 'Job', name: 'once' })).toEqual({
      of: 'once',
      app: 'x',
      'job-name': 'x-1',
    });
    expect(labelsOf(undefined)).toEqual(labels);
  });

  it('is settled when nothing more can be learned soon', () => {
    const index = WorkloadIndex.create();
    const pod = podOf({ kind: 'StatefulSet', name: 'db' });
    // The kind cannot be read, or not yet: waiting for one object does not help.
    expect(resolveWorkload(pod, index).settled).toBe(true);
    const sink = index.sinkOf('StatefulSet');
    sink.listing?.();
    sink.listed?.('1');
    expect(resolveWorkload(pod, index).settled).toBe(false);
    sink.upsert(objectOf('db'));
    expect(resolveWorkload(pod, index)).toMatchObject({
      settled: true,
      labels: { of: 'db' },
    });
  });
});

describe('resolveByName', () => {
  it.each([
    ['web-58d8d95545-j4zm8', 'Deployment/web'],
    ['web-7d9f8b6c5-j4zm8', 'Deployment/web'],
    ['bare-rs-j4zm8', 'ReplicaSet/bare-rs'],
    ['db-0', 'StatefulSet/db'],
    ['db-12', 'StatefulSet/db'],
    ['agent-x7k2p', 'DaemonSet/agent'],
    ['once-x7k2p', 'Job/once'],
    ['report-29000000-x7k2p', 'CronJob/report'],
    ['report-29000060-x7k2p', 'CronJob/report'],
    // Nothing by these names exists, or the suffix has letters that Kubernetes never generates.
    ['shop-58d8d95545-j4zm8', 'Pod/shop-58d8d95545-j4zm8'],
    ['agent-aeiou', 'Pod/agent-aeiou'],
    ['web-debug', 'Pod/web-debug'],
    ['db-x', 'Pod/db-x'],
    ['x', 'Pod/x'],
  ])('%s', (podName, workload) => {
    const { kind, name } = resolveByName(namespace, podName, everything);
    expect(`${kind}/${name}`).toBe(workload);
    expect(resolveByName('elsewhere', podName, everything).kind).toBe('Pod');
  });
});
