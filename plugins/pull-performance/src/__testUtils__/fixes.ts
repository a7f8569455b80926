import {
  Change,
  ChangeFigures,
  ChangePage,
  Fix,
  FixCondition,
  FixPage,
  ServiceCluster,
  ServiceWorkload,
  WorkloadPage,
} from 'backstage-plugin-pull-performance-common';
import { counts, waits, WINDOW } from './scorecards';

export const metCondition: FixCondition = {
  id: 'queue',
  state: 'met',
  what: 'Nodes are known before the pods that need the image',
  evidence: '92 % of 18 nodes are older than the window',
};

export const unmetCondition: FixCondition = {
  id: 'size',
  state: 'unmet',
  what: 'The image is larger than 200 MB',
  evidence: 'checkout has 61 MB',
};

export const unknownCondition: FixCondition = {
  id: 'versions',
  state: 'unknown',
  what: 'The kubelets can pull in parallel',
  evidence: 'The configuration of no kubelet is known',
  reason: {
    code: 'no-kubelet',
    what: 'Nothing reads the kubelets of prod-weu',
    why: 'Reading them needs the right nodes/proxy, which is off by default.',
    next: 'Turn the kubelet source on for this cluster.',
  },
};

/** A fix that a template applies. */
export function fix(others?: Partial<Fix>): Fix {
  return {
    id: 'prepull-daemonset',
    title: 'Pre-pull checkout on its nodes',
    why: '75 % of the pulls in prod-weu come from rollouts on nodes that are known in advance',
    state: 'applies',
    area: 'pullTime',
    template: 'add-prepull-daemonset',
    values: {
      entityRef: 'component:default/checkout',
      target: 'prod-weu/shop/Deployment/checkout',
      images: ['registry.example.com/shop/checkout:2.41.0'],
    },
    conditions: [metCondition],
    effort: { who: 'service', what: 'One pull request' },
    risks: ['Nodes that join later stay cold'],
    how: 'Merge the pull request that the template opens.',
    undo: 'Remove the DaemonSet',
    ...others,
  };
}

export const parallelPulls = fix({
  id: 'parallel-pulls',
  title: 'Pull images in parallel',
  why: 'Whether kubelets pull one image at a time is not known',
  state: 'unknown',
  template: undefined,
  values: undefined,
  conditions: [metCondition, unknownCondition],
  effort: { who: 'platform', what: 'A setting of the node pool' },
});

export const ephemeralDisk = fix({
  id: 'ephemeral-os-disk',
  title: 'Ephemeral OS disk',
  why: 'The disks of pool apps are at their limit',
  area: 'nodeDiskHealth',
  template: undefined,
  values: undefined,
  effort: { who: 'platform', what: 'A new node pool' },
  how: 'Create a pool with `az aks nodepool add --node-osdisk-type Ephemeral` and set `nodeSelector`.',
});

export const estargz = fix({
  id: 'estargz',
  title: 'Build as eStargz',
  why: 'The image is small',
  state: 'notApplicable',
  template: 'add-estargz-build',
  conditions: [metCondition, unmetCondition],
});

export function fixPage(items: Fix[], others?: Partial<FixPage>): FixPage {
  return { items, totalItems: items.length, window: WINDOW, ...others };
}

export function changeFigures(others?: Partial<ChangeFigures>): ChangeFigures {
  return {
    window: { from: '2026-10-22T00:00:00Z', to: '2026-10-29T00:00:00Z' },
    counts: counts({ cold: 300, warm: 72, present: 200, failed: 2 }),
    waitSeconds: waits(372, 13.1),
    presentShare: 0.35,
    timeToReadySeconds: { count: 210, p50: 25.2, p95: 40 },
    ...others,
  };
}

/** A change that runs, with figures of both sides. */
export function change(others?: Partial<Change>): Change {
  return {
    id: 'c1',
    entityRef: 'component:default/checkout',
    fix: 'prepull-daemonset',
    title: 'Pre-pull on its nodes',
    url: 'https://git.example.com/shop/checkout/pull/7',
    marker: '0123456789abcdef',
    values: {},
    recordedAt: '2026-10-28T09:30:00Z',
    state: 'rolledOut',
    rolledOutAt: '2026-10-29T08:00:00Z',
    rolledOutBy: 'marker',
    clusters: ['prod-weu'],
    before: changeFigures(),
    after: changeFigures({
      window: { from: '2026-10-29T08:00:00Z', to: '2026-11-05T08:00:00Z' },
      counts: counts({ cold: 3, present: 388 }),
      waitSeconds: waits(3, 7.6),
      presentShare: 0.99,
      timeToReadySeconds: { count: 190, p50: 9.4, p95: 15 },
    }),
    ...others,
  };
}

/** A change of which nothing was seen in a cluster. */
export const recordedChange = change({
  id: 'c2',
  title: 'Build as eStargz',
  fix: 'estargz',
  marker: undefined,
  state: 'recorded',
  rolledOutAt: undefined,
  rolledOutBy: undefined,
  clusters: undefined,
  after: undefined,
  reason: {
    code: 'not-running',
    what: 'The change was not seen running',
    why: 'An image carries no label.',
    next: 'Say when it runs.',
  },
});

export function changePage(items: Change[]): ChangePage {
  return { items, totalItems: items.length };
}

export function serviceWorkload(
  others?: Partial<ServiceWorkload>,
): ServiceWorkload {
  return {
    cluster: 'prod-weu',
    namespace: 'shop',
    kind: 'Deployment',
    name: 'checkout',
    containers: [
      {
        name: 'app',
        kind: 'container',
        image: 'registry.example.com/shop/checkout:2.41.0',
        digest: `sha256:${'a'.repeat(64)}`,
        pullPolicy: 'IfNotPresent',
      },
      {
        name: 'migrate',
        kind: 'init',
        image: 'registry.example.com/shop/migrate:1.0.0',
        pullPolicy: 'Always',
      },
    ],
    observedAt: '2026-11-21T00:00:00Z',
    ...others,
  };
}

export function serviceCluster(
  cluster: string,
  others?: Partial<ServiceCluster>,
): ServiceCluster {
  return {
    cluster,
    nodes: 3,
    pools: [],
    platforms: [{ os: 'linux', architecture: 'amd64' }],
    zones: [],
    kubernetesVersions: ['v1.34.2'],
    containerRuntimes: ['containerd://2.1.4'],
    ...others,
  };
}

export function workloadPage(
  items: ServiceWorkload[],
  others?: Partial<WorkloadPage>,
): WorkloadPage {
  const clusters = [...new Set(items.map(({ cluster }) => cluster))];
  return {
    items,
    totalItems: items.length,
    clusters: clusters.map(cluster => serviceCluster(cluster)),
    ...others,
  };
}
