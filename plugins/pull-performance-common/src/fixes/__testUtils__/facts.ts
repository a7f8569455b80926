import { AreaId, areaDefinitions } from '../../score/areas';
import {
  Area,
  ClusterScore,
  Fix,
  FixConditionStateEnum,
  FixId,
  Grade,
  Registry,
  Scorecard,
  ServiceCluster,
  ServiceImage,
  ServiceNode,
  ServiceWorkload,
} from '../../schema/openapi';
import { judgeFixes } from '../judgeFixes';

/** Facts that a test may change. */
export interface Draft {
  scorecard: Omit<Scorecard, 'fixes'>;
  images: ServiceImage[];
  nodes: ServiceNode[];
  workloads: ServiceWorkload[];
  clusters: ServiceCluster[];
  registries?: Registry[];
}

/** A change of facts, and what comes of one condition. */
export type Row = [
  name: string,
  change: (facts: Draft) => void,
  condition: string,
  state: FixConditionStateEnum,
];

export const reason = {
  code: 'a-reason',
  what: 'Something is unknown',
  why: 'Nobody told it.',
  next: 'Ask.',
};

const valuesOfGrades: Record<
  AreaId,
  Record<Exclude<Grade, 'unknown'>, number>
> = {
  pullTime: { A: 3, B: 8, C: 15, D: 32.1, E: 60 },
  imageSize: { A: 60e6, B: 200e6, C: 300e6, D: 612e6, E: 1.2e9 },
  layerReuse: { A: 0.9, B: 0.75, C: 0.6, D: 0.31, E: 0.1 },
  nodeDiskHealth: { A: 0, B: 0.04, C: 0.08, D: 0.2, E: 0.5 },
};

export function area(id: AreaId, grade: Grade): Area {
  const { unit, defaultLimits: limits } = areaDefinitions.find(
    one => one.id === id,
  )!;
  const about = { unit, samples: 100, evidence: '', target: limits.b, limits };
  return grade === 'unknown'
    ? { ...about, grade, confidence: 'none', reason }
    : {
        ...about,
        grade,
        value: valuesOfGrades[id][grade],
        confidence: 'low',
        worstCluster: id === 'pullTime' ? 'weu' : undefined,
      };
}

export function score(others?: Partial<ClusterScore>): ClusterScore {
  return {
    cluster: 'weu',
    counts: { cold: 100, warm: 20, checked: 0, present: 380, failed: 0 },
    waitSeconds: { count: 120, p50: 9, p95: 32.1, max: 50, sum: 1500 },
    gradedWaitSeconds: { count: 120, p50: 9, p95: 32.1, max: 50, sum: 1500 },
    queueShare: 0.1,
    imageShare: 0.62,
    starts: 300,
    failures: [],
    ...others,
  };
}

export function image(others?: Partial<ServiceImage>): ServiceImage {
  const reference = others?.reference ?? 'registry.example.com/shop/web:1.4.2';
  return {
    reference,
    digest: 'sha256:1',
    platform: { os: 'linux', architecture: 'amd64' },
    running: true,
    uses: [
      {
        cluster: 'weu',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'web',
        container: 'web',
        containerKind: 'container',
      },
    ],
    useCount: 1,
    compressedBytes: 412e6,
    layers: [
      {
        digest: 'sha256:a',
        compressedBytes: 102e6,
        format: 'gzip',
        sharedWithServices: 3,
        nodes: { present: 1, known: 2 },
      },
      {
        digest: 'sha256:b',
        compressedBytes: 310e6,
        format: 'gzip',
        createdBy: 'RUN /bin/sh -c npm ci # buildkit',
        sharedWithServices: 0,
        nodes: { present: 0, known: 2 },
      },
    ],
    versions: [1, 2, 3].map(number => ({
      digest: `sha256:${number}`,
      reference: number === 1 ? reference : `${reference}-${number}`,
      firstSeenAt: `2026-11-1${9 - number}T09:00:00Z`,
      compressedBytes: 400e6,
    })),
    lazyPull: {
      format: 'none',
      onNodes: 'no',
      reason: { ...reason, what: 'Containers wait for the whole image' },
    },
    tagMoved: false,
    advice: [],
    ...others,
  };
}

