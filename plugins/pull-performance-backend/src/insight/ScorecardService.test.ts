import { TestDatabases } from '@backstage/backend-test-utils';
import { component, deployment, Seeds } from '../__testUtils__/seeds';
import {
  collecting,
  nowMs,
  startScorecards,
  window,
} from '../__testUtils__/scorecardBench';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

jest.setTimeout(60_000);

describe('ScorecardService', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_15'],
    disableDocker: true,
  });

  it.each(databases.eachSupportedId())(
    'grades by the worst cluster and tells what it knows, %p',
    async databaseId => {
      const { pulls, collection, service } = await startScorecards(
        databases,
        databaseId,
      );
      const weu = deployment('prod-weu', 'checkout');
      const eus = deployment('prod-eus', 'checkout');
      const seeds = new Seeds();
      for (let wait = 1; wait <= 20; wait++) {
        seeds.pull(weu, {
          outcome: wait % 2 ? 'cold' : 'warm',
          finishedAtMs: nowMs - wait * hourMs,
          waitSeconds: wait,
          pullSeconds: wait / 4,
          readyAfterSeconds: wait,
        });
      }
      for (let index = 0; index < 5; index++) {
        seeds.pull(eus, {
          outcome: 'cold',
          finishedAtMs: nowMs - dayMs,
          waitSeconds: 4,
        });
        // the week before
        seeds.pull(eus, {
          outcome: 'cold',
          finishedAtMs: window.fromMs - dayMs,
          waitSeconds: 3,
        });
      }
      seeds
        .pull(weu, {
          outcome: 'checked',
          finishedAtMs: nowMs - dayMs,
          waitSeconds: 0.5,
        })
        .pull(weu, {
          outcome: 'present',
          finishedAtMs: nowMs - dayMs,
          waitSeconds: 0,
        })
        .pull(weu, {
          outcome: 'present',
          finishedAtMs: nowMs - dayMs,
          waitSeconds: 0,
        })
        .pull(weu, {
          outcome: 'failed',
          cause: 'not-found',
          finishedAtMs: nowMs - 2 * hourMs,
          message: 'older',
        })
        .pull(weu, {
          outcome: 'failed',
          cause: 'not-found',
          finishedAtMs: nowMs - hourMs,
          message: 'newest',
        })
        .pull(weu, {
          outcome: 'failed',
          cause: 'no-space',
          finishedAtMs: nowMs - hourMs,
          message: 'disk full',
        });
      await seeds.applyTo(pulls);
      await collection.saveState(collecting('prod-weu'));

      const card = await service.getScorecard({
        entity: component('checkout'),
        window,
      });

      expect(card.entityRef).toBe('component:default/checkout');
      expect(card.window).toEqual({
        from: '2026-11-15T10:00:00.000Z',
        to: '2026-11-22T10:20:00.000Z',
      });
      expect(card.link).toEqual({
        linked: true,
        workloadCount: 2,
        workloads: expect.arrayContaining([
          {
            cluster: 'prod-weu',
            namespace: 'shop',
            kind: 'Deployment',
            name: 'checkout',
          },
        ]),
      });
      expect(card.areas.pullTime).toMatchObject({
        grade: 'C',
        samples: 20,
        confidence: 'low',
        worstCluster: 'prod-weu',
        target: 10,
        evidence: 'p95 of 20 pulls in prod-weu; prod-eus 4.0 s',
        window: card.window,
      });
      // The 95th percentile of 1 to 20 is 19, within the sketch's 1 %.
      expect(card.areas.pullTime.value).toBeCloseTo(19, 0);
      expect(Math.abs(card.areas.pullTime.value! - 19)).toBeLessThan(0.19);
      expect(card.overall).toMatchObject({
        grade: 'unknown',
        coverageShare: 0.4,
        gradedAreas: 1,
        totalAreas: 4,
        reason: { code: 'other-areas-unknown' },
      });
      for (const [id, code] of [
        ['imageSize', 'no-images'],
        ['layerReuse', 'no-images'],
        ['nodeDiskHealth', 'no-nodes'],
      ] as const) {
        expect(card.areas[id]).toMatchObject({
          grade: 'unknown',
          samples: 0,
          reason: { code },
        });
      }

      expect(card.clusters.map(({ cluster }) => cluster)).toEqual([
        'prod-weu',
        'prod-eus',
      ]);
      const [weuScore, eusScore] = card.clusters;
      expect(weuScore.counts).toEqual({
        cold: 10,
        warm: 10,
        checked: 1,
        present: 2,
        failed: 3,
      });
      expect(weuScore.waitSeconds).toMatchObject({
        count: 21,
        max: 20,
        sum: 210.5,
      });
      expect(weuScore.gradedWaitSeconds).toMatchObject({
        count: 20,
        max: 20,
        sum: 210,
      });
      expect(weuScore.queueShare).toBeCloseTo(0.75);
      expect(weuScore.starts).toBe(20);
      expect(weuScore.imageShare).toBeCloseTo(0.5);
      expect(weuScore.failures).toEqual([
        { cause: 'not-found', count: 2, example: 'newest' },
        { cause: 'no-space', count: 1, example: 'disk full' },
      ]);
      // Never ready, and no pull time known.
      expect(eusScore.starts).toBe(0);
      expect(eusScore.timeToReadySeconds).toBeUndefined();
      expect(eusScore.pullSeconds).toBeUndefined();
      expect(eusScore.queueShare).toBeUndefined();
      expect(card.allClusters).toMatchObject({
        cluster: '',
        counts: { cold: 15, warm: 10, checked: 1, present: 2, failed: 3 },
        gradedWaitSeconds: { count: 25 },
      });

      expect(card.previous).toMatchObject({
        window: { from: '2026-11-08T10:00:00.000Z', to: card.window.from },
        gradedWaitSeconds: { count: 5, max: 3, sum: 15 },
      });
      expect(card.presentShare).toBeCloseTo(2 / 28);
      expect(card.cause).toEqual({
        part: 'queue',
        share: expect.closeTo(0.75),
        cluster: 'prod-weu',
      });
      expect(card.hoursLostPerWeek).toBeCloseTo(210 / 3600);
      expect(weuScore.imageWaitSeconds).toBeCloseTo(210);
      // Of pods whose start is not known no image wait is known either.
      expect(eusScore.imageWaitSeconds).toBeUndefined();
      expect(
        Object.values(card.areas).map(({ weightShare }) => weightShare),
      ).toEqual([0.4, 0.2, 0.2, 0.2]);
      expect(card.collection).toEqual([
        {
          cluster: 'prod-weu',
          access: 'kubeconfig',
          state: 'collecting',
          lastSuccessAt: '2026-11-22T10:19:57.000Z',
          lagSeconds: 1.5,
          problems: [],
          gaps: [],
          unownedPulls: 0,
          title: undefined,
        },
      ]);

      // Hours lost are per week: one day counts seven times.
      const oneDay = await service.getScorecard({
        entity: component('checkout'),
        window: { fromMs: Date.parse('2026-11-21T10:00:00Z'), toMs: nowMs },
      });
      expect(oneDay.hoursLostPerWeek).toBeCloseTo((210 / 3600) * 7);

      const oneCluster = await service.getScorecard({
        entity: component('checkout'),
        window,
        cluster: 'prod-eus',
      });
      expect(oneCluster.clusters.map(({ cluster }) => cluster)).toEqual([
        'prod-eus',
      ]);
      // Five pulls of the week and five of the week before: the window widens to 30 days, since they are not 20.
      expect(oneCluster.areas.pullTime).toMatchObject({
        grade: 'A',
        samples: 10,
        evidence: 'p95 of 10 pulls in prod-eus, widened to 30 days',
        window: { from: '2026-10-23T11:00:00.000Z', to: card.window.to },
      });
      // The queue is not known there, so no cause is named.
      expect(oneCluster.cause).toBeUndefined();
      expect(oneCluster.collection).toEqual([]);

      const own = await service.getScorecard({
        entity: component('checkout', {
          'backstage.io/kubernetes-id': 'checkout',
          'pull-performance/pull-time-targets': '20,30,40,50',
        }),
        window,
      });
      expect(own.areas.pullTime).toMatchObject({ grade: 'A', target: 30 });
      const wrong = await service.getScorecard({
        entity: component('checkout', {
          'backstage.io/kubernetes-id': 'checkout',
          'pull-performance/pull-time-targets': '20,30',
        }),
        window,
      });
      expect(wrong.areas.pullTime).toMatchObject({
        grade: 'unknown',
        confidence: 'none',
        reason: {
          code: 'bad-targets',
          why: expect.stringContaining(
            'Annotation pull-performance/pull-time-targets needs four numbers',
          ),
        },
      });
      expect(wrong.areas.pullTime.value).toBe(card.areas.pullTime.value);
    },
  );
});
