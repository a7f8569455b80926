import { TestDatabases } from '@backstage/backend-test-utils';
import nodes from '../__fixtures__/nodes.json';
import pods from '../__fixtures__/pods.json';
import * as resources from '../watch/resources';
import {
  checkoutRef,
  CollectorBench,
  PODS,
} from './__testUtils__/CollectorBench';
import { eventually } from './__testUtils__/eventually';

describe('images of a cluster', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let bench: CollectorBench;

  beforeEach(async () => {
    bench = await CollectorBench.create(databases);
  });
  afterEach(() => bench.close());

  const web =
    'sha256:32bd247cc20cf748f65203d9297bfc73d61dbae0f0b40dba033bc45a287d3484';
  const usesOfCheckout = () =>
    bench.stores.images.usesOf({ entityRef: checkoutRef, limit: 10 });

  const listNodes = () =>
    bench.stores.images.listNodes({ changedSinceMs: 0, limit: 10 });

  it('are stored as pods and nodes tell them, and end with them', async () => {
    bench.start();
    const [use] = await eventually(
      'the image of the deployment is stored',
      usesOfCheckout,
      uses => uses.length > 0,
    );
    expect(use).toMatchObject({
      workload: { cluster: 'test', kind: 'Deployment', name: 'checkout' },
      container: 'web',
      reference: '127.0.0.1:5000/web:1',
      digest: web,
      platform: { os: 'linux', architecture: 'amd64' },
      running: true,
    });
    const runsOn = await bench.stores.images.nodesOf([use.id]);
    expect(runsOn.get(use.id)?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['node-2']),
    );
    const stored = await listNodes();
    expect(
      stored.map(({ name, list, holdings }) => [
        name,
        list?.complete,
        holdings.length,
      ]),
    ).toEqual(
      nodes.items.map(({ metadata, status }) => [
        metadata.name,
        true,
        status.images.length,
      ]),
    );
    // Its container started before the collector first saw the node.
    const node2 = stored.find(({ name }) => name === 'node-2');
    const held = node2?.holdings.find(({ digest }) => digest === web);
    expect(held?.fromMs).toBeLessThanOrEqual(use.lastSeenAtMs);

    for (const { metadata } of pods.items) {
      if (/^checkout/.test(metadata.name)) {
        bench.server.remove(PODS, metadata.uid);
      }
    }
    bench.server.remove(resources.nodes.path, nodes.items[1].metadata.uid);
    await eventually(
      'the deployment runs no more',
      usesOfCheckout,
      ([one]) => !one.running,
    );
    await eventually('the node holds nothing more', listNodes, ([, gone]) =>
      gone.holdings.every(({ untilMs }) => untilMs !== undefined),
    );
  });

  it('end as soon as a node no longer lists what it listed', async () => {
    bench.start();
    const [node] = nodes.items;
    const heldNow = async () => {
      const [first] = await listNodes();
      return first?.holdings.filter(({ untilMs }) => untilMs === undefined)
        .length;
    };
    const { images } = node.status;
    const lists = (count: number) =>
      eventually('the list is stored', heldNow, held => held === count);
    await lists(images.length);
    for (const count of [images.length - 1, images.length]) {
      bench.server.apply(resources.nodes.path, {
        ...node,
        status: { ...node.status, images: images.slice(0, count) },
      });
      await lists(count);
    }
    expect((await listNodes())[0].list?.complete).toBe(true);
  });
});