export function node(others?: Partial<ServiceNode>): ServiceNode {
  return {
    cluster: 'weu',
    node: 'node-1',
    nodePool: 'user',
    vmSize: 'Standard_D4s_v3',
    createdAt: '2026-10-01T00:00:00Z',
    pulls: 10,
    health: 'healthy',
    pulling: {
      seconds: 1000,
      observedSeconds: 900,
      busySeconds: 100,
      throttledSeconds: 0,
    },
    parallelPulls: { mode: 'parallel', basis: '' },
    ...others,
  };
}

export function workload(others?: Partial<ServiceWorkload>): ServiceWorkload {
  return {
    cluster: 'weu',
    namespace: 'shop',
    kind: 'Deployment',
    name: 'web',
    settings: {
      imagePullSecrets: [],
      nodeSelector: {},
      nodeAffinity: [],
      tolerations: [],
    },
    containers: [
      {
        name: 'web',
        kind: 'container',
        image: 'registry.example.com/shop/web:1.4.2',
        pullPolicy: 'IfNotPresent',
      },
    ],
    ...others,
  };
}

/** A service that meets all targets, with everything known of it. */
export function healthyFacts(): Draft {
  return {
    scorecard: {
      entityRef: 'component:default/web',
      window: { from: '2026-11-14T12:00:00Z', to: '2026-11-21T12:00:00Z' },
      link: { linked: true, workloads: [], workloadCount: 1 },
      overall: {
        grade: 'A',
        coverageShare: 1,
        gradedAreas: 4,
        totalAreas: 4,
      },
      areas: {
        pullTime: area('pullTime', 'A'),
        imageSize: area('imageSize', 'A'),
        layerReuse: area('layerReuse', 'A'),
        nodeDiskHealth: area('nodeDiskHealth', 'A'),
      },
      clusters: [score()],
      collection: [],
    },
    images: [image()],
    nodes: [node(), node({ node: 'node-2' })],
    workloads: [workload()],
    clusters: [
      {
        cluster: 'weu',
        nodes: 10,
        pools: [
          { label: 'kubernetes.azure.com/agentpool', value: 'user', nodes: 10 },
        ],
        platforms: [{ os: 'linux', architecture: 'amd64' }],
        zones: [],
        kubernetesVersions: ['v1.34.4'],
        containerRuntimes: ['containerd://2.1.4'],
        youngNodesShare: 0.2,
      },
    ],
  };
}

/** The same with one area of another grade. */
export function graded(facts: Draft, id: AreaId, grade: Grade): Draft {
  facts.scorecard.areas[id] = area(id, grade);
  return facts;
}

/** What is judged of one fix. */
export function judged(facts: Draft, id: FixId): Fix {
  const fix = judgeFixes(facts).find(one => one.id === id);
  if (!fix) throw new Error(`There is no fix ${id}`);
  return fix;
}

/** The state of one condition after a change, and of the fix, which applies without the change. */
export function afterChange(options: {
  id: FixId;
  applying: () => Draft;
  row: Row;
}): { condition?: FixConditionStateEnum; others: string[]; fix: string } {
  const { id, applying, row } = options;
  const [, change, condition] = row;
  const facts = applying();
  change(facts);
  const { state, conditions } = judged(facts, id);
  return {
    condition: conditions.find(one => one.id === condition)?.state,
    others: conditions
      .filter(one => one.id !== condition && one.state !== 'met')
      .map(one => one.id),
    fix: state,
  };
}

/** What {@link afterChange} answers when only that condition changed. */
export function onlyThat(state: FixConditionStateEnum) {
  const fixes = { met: 'applies', unmet: 'notApplicable', unknown: 'unknown' };
  return { condition: state, others: [], fix: fixes[state] };
}
