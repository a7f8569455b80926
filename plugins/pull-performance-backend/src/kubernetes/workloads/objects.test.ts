import fc from 'fast-check';
import deployments from '../__fixtures__/deployments.json';
import nodes from '../__fixtures__/nodes.json';
import pods from '../__fixtures__/pods.json';
import { nodePoolOf } from './nodePool';
import { lengthOfPod, readNode, readOwnedObject, readPod } from './objects';

function podNamed(name: string): unknown {
  return pods.items.find(pod => pod.metadata.name === name);
}

describe('objects of a real cluster', () => {
  it('keeps what is needed of a pod', () => {
    expect(readPod(podNamed('checkout-58d8d95545-j4zm8'))).toEqual({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      namespace: 'shop',
      name: 'checkout-58d8d95545-j4zm8',
      labels: { app: 'checkout', 'pod-template-hash': '58d8d95545' },
      owner: { kind: 'ReplicaSet', name: 'checkout-58d8d95545' },
      version: 557,
      node: 'node-2',
      containers: [
        {
          name: 'web',
          kind: 'container',
          image: '127.0.0.1:5000/web:1',
          held: {
            registry: '127.0.0.1:5000',
            name: 'web',
            digest:
              'sha256:32bd247cc20cf748f65203d9297bfc73d61dbae0f0b40dba033bc45a287d3484',
          },
          startedAtMs: Date.UTC(2026, 10, 22, 2, 48, 56),
        },
      ],
      scheduledAtMs: Date.UTC(2026, 10, 22, 2, 48, 51),
      acknowledgedAtMs: Date.UTC(2026, 10, 22, 2, 48, 51),
      ready: true,
      readyChangedAtMs: Date.UTC(2026, 10, 22, 2, 48, 56),
      restarts: 0,
    });
  });

  it('knows the images of init and ephemeral containers and of volumes', () => {
    const kinds = ['with-init', 'warm-present', 'volume'].map(name =>
      readPod(podNamed(name)).containers.map(
        ({ kind, name: container, image }) => `${kind}:${container} ${image}`,
      ),
    );
    expect(kinds).toEqual([
      [
        'container:main 127.0.0.1:5000/web:1',
        'init:setup 127.0.0.1:5000/init:1',
      ],
      [
        'container:main 127.0.0.1:5000/web:1',
        'ephemeral:look 127.0.0.1:5000/debug:1',
      ],
      ['container:main 127.0.0.1:5000/pause:1', 'volume: 127.0.0.1:5000/vol:1'],
    ]);
  });

  it('keeps what is needed of workloads and nodes', () => {
    expect(readOwnedObject(deployments.items[0])).toEqual({
      namespace: 'shop',
      name: 'checkout',
      labels: { app: 'checkout', 'backstage.io/kubernetes-id': 'checkout' },
      owner: undefined,
    });
    const node = readNode(nodes.items[0]);
    expect([node.name, nodePoolOf(node.labels)]).toEqual([
      'node-1',
      'userpool',
    ]);
    expect(node.platform).toEqual({ os: 'linux', architecture: 'amd64' });
    expect(node.complete).toBe(true);
    expect(node.images).toHaveLength(nodes.items[0].status.images.length);
    expect(node.images[0]).toEqual({
      registry: '127.0.0.1:5000',
      name: 'q1',
      digest:
        'sha256:433dce7e119aaca94f8d0e8985389c43655baff80f4d8caaf8161d2d692ea994',
      kubeletBytes: 32547842,
    });
  });
});

describe('hostile objects', () => {
  it('takes of image lists what is a digest, and bounds them', () => {
    const hex = (index: number) => index.toString(16).padStart(64, '0');
    const listed = (images: unknown) =>
      readNode({ metadata: { name: 'a' }, status: { images } });
    expect(
      listed([
        { names: ['x.example/a@sha256:short', 7, null], sizeBytes: 1 },
        { names: 'x', sizeBytes: 1 },
        { names: [`x.example/a@sha256:${hex(1)}`], sizeBytes: -1 },
        null,
      ]),
    ).toMatchObject({
      images: [{ digest: `sha256:${hex(1)}`, kubeletBytes: undefined }],
      complete: true,
    });
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      names: [`x.example/a@sha256:${hex(index)}`],
    }));
    expect(listed(many).images).toHaveLength(500);
    expect(listed(many).complete).toBe(false);
    expect(listed('many')).toMatchObject({ images: [], complete: false });
  });

  it('drops labels that Kubernetes would not take, and bounds their number', () => {
    const labels = JSON.parse(
      `{"__proto__": "x", "good": "1", "bad key": "1", "long": "${'v'.repeat(
        64,
      )}", "number": 1, "constructor": "c"}`,
    );
    const raw = { metadata: { name: 'a', labels } };
    expect(readNode(raw).labels).toEqual({ good: '1', constructor: 'c' });
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`l${i}`, 'v']),
    );
    expect(
      Object.keys(readNode({ metadata: { name: 'a', labels: many } }).labels),
    ).toHaveLength(64);
  });

  it('keeps a few kB of an object, however large it is', () => {
    const long = (index: number) => `${index}`.padStart(253, 'x');
    const pod = readPod({
      metadata: {
        name: 'a',
        namespace: 'b',
        uid: 'c',
        labels: Object.fromEntries(
          Array.from({ length: 64 }, (_, i) => [long(i), 'v'.repeat(63)]),
        ),
      },
      spec: {
        containers: Array.from({ length: 5000 }, (_, i) => ({
          name: `c${i}`,
          image: 'i'.repeat(i === 0 ? 5 : 4000),
        })),
      },
    });
    expect(lengthOfPod(pod)).toBeGreaterThan(8000);
    expect(lengthOfPod(pod)).toBeLessThan(12_500);
    expect(pod.containers[0]).toEqual({
      name: 'c0',
      kind: 'container',
      image: 'iiiii',
    });
  });

  it('says what is missing, and survives everything else', () => {
    expect(() => readPod({ metadata: { name: 'a', namespace: 'b' } })).toThrow(
      'no usable uid',
    );
    fc.assert(
      fc.property(
        fc.anything(),
        fc.anything(),
        fc.anything(),
        (spec, status, labels) => {
          const metadata = {
            name: 'a',
            namespace: 'b',
            uid: 'c',
            labels,
            ownerReferences: labels,
          };
          expect(readPod({ metadata, spec, status })).toMatchObject({
            name: 'a',
            ready: false,
          });
        },
      ),
    );
  });
});

describe('nodePoolOf', () => {
  it.each([
    [{ 'kubernetes.azure.com/agentpool': 'aks', agentpool: 'old' }, 'aks'],
    [{ agentpool: 'old', 'node.kubernetes.io/instance-type': 't' }, 'old'],
    [{ 'eks.amazonaws.com/nodegroup': 'eks' }, 'eks'],
    [{ 'cloud.google.com/gke-nodepool': 'gke' }, 'gke'],
    [{ 'karpenter.sh/nodepool': 'karpenter' }, 'karpenter'],
    [
      { 'node.kubernetes.io/instance-type': 'm5.large', agentpool: '' },
      'm5.large',
    ],
    [{ 'kubernetes.io/hostname': 'node-1' }, undefined],
  ])('%j', (labels, pool) => {
    expect(nodePoolOf(labels)).toBe(pool);
  });
});
