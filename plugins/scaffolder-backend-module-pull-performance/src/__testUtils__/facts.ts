import {
  Area,
  Fix,
  Scorecard,
  ServiceCluster,
  ServiceImage,
  ServiceWorkload,
} from 'backstage-plugin-pull-performance-common';

const area: Area = {
  grade: 'D',
  value: 31,
  unit: 'seconds',
  samples: 40,
  confidence: 'high',
  evidence: 'Waits of 40 pulls in prod-eu.',
  target: 10,
};

const unknown: Area = {
  grade: 'unknown',
  unit: 'share',
  samples: 0,
  confidence: 'none',
  evidence: 'No source tells.',
  reason: {
    code: 'no-disk-source',
    what: 'Disk health is unknown.',
    why: 'No source of disk figures is configured.',
    next: 'Add one.',
  },
  target: 0.05,
};

export const scorecard: Scorecard = {
  entityRef: 'component:default/web',
  window: { from: '2026-11-15T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  link: { linked: true, workloads: [], workloadCount: 1 },
  overall: { grade: 'D', coverageShare: 0.8, gradedAreas: 3, totalAreas: 4 },
  areas: {
    pullTime: area,
    imageSize: { ...area, value: 512e6, unit: 'bytes' },
    layerReuse: { ...area, value: 0.4, unit: 'share' },
    nodeDiskHealth: unknown,
  },
  clusters: [],
  fixes: [],
  collection: [],
};

export const fix: Fix = {
  id: 'prepull-daemonset',
  title: 'Pull images before pods need them',
  why: 'New nodes wait 31 s.',
  state: 'applies',
  area: 'pullTime',
  template: 'add-prepull-daemonset',
  conditions: [
    {
      id: 'waits',
      state: 'met',
      what: 'Pods wait for this image',
      evidence: '40 pulls took 31 s.',
    },
  ],
  effort: { who: 'service', what: 'One pull request.' },
  risks: ['Each node keeps the image.'],
  how: 'Merge the pull request.',
  undo: 'Revert it.',
};

export const image: ServiceImage = {
  reference: 'registry.example.com/shop/web:1.2',
  digest: `sha256:${'a'.repeat(64)}`,
  platform: { os: 'linux', architecture: 'amd64' },
  running: true,
  uses: [],
  useCount: 1,
  compressedBytes: 512e6,
  layers: [],
  versions: [],
  advice: [],
};

export const workload: ServiceWorkload = {
  cluster: 'prod-eu',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'web',
  settings: {
    serviceAccount: 'web',
    imagePullSecrets: ['registry'],
    nodeSelector: {},
    nodeAffinity: [],
    tolerations: [],
  },
  containers: [
    {
      name: 'web',
      kind: 'container',
      image: 'registry.example.com/shop/web:1.2',
      pullPolicy: 'Always',
    },
  ],
};

export const cluster: ServiceCluster = {
  cluster: 'prod-eu',
  nodes: 3,
  pools: [],
  platforms: [{ os: 'linux', architecture: 'amd64' }],
  zones: [],
  kubernetesVersions: ['v1.35.1'],
  containerRuntimes: ['containerd://2.1.0'],
};
