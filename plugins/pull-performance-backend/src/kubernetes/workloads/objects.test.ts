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
          pullPolicy: 'IfNotPresent',
        },
      ],
      createdAtMs: Date.UTC(2026, 10, 22, 2, 48, 51),
      settings: expect.stringContaining('"serviceAccount":"default"'),
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
    expect(node.description).toEqual({
      name: 'node-1',
      nodePool: 'userpool',
      instanceType: 'Standard_D4s_v3',
      addresses: ['10.88.0.1'],
      kubeletVersion: 'v1.34.4',
      containerRuntime: 'containerd://2.1.9',
      createdAtMs: Date.UTC(2026, 10, 22, 2, 46, 46),
      labels: {
        'kubernetes.azure.com/agentpool': 'userpool',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': 'node-1',
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'Standard_D4s_v3',
        'topology.kubernetes.io/zone': 'westeurope-1',
      },
    });
    expect(node.diskPressure).toBeUndefined();
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
    const raw = { metadata: { namespace: 'a', name: 'a', labels } };
    expect(readOwnedObject(raw).labels).toEqual({
      good: '1',
      constructor: 'c',
    });
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`l${i}`, 'v']),
    );
    const metadata = { namespace: 'a', name: 'a', labels: many };
    expect(Object.keys(readOwnedObject({ metadata }).labels)).toHaveLength(64);
  });

  it('finds the labels of interest of a node among hundreds of others', () => {
    const others = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`a.example/feature-${i}`, 'v']),
    );
    const known = {
      'karpenter.azure.com/sku-name': 'Standard_D4s_v3',
      'karpenter.sh/nodepool': 'default',
      'kubernetes.azure.com/mode': 'user',
    };
    const labels = {
      ...others,
      ...known,
      'karpenter.evil/../x': 'v',
      karpenter: 'v',
    };
    expect(
      readNode({ metadata: { name: 'a', labels } }).description,
    ).toMatchObject({ labels: known, nodePool: 'default' });
  });

  it('takes of a node what is well-formed, and leaves the rest unknown', () => {
    const providerId =
      'azure:///subscriptions/0/resourceGroups/MC_a/providers/Microsoft.Compute/virtualMachineScaleSets/aks-a-vmss/virtualMachines/0';
    const addresses = Array.from({ length: 1000 }, (_, index) => ({
      type: 'InternalIP',
      address: `10.0.0.${index % 256}`,
    }));
    const read = (spec: unknown, status: unknown) =>
      readNode({ metadata: { name: 'a', creationTimestamp: 7 }, spec, status });
    expect(
      read(
        { providerID: providerId },
        { addresses, conditions: [{ type: 'DiskPressure', status: 'True' }] },
      ),
    ).toMatchObject({
      description: { providerId, addresses: expect.any(Array) },
      diskPressure: {},
    });
    const odd = read(
      { providerID: 'x'.repeat(513) },
      {
        addresses: [
          { type: 'InternalIP', address: 'db.example' },
          { type: 'InternalIP', address: 7 },
          { type: 'Hostname', address: '10.0.0.1' },
          { type: 'InternalIP', address: 'fd00::1' },
          null,
        ],
        conditions: [{ type: 'DiskPressure', status: 'Unknown' }, 7],
        nodeInfo: { kubeletVersion: `v1\u0000\u202e${'1'.repeat(200)}` },
      },
    );
    expect(odd.description).toEqual({
      name: 'a',
      addresses: ['fd00::1'],
      labels: {},
    });
    expect(odd.diskPressure).toBeUndefined();
    expect(read('x', []).description).toEqual({
      name: 'a',
      addresses: [],
      labels: {},
    });
    expect(
      read({}, { addresses }).description.addresses.length,
    ).toBeLessThanOrEqual(8);
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
