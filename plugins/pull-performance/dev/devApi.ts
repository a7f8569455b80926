import {
  Pull,
  PullTimesItem,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import {
  clusterScore,
  collection,
  counts,
  measuredLayers,
  pullTime,
  scorecard,
  waits,
} from '../src/__testUtils__/scorecards';
import { PullPerformanceApi } from '../src/api';
import { devFixes } from './devFixes';
import { devImages } from './devImages';
import { devFleetNodes, devNodes } from './devNodes';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const WEEKEND = [0, 6];

function recentWindow(length: number) {
  const to = new Date();
  return {
    from: new Date(to.getTime() - length * DAY_MILLISECONDS).toISOString(),
    to: to.toISOString(),
  };
}

/** The p95 of a day that is so many days ago, and the p50 as a share of it. */
interface Course {
  p95Of: (age: number) => number;
  p50Share: number;
}

/** How the daily times go, by the name of the entity that has them. */
const courses: Record<string, Course> = {
  checkout: {
    p95Of: age => 10.6 + 2.3 * Math.max(0, 1 - age / 9) + Math.sin(age) * 0.5,
    p50Share: 0.42,
  },
  // All labels want the same place, at the top.
  'close-labels': { p95Of: () => 9.9, p50Share: 0.98 },
  'close-to-zero': { p95Of: age => (age > 4 ? 125 : 0.4), p50Share: 0.5 },
};

function days(count: number, { p95Of, p50Share }: Course): PullTimesItem[] {
  return Array.from({ length: count }, (_, age) => {
    const start = new Date(Date.now() - age * DAY_MILLISECONDS);
    const busy = WEEKEND.includes(start.getUTCDay()) ? 0.3 : 1;
    const p95 = p95Of(age);
    return {
      start: `${start.toISOString().slice(0, 10)}T00:00:00Z`,
      counts: counts({
        cold: Math.round(40 * busy),
        warm: Math.round(120 * busy),
        checked: Math.round(20 * busy),
        present: Math.round(60 * busy),
        failed: age % 6 === 2 ? 4 : 0,
      }),
      gradedWaitSeconds: waits(Math.round(160 * busy), p95, {
        p50: p95 * p50Share,
      }),
    };
  })
    .filter((_, age) => age !== 10 && age !== 11)
    .reverse();
}

function missingBytes(index: number): Pull['missingBytes'] {
  if (index === 5) {
    return undefined;
  }
  const value = 107e6;
  return {
    value,
    low: index % 3 ? value : 16.9e6,
    high: index % 3 ? value : 412e6,
    basis: 'Layers of the image minus those of the images known on the node.',
  };
}

function pulls(page: number): Pull[] {
  return Array.from({ length: 12 }, (_, index) => ({
    id: `${page}-${index}`,
    cluster: index % 3 ? 'prod-weu' : 'staging-weu',
    namespace: 'shop',
    pod: `checkout-6d5f7c9b8-${page}${index}xk2q`,
    container: index % 4 ? 'app' : 'migrate',
    containerKind: index % 4 ? 'container' : 'init',
    node: `aks-apps-nap-${index}7k2xq`,
    nodePool: index % 5 ? 'apps-nap' : undefined,
    image: 'registry.example.com/shop/checkout:2.41.0',
    outcome: index === 5 ? 'failed' : 'cold',
    cause: index === 5 ? 'not-found' : undefined,
    finishedAt: new Date(
      Date.now() - (page * 12 + index) * 3_600_000,
    ).toISOString(),
    missingBytes: missingBytes(index),
    waitSeconds: index === 5 ? undefined : 14.2 + index,
    pullSeconds: index === 5 ? undefined : 8.2,
    message:
      index === 5
        ? 'Failed to pull image "registry.example.com/shop/checkout:2.41.0": not found'
        : 'Successfully pulled image in 8.2s (14.2s including waiting). Image size: 412000000 bytes.',
  }));
}

const nothingSeen: Partial<Scorecard> = {
  allClusters: undefined,
  clusters: [],
  previous: undefined,
  areas: {
    ...scorecard().areas,
    pullTime: pullTime({ grade: 'unknown', value: undefined, samples: 0 }),
  },
};

/** Scorecards by the name of the entity that has them. */
const scorecards: Record<string, () => Scorecard> = {
  checkout: () =>
    scorecard({
      overall: {
        grade: 'C',
        score: 2,
        coverageShare: 0.8,
        gradedAreas: 3,
        totalAreas: 4,
      },
      areas: { ...scorecard().areas, ...measuredLayers },
    }),
  'close-labels': () =>
    scorecard({
      clusters: [
        // The p95 stands just behind the end of its bar, or inside of it.
        clusterScore('prod-weu', {
          counts: counts({ cold: 400 }),
          gradedWaitSeconds: waits(400, 19.4, { sum: 400 * 18.6 }),
          queueShare: 0.5,
        }),
        clusterScore('staging-weu', {
          counts: counts({ cold: 400 }),
          gradedWaitSeconds: waits(400, 9.9, { sum: 400 * 14 }),
          queueShare: 0.2,
        }),
      ],
    }),
  'close-to-zero': () => scorecard(),
  'not-linked': () =>
    scorecard({
      ...nothingSeen,
      link: { linked: false, workloads: [], workloadCount: 0 },
    }),
  'no-cluster': () => scorecard({ ...nothingSeen, collection: [] }),
  'no-data': () =>
    scorecard({
      ...nothingSeen,
      areas: { ...scorecard().areas, ...nothingSeen.areas, ...measuredLayers },
    }),
  'too-few': () =>
    scorecard({
      allClusters: clusterScore('', {
        counts: counts({ cold: 3 }),
        gradedWaitSeconds: waits(3, 9, { max: 9.4 }),
      }),
      previous: undefined,
      cause: undefined,
      areas: {
        ...scorecard().areas,
        pullTime: pullTime({ grade: 'unknown', value: 9.4, samples: 3 }),
      },
    }),
  graded: () =>
    scorecard({
      overall: {
        grade: 'B',
        score: 3,
        coverageShare: 1,
        gradedAreas: 4,
        totalAreas: 4,
      },
      areas: {
        pullTime: pullTime({ grade: 'C' }),
        ...measuredLayers,
        nodeDiskHealth: {
          ...scorecard().areas.nodeDiskHealth,
          grade: 'D',
          value: 2 / 16,
          samples: 16,
          confidence: 'high',
          evidence: '2 of 16 nodes throttled for 14 % of pulls (P10: 500 IOPS)',
          reason: undefined,
        },
      },
    }),
};

/** The names of the entities to look at, one per state. */
export const states = [...Object.keys(scorecards), 'loading', 'error'];

/** An API that answers each entity with one of the designed states. */
export const devApi: PullPerformanceApi = {
  async getScorecard({ entityRef, from }) {
    const name = entityRef.split('/')[1];
    if (name === 'loading') {
      return new Promise(() => {});
    }
    if (name === 'error') {
      throw new Error('connection refused');
    }
    const length = from
      ? Math.round((Date.now() - Date.parse(from)) / DAY_MILLISECONDS)
      : 7;
    return {
      ...(scorecards[name] ?? scorecards.checkout)(),
      entityRef,
      window: recentWindow(length),
    };
  },
  async listPullTimes({ entityRef, from }) {
    const length = from
      ? Math.round((Date.now() - Date.parse(from)) / DAY_MILLISECONDS)
      : 7;
    return {
      window: recentWindow(length),
      step: 'day',
      groupBy: 'all',
      items: days(length, courses[entityRef.split('/')[1]] ?? courses.checkout),
    };
  },
  ...devFixes,
  listImages: devImages,
  listNodes: devNodes,
  listFleetNodes: devFleetNodes,
  async listCollection() {
    return {
      clusters: ['dev', 'prod-eus', 'prod-weu', 'staging-weu'].map(name =>
        collection(name),
      ),
      totalItems: 4,
    };
  },
  async listPulls({ cursor }) {
    const page = Number(cursor ?? 0);
    return {
      items: pulls(page),
      nextCursor: page < 2 ? String(page + 1) : undefined,
    };
  },
};
