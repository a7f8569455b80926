import { mockServices } from '@backstage/backend-test-utils';
import { Reason } from 'backstage-plugin-pull-performance-common';
import { openNodeJudge } from '../../__testUtils__/nodeJudge';
import { RunningImage } from '../../store/ImageStore';
import { NodeDescription } from '../../store/NodeStore';
import {
  aBatch,
  aPull,
  aWorkload,
  SHOP,
  SHOP_REF,
  T0,
} from '../../store/__testUtils__/records';
import { openStores, testDatabases } from '../../store/__testUtils__/stores';
import { NewestPod } from '../../store/WorkloadSettingsStore';
import { ServiceImages } from '../images/ServiceImages';
import { ServiceWorkloads } from './ServiceWorkloads';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const window = { fromMs: T0 - 7 * dayMs, toMs: T0 + 2 * hourMs };
const reason: Reason = {
  code: 'none',
  what: 'None',
  why: 'None.',
  next: 'None.',
};
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

jest.setTimeout(60_000);

function node(
  name: string,
  more: Partial<NodeDescription> = {},
  labels: Record<string, string> = {},
): NodeDescription {
  return {
    name,
    addresses: [],
    kubeletVersion: 'v1.34.2',
    containerRuntime: 'containerd://2.1.4',
    createdAtMs: T0 - 30 * dayMs,
    ...more,
    labels: {
      'kubernetes.azure.com/agentpool': 'apps',
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'topology.kubernetes.io/zone': 'westeurope-1',
      ...labels,
    },
  };
}

function newest(more: Partial<NewestPod> = {}): NewestPod {
  return {
    workload: SHOP,
    podUid: 'pod-1',
    podCreatedAtMs: T0,
    settings: {
      serviceAccount: 'checkout',
      imagePullSecrets: [],
      nodeSelector: {},
      nodeAffinity: [],
      tolerations: [],
    },
    containers: [
      {
        name: 'app',
        kind: 'container',
        image: 'registry.example/checkout:2',
        pullPolicy: 'IfNotPresent',
      },
    ],
    ...more,
  };
}

function running(more: Partial<RunningImage> & { hex?: string }): RunningImage {
  const { hex = 'a', ...rest } = more;
  return {
    workload: SHOP,
    container: 'app',
    containerKind: 'container',
    reference: 'registry.example/checkout:2',
    image: {
      registry: 'registry.example',
      name: 'checkout',
      digest: digest(hex),
    },
    node: 'node-1',
    sinceMs: T0,
    ...rest,
  };
}

