import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeImages, RunningImage } from '../../store/ImageStore';
import { NodeDescription } from '../../store/NodeStore';
import { PullBatch } from '../../store/PullStore';
import { ServiceIndex } from '../services/ServiceIndex';
import { component } from '../../__testUtils__/seeds';
import { ClusterPush } from './ClusterPush';
import { logRecordReader } from './logRecords';
import { objectFields } from './objectFields';
import { PushMemory } from './PushMemory';

/** What the OpenTelemetry Collector 0.111 sent of a Kubernetes 1.34 cluster, some records of each kind. */
const bytes = readFileSync(join(__dirname, '__fixtures__', 'k8sobjects.json'));

describe('What the collector really sends', () => {
  let batch: PullBatch;
  let push: ClusterPush;

  beforeAll(async () => {
    const memory = PushMemory.create();
    push = ClusterPush.create({
      cluster: 'pushed',
      memory: memory.of('pushed'),
      store: {
        findWorkloadsOfPods: async () => new Map(),
        findWorkloads: async () => [],
      },
      services: ServiceIndex.create({ entities: [component('checkout')] }),
      nowMs: Date.UTC(2026, 10, 22, 7, 40),
    });
    const reader = logRecordReader({ bytes, wanted: objectFields });
    for (const record of reader.records()) push.add(record, reader.path);
    batch = await push.batch();
  });

  it('tells what nodes are', async () => {
    const described: NodeDescription[] = [];
    await push.nodes.store({
      saveNodeDescriptions: async ({ nodes }) => {
        described.push(...nodes);
      },
      addNodeIncidents: async () => {
        throw new Error('No disk is full');
      },
    });
    expect(described).toEqual([
      expect.objectContaining({
        name: 'node-1',
        nodePool: 'userpool',
        addresses: [expect.stringMatching(/^10\./)],
        kubeletVersion: 'v1.34.4',
        containerRuntime: 'containerd://2.1.9',
        createdAtMs: expect.any(Number),
      }),
    ]);
  });

  it('is read without a problem', () => {
    expect(push.problems.list()).toEqual([]);
    expect(push.problems.rejected).toBe(0);
  });

  it('tells one pull, although it comes of both API groups', () => {
    const pulled = batch.pulls.filter(({ outcome }) => outcome !== 'failed');
    expect(pulled).toEqual([
      {
        eventUid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        occurrence: 1,
        workload: {
          cluster: 'pushed',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'checkout',
        },
        podName: 'checkout-b9f75d475-znzpq',
        podUid: expect.any(String),
        container: 'web',
        containerKind: 'container',
        node: 'node-1',
        nodePool: 'userpool',
        image: '127.0.0.1:5000/web:1',
        outcome: 'present',
        waitSeconds: 0,
        finishedAtMs: Date.UTC(2026, 10, 22, 7, 33, 37),
        message: expect.stringContaining('already present on machine'),
      },
    ]);
  });

  it('tells each failure of an event that happened again', () => {
    const failed = batch.pulls.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ occurrence }) => occurrence)).toEqual([1, 2, 3, 4]);
    expect(failed[0]).toMatchObject({
      podName: 'db-0',
      cause: 'not-found',
      image: '127.0.0.1:5000/none:1',
    });
  });

  it('tells the start of the pod, and the services of the workloads', () => {
    expect(batch.podStarts).toEqual([
      expect.objectContaining({
        podName: 'checkout-b9f75d475-znzpq',
        nodePool: 'userpool',
        scheduledAtMs: expect.any(Number),
        readyAtMs: expect.any(Number),
      }),
    ]);
    expect(batch.workloads).toContainEqual(
      expect.objectContaining({
        kind: 'Deployment',
        name: 'checkout',
        labels: { app: 'checkout', 'backstage.io/kubernetes-id': 'checkout' },
        entityRefs: ['component:default/checkout'],
      }),
    );
  });

  it('tells which image runs, and what the node holds', async () => {
    const addRunning = jest.fn<Promise<void>, [{ images: RunningImage[] }]>();
    const saveNodes = jest.fn<Promise<void>, [{ nodes: NodeImages[] }]>();
    await push.images.store({ addRunning, saveNodes });
    const [[{ images }]] = addRunning.mock.calls;
    expect(images).toEqual([
      {
        workload: {
          cluster: 'pushed',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'checkout',
        },
        container: 'web',
        containerKind: 'container',
        reference: '127.0.0.1:5000/web:1',
        image: {
          registry: '127.0.0.1:5000',
          name: 'web',
          digest:
            'sha256:f888eeca59c5164b87549cf076c76a47b5fcf787dbfd99aa3f43acf9442816d0',
        },
        node: 'node-1',
        platform: { os: 'linux', architecture: 'amd64' },
        sinceMs: Date.UTC(2026, 10, 22, 7, 33, 37),
        seenMs: expect.any(Number),
      },
    ]);
    const [[{ nodes }]] = saveNodes.mock.calls;
    expect(nodes).toMatchObject([{ name: 'node-1', complete: true }]);
    expect(nodes[0].images.map(({ digest }) => digest)).toContain(
      images[0].image?.digest,
    );
  });

  it('shows when the cluster was observed, and how late', () => {
    const report = push.report(Date.UTC(2026, 10, 22, 7, 34));
    expect(report.observed).toHaveLength(1);
    expect(report.lagSeconds).toBe(23);
  });
});
