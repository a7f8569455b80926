import { WorkloadKey } from '../../store/PullStore';
import { ServiceIndex } from '../services/ServiceIndex';
import { OwnedObject, PodObject } from '../workloads/objects';
import { PodIndex } from '../workloads/PodIndex';
import { WorkloadIndex } from '../workloads/WorkloadIndex';
import { WorkloadFinder } from './WorkloadFinder';

const namespace = 'shop';
const cluster = 'one';
const deployment: OwnedObject = {
  namespace,
  name: 'web',
  labels: { app: 'web' },
};
const replicaSet: OwnedObject = {
  namespace,
  name: 'web-7d9f8b6c5',
  labels: {},
  owner: { kind: 'Deployment', name: 'web' },
};
const key: WorkloadKey = {
  cluster,
  namespace,
  kind: 'Deployment',
  name: 'web',
};
const entityRef = 'component:default/web';

function podOf(
  uid: string,
  labels: Record<string, string> = { tier: 'front' },
): PodObject {
  return {
    uid,
    namespace,
    name: `web-7d9f8b6c5-${uid}`,
    labels,
    owner: { kind: 'ReplicaSet', name: replicaSet.name },
    containers: [],
    ready: false,
    restarts: 0,
  };
}

function refOf({ uid, name }: PodObject) {
  return { namespace, podName: name, podUid: uid };
}

function indexOf(selector: string): ServiceIndex {
  const annotations = { 'backstage.io/kubernetes-label-selector': selector };
  return ServiceIndex.create({
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'web', annotations },
      },
    ],
  });
}

describe('WorkloadFinder', () => {
  function create(
    options: {
      podWaitMs?: number;
      selector?: string;
      stored?: WorkloadKey;
      signal?: AbortSignal;
    } = {},
  ) {
    const { podWaitMs = 0, selector = 'tier=front', stored } = options;
    const pods = PodIndex.create();
    const workloads = WorkloadIndex.create();
    workloads.sinkOf('Deployment').upsert(deployment);
    workloads.sinkOf('ReplicaSet').upsert(replicaSet);
    const services: { index: ServiceIndex | undefined } = {
      index: indexOf(selector),
    };
    const store = {
      findWorkloadsOfPods: jest.fn(
        async ({ podUids }: { podUids: string[] }) =>
          new Map(stored ? podUids.map(podUid => [podUid, stored]) : []),
      ),
    };
    const finder = WorkloadFinder.create({
      cluster,
      pods,
      workloads,
      store,
      services,
      podWaitMs,
      signal: options.signal ?? new AbortController().signal,
    });
    return { finder, pods, workloads, services, store };
  }

  it('tells a known pod with the labels of pod and workload, and their services', async () => {
    const { finder, pods, store } = create();
    const pod = podOf('x7k2p');
    pods.upsert(pod);
    expect(await finder.find(refOf(pod))).toEqual({
      key,
      record: {
        ...key,
        labels: { app: 'web', tier: 'front' },
        entityRefs: [entityRef],
      },
      pod,
    });
    pods.remove(pod);
    expect((await finder.find(refOf(pod))).record?.entityRefs).toEqual([
      entityRef,
    ]);
    expect(store.findWorkloadsOfPods).not.toHaveBeenCalled();
  });

  it('waits for a pod and its workload, but for nothing that cannot come', async () => {
    const { finder, pods, workloads } = create({ podWaitMs: 3_600_000 });
    const jobs = workloads.sinkOf('Job');
    jobs.listing?.();
    jobs.listed?.('1');
    const pod = { ...podOf('x7k2p'), owner: { kind: 'Job', name: 'once' } };
    pods.upsert(pod);
    let found = false;
    const finding = finder.find(refOf(pod)).then(result => {
      found = true;
      return result;
    });
    await new Promise(resolve => setImmediate(resolve));
    expect(found).toBe(false);
    jobs.upsert({ namespace, name: 'once', labels: { job: 'once' } });
    expect((await finding).record?.labels).toEqual({
      job: 'once',
      tier: 'front',
    });
  });

  it('waits for no pod that it would have been told of', async () => {
    const { finder, pods } = create({ podWaitMs: 3_600_000 });
    pods.listing();
    pods.listed('100');
    const ref = { ...refOf(podOf('x7k2p')), podVersion: 99 };
    expect(await finder.find(ref)).toEqual({ key });
  });

  it('resolves a pod anew when its workloads or the services change', async () => {
    const { finder, pods, workloads, services } = create();
    const pod = podOf('x7k2p');
    pods.upsert(pod);
    const [before, again] = [
      finder.findNow(refOf(pod)),
      finder.findNow(refOf(pod)),
    ];
    expect(again).toBe(before);
    workloads
      .sinkOf('Deployment')
      .upsert({ ...deployment, labels: { app: 'renamed' } });
    expect(finder.findNow(refOf(pod))?.record?.labels).toMatchObject({
      app: 'renamed',
    });
    services.index = indexOf('tier=none');
    expect(finder.findNow(refOf(pod))?.record?.entityRefs).toEqual([]);
  });

  it('waits no longer when it is told to end', async () => {
    const stop = new AbortController();
    const { finder } = create({ podWaitMs: 3_600_000, signal: stop.signal });
    const finding = finder.find(refOf(podOf('x7k2p')));
    stop.abort();
    expect((await finding).key).toEqual(key);
  });

  it('asks the store about a pod that is gone, once, and leaves what is stored of its workload', async () => {
    const stored = { ...key, name: 'as-stored' };
    const { finder, store } = create({ stored });
    const refs = ['x7k2p', 'bcdfg'].map(name => refOf(podOf(name)));
    expect(finder.findNow(refs[0])).toBeUndefined();
    expect(await Promise.all(refs.map(ref => finder.find(ref)))).toEqual([
      { key: stored },
      { key: stored },
    ]);
    expect(await finder.find(refs[0])).toEqual({ key: stored });
    expect(finder.findNow(refs[0])).toEqual({ key: stored });
    expect(store.findWorkloadsOfPods.mock.calls).toEqual([
      [{ cluster, podUids: ['x7k2p', 'bcdfg'] }],
    ]);
  });

  it('knows the workload of a gone pod by its name, with the labels of its other pods', async () => {
    const { finder, pods } = create();
    expect(await finder.find(refOf(podOf('bcdfg')))).toEqual({ key });
    pods.upsert(podOf('x7k2p'));
    finder.remember(podOf('x7k2p'));
    expect((await finder.find(refOf(podOf('hjklm')))).record).toEqual({
      ...key,
      labels: { app: 'web', tier: 'front' },
      entityRefs: [entityRef],
    });
  });

  it('tells the labels of the workload alone only where they lead to a service', async () => {
    const { finder } = create({ selector: 'app=web' });
    expect((await finder.find(refOf(podOf('bcdfg')))).record).toEqual({
      ...key,
      labels: { app: 'web' },
      entityRefs: [entityRef],
    });
  });

  it('says nothing of services before the catalog was read', async () => {
    const { finder, pods, services } = create();
    services.index = undefined;
    const pod = podOf('x7k2p');
    pods.upsert(pod);
    expect(await finder.find(refOf(pod))).toEqual({ key, pod });
  });
});