describe.each(testDatabases().eachSupportedId())(
  'ServiceWorkloads on %s',
  databaseId => {
    const databases = testDatabases();

    async function start() {
      const stores = await openStores(databases, databaseId);
      stores.clock.nowMs = T0 + hourMs;
      const now = () => stores.clock.nowMs;
      const database = mockServices.database({ knex: stores.knex });
      const { judge } = await openNodeJudge({ database, now });
      const images = ServiceImages.create({ store: stores.images, now });
      const service = ServiceWorkloads.create({
        store: stores.settings,
        ...{ images, nodes: judge },
      });
      const question = { entityRef: SHOP_REF, window };
      return {
        ...stores,
        read: (more: { cluster?: string } = {}) =>
          service.read({ ...question, ...more }),
        list: (more: { limit?: number; cursor?: string; cluster?: string }) =>
          service.list({
            ...{ ...question, limit: 100, ...more },
            reason: async () => reason,
          }),
        /** Pulls of the service on nodes, which makes these nodes of the service. */
        ran: async (...nodes: string[]) => {
          await stores.store.apply(
            aBatch({
              pulls: nodes.map(name => aPull({ node: name, podUid: name })),
            }),
          );
          // PostgreSQL waits until no other transaction can add one.
          await stores.nodes.takePulls({ limit: 1_000 });
          stores.clock.nowMs += hourMs / 2;
          await stores.nodes.takePulls({ limit: 1_000 });
        },
        describe: (...nodes: NodeDescription[]) =>
          stores.nodes.saveNodeDescriptions({
            cluster: SHOP.cluster,
            ...{ nodes, atMs: T0 },
          }),
      };
    }

    it('says why there is no workload', async () => {
      const { list, read } = await start();
      expect(await list({})).toEqual({
        items: [],
        totalItems: 0,
        clusters: [],
        reason,
        nextCursor: undefined,
      });
      expect(await read()).toEqual({ workloads: [], clusters: [] });
    });

    it('tells of a workload without any pod only that it is there', async () => {
      const { store, read } = await start();
      await store.apply(aBatch());
      expect(await read()).toEqual({
        workloads: [
          {
            ...SHOP,
            settings: undefined,
            containers: [],
            observedAt: undefined,
          },
        ],
        clusters: [
          {
            cluster: 'prod-eu',
            nodes: 0,
            pools: [],
            platforms: [],
            zones: [],
            kubernetesVersions: [],
            containerRuntimes: [],
            youngNodesShare: undefined,
          },
        ],
      });
    });

    it('tells what the newest pod asks for, with the digests of what runs', async () => {
      const { store, settings, images, read } = await start();
      await store.apply(aBatch());
      const sidecar = {
        name: 'proxy',
        kind: 'init' as const,
        image: 'registry.example/proxy:1',
      };
      const volume = {
        name: '',
        kind: 'volume' as const,
        image: 'registry.example/model:1',
      };
      const pod = newest({
        containers: [...newest().containers, sidecar, volume],
      });
      await settings.saveNewestPods({ pods: [pod], atMs: T0 });
      await images.replaceRunning({
        cluster: SHOP.cluster,
        atMs: T0,
        images: [
          // The version before still runs, and the tag was moved meanwhile.
          running({ hex: 'b', reference: 'registry.example/checkout:1' }),
          running({ hex: 'c', sinceMs: T0 - hourMs }),
          running({ hex: 'a' }),
          running({
            container: 'proxy',
            containerKind: 'init',
            reference: sidecar.image,
            hex: 'd',
          }),
          running({
            container: '',
            containerKind: 'volume',
            reference: volume.image,
            image: undefined,
          }),
        ],
      });
      const { workloads } = await read();
      expect(workloads).toEqual([
        {
          ...SHOP,
          settings: pod.settings,
          containers: [
            { ...pod.containers[0], digest: digest('a') },
            { ...sidecar, digest: digest('d') },
            { ...volume, digest: undefined },
          ],
          observedAt: new Date(T0).toISOString(),
        },
      ]);
    });

    it('tells what the nodes of each cluster are, as far as they exist', async () => {
      const { ran, describe: describeNodes, images, read } = await start();
      const names = ['old', 'young', 'arm', 'bare', 'gone', 'untold'];
      await ran(...names);
      await describeNodes(
        node('old', { kubeletVersion: 'v1.9.11', createdAtMs: undefined }),
        node(
          'young',
          {
            kubeletVersion: 'v1.35.0',
            containerRuntime: 'containerd://1.7.27',
            createdAtMs: T0 - dayMs,
          },
          { 'topology.kubernetes.io/zone': 'westeurope-2' },
        ),
        node(
          'arm',
          {},
          {
            'kubernetes.azure.com/agentpool': 'arm',
            'kubernetes.io/arch': 'arm64',
          },
        ),
        { name: 'bare', addresses: [], labels: {} },
        node('gone', { kubeletVersion: 'v1.1.0', createdAtMs: T0 }),
        node('elsewhere', { kubeletVersion: 'v1.2.0' }),
      );
      await images.keepNodes({
        cluster: SHOP.cluster,
        names: new Set(names.filter(name => name !== 'gone')),
        atMs: T0,
      });
      const { clusters } = await read();
      expect(clusters).toEqual([
        {
          cluster: 'prod-eu',
          nodes: 5,
          pools: [
            {
              label: 'kubernetes.azure.com/agentpool',
              value: 'apps',
              nodes: 2,
            },
            { label: 'kubernetes.azure.com/agentpool', value: 'arm', nodes: 1 },
          ],
          platforms: [
            { os: 'linux', architecture: 'amd64' },
            { os: 'linux', architecture: 'arm64' },
          ],
          zones: ['westeurope-1', 'westeurope-2'],
          kubernetesVersions: ['v1.9.11', 'v1.34.2', 'v1.35.0'],
          containerRuntimes: ['containerd://1.7.27', 'containerd://2.1.4'],
          // Of two the ages are known.
          youngNodesShare: 0.5,
        },
      ]);
    });

    it('knows the nodes on which it runs without any pull', async () => {
      const {
        store,
        ran,
        describe: describeNodes,
        images,
        read,
      } = await start();
      await store.apply(aBatch());
      await describeNodes(node('node-1'), node('node-2'), node('other'));
      await images.replaceRunning({
        cluster: SHOP.cluster,
        atMs: T0,
        images: [
          running({}),
          running({ node: 'node-2' }),
          running({ workload: { ...SHOP, name: 'other' }, node: 'other' }),
        ],
      });
      expect((await read()).clusters).toMatchObject([
        { nodes: 2, youngNodesShare: 0 },
      ]);
      await ran('node-2');
      expect((await read()).clusters).toMatchObject([{ nodes: 2 }]);
      expect(await read({ cluster: 'prod-us' })).toMatchObject({
        clusters: [],
      });
      // It ended there.
      await images.replaceRunning({
        cluster: SHOP.cluster,
        atMs: T0 + 1,
        images: [running({ node: 'node-2' })],
      });
      expect((await read()).clusters).toMatchObject([{ nodes: 1 }]);
    });

    it('pages, narrows to a cluster, and bounds what is told without paging', async () => {
      const { store, settings, list, read } = await start();
      const workloads = [
        ...Array.from({ length: 104 }, (_, index) =>
          aWorkload({ name: `w${1_000 + index}` }),
        ),
        aWorkload({ cluster: 'prod-us' }),
      ];
      await store.apply(aBatch({ workloads }));
      await settings.saveNewestPods({
        pods: [newest({ workload: workloads[103] })],
        atMs: T0,
      });
      const names: string[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await list({ limit: 50, cursor });
        expect(page).toMatchObject({ totalItems: 105 });
        expect(page.clusters.map(({ cluster }) => cluster)).toEqual([
          'prod-eu',
          'prod-us',
        ]);
        names.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
        pages += 1;
      } while (cursor && pages < 9);
      expect(pages).toBe(3);
      expect(new Set(names).size).toBe(105);
      expect(names[0]).toBe('w1103');

      expect((await read()).workloads).toHaveLength(100);
      const narrowed = await read({ cluster: 'prod-us' });
      expect(narrowed).toMatchObject({
        workloads: [{ cluster: 'prod-us' }],
        clusters: [{ cluster: 'prod-us' }],
      });
      await expect(list({ cursor: 'x' })).rejects.toThrow('cursor is not one');
    });
  },
);
