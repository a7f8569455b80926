import {
  Area,
  areaDefinition,
  AreaId,
  ClusterCollection,
  ClusterScore,
  OutcomeCounts,
  Scorecard,
  ScorecardAreas,
  WaitSeconds,
} from 'backstage-plugin-pull-performance-common';

export const WINDOW = {
  from: '2026-11-14T12:00:00Z',
  to: '2026-11-21T12:00:00Z',
};

export function waits(
  count: number,
  p95: number,
  others?: Partial<WaitSeconds>,
): WaitSeconds {
  return {
    count,
    p50: p95 / 2,
    p95,
    max: p95 * 1.2,
    sum: count * p95 * 0.6,
    ...others,
  };
}

export function counts(others?: Partial<OutcomeCounts>): OutcomeCounts {
  return { cold: 0, warm: 0, checked: 0, present: 0, failed: 0, ...others };
}

export function clusterScore(
  cluster: string,
  others?: Partial<ClusterScore>,
): ClusterScore {
  return { cluster, counts: counts(), failures: [], starts: 0, ...others };
}

export function collection(
  cluster: string,
  others?: Partial<ClusterCollection>,
): ClusterCollection {
  return {
    cluster,
    access: 'kubernetes-plugin',
    state: 'collecting',
    lagSeconds: 1.2,
    lastSuccessAt: '2026-11-21T11:58:00Z',
    problems: [],
    gaps: [],
    unownedPulls: 0,
    ...others,
  };
}

export function unknown(id: Exclude<AreaId, 'pullTime'>): Area {
  const { unit, defaultLimits, defaultWeight } = areaDefinition(id);
  const reason =
    id === 'nodeDiskHealth'
      ? {
          code: 'no-disk-source',
          what: 'Nothing measures the disks of prod-weu',
          why: 'No source of disk figures is configured for this cluster, so a slow disk is possible.',
          next: 'Install and configure the Azure or the Prometheus module.',
        }
      : {
          code: 'not-read-yet',
          what: 'The layers of checkout:1 are not read yet',
          why: 'Its registry is asked within seconds after an image is first seen.',
          next: 'Come back in a minute.',
        };
  return {
    grade: 'unknown',
    unit,
    samples: 0,
    confidence: 'none',
    evidence: reason.what,
    reason,
    target: defaultLimits.b,
    limits: defaultLimits,
    weightShare: defaultWeight / 100,
  };
}

/** An area that is measured. */
export function area(
  id: Exclude<AreaId, 'pullTime'>,
  others: Partial<Area> & Pick<Area, 'grade' | 'value' | 'evidence'>,
): Area {
  const { reason, ...rest } = unknown(id);
  return { ...rest, samples: 5, confidence: 'high', ...others };
}

/** Image size and layer reuse as they are told. */
export const measuredLayers: Pick<ScorecardAreas, 'imageSize' | 'layerReuse'> =
  {
    imageSize: area('imageSize', {
      grade: 'D',
      value: 412e6,
      confidence: 'medium',
      evidence: 'checkout 412 MB in 9 layers, proxy 61 MB',
    }),
    layerReuse: area('layerReuse', {
      grade: 'B',
      value: 0.74,
      confidence: 'medium',
      evidence: '74\u202f% over 5 versions; RUN npm ci, 90 MB, always changes',
    }),
  };

export function pullTime(others?: Partial<Area>): Area {
  const { defaultLimits } = areaDefinition('pullTime');
  return {
    grade: 'C',
    value: 14.2,
    unit: 'seconds',
    samples: 486,
    confidence: 'high',
    evidence: 'p95 of 486 pulls in prod-weu; staging-weu 9.8 s',
    target: defaultLimits.b,
    limits: defaultLimits,
    weightShare: 0.4,
    window: WINDOW,
    worstCluster: 'prod-weu',
    ...others,
  };
}

/** Two clusters with pulls; three areas are not measured, as in this release. */
export function scorecard(others?: Partial<Scorecard>): Scorecard {
  return {
    entityRef: 'component:default/checkout',
    window: WINDOW,
    link: {
      linked: true,
      workloads: [
        {
          cluster: 'prod-weu',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'checkout',
        },
      ],
      workloadCount: 2,
    },
    overall: {
      grade: 'unknown',
      coverageShare: 0.4,
      gradedAreas: 1,
      totalAreas: 4,
      reason: {
        code: 'other-areas-unknown',
        what: 'Only the pull time is graded',
        why: 'An overall grade needs the pull time and at least one of the others.',
        next: 'Each area says why it is unknown and what to do.',
      },
    },
    areas: {
      pullTime: pullTime(),
      imageSize: unknown('imageSize'),
      layerReuse: unknown('layerReuse'),
      nodeDiskHealth: unknown('nodeDiskHealth'),
    },
    clusters: [
      clusterScore('staging-weu', {
        counts: counts({ cold: 100, warm: 64, present: 200, checked: 20 }),
        gradedWaitSeconds: waits(164, 9.8, { sum: 164 * 5.6 }),
        queueShare: 0.25,
        starts: 150,
        timeToReadySeconds: { count: 150, p50: 20, p95: 41.3 },
        imageShare: 0.3,
        imageWaitSeconds: 900,
      }),
      clusterScore('prod-weu', {
        counts: counts({ cold: 400, warm: 86, present: 600, failed: 3 }),
        gradedWaitSeconds: waits(486, 14.2, { sum: 486 * 9.2 }),
        queueShare: 0.62,
        starts: 470,
        timeToReadySeconds: { count: 470, p50: 25, p95: 52 },
        imageShare: 0.41,
        imageWaitSeconds: 4500,
        failures: [
          {
            cause: 'not-found',
            count: 3,
            example: 'Failed to pull image "shop/checkout:2.40.9": not found',
          },
        ],
      }),
    ],
    allClusters: clusterScore('', {
      counts: counts({
        cold: 500,
        warm: 150,
        checked: 20,
        present: 800,
        failed: 3,
      }),
      gradedWaitSeconds: waits(650, 12.6),
      queueShare: 0.55,
      starts: 620,
      timeToReadySeconds: { count: 620, p50: 24, p95: 50 },
      imageShare: 0.38,
      imageWaitSeconds: 5400,
      failures: [{ cause: 'not-found', count: 3 }],
    }),
    previous: {
      window: { from: '2026-11-07T12:00:00Z', to: '2026-11-14T12:00:00Z' },
      gradedWaitSeconds: waits(600, 10.68),
    },
    presentShare: 0.54,
    hoursLostPerWeek: 1.5,
    cause: { part: 'queue', share: 0.62, cluster: 'prod-weu' },
    fixes: [],
    collection: [collection('prod-weu'), collection('staging-weu')],
    ...others,
  };
}
