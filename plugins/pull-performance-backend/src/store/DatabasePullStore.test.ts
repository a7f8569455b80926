import { InputError } from '@backstage/errors';
import {
  aBatch,
  aPull,
  aStart,
  aWorkload,
  SHOP,
  SHOP_REF,
  T0,
} from './__testUtils__/records';
import { contents } from './__testUtils__/contents';
import { openStores, testDatabases } from './__testUtils__/stores';
import { DAY_MS, HOUR_MS } from './buckets';
import { imageWaitMs } from './imageWait';
import { PullRecord } from './PullStore';

jest.setTimeout(60_000);

const subject = { entityRef: SHOP_REF };
const everything = { fromMs: 0, toMs: Date.UTC(2030, 0) };

const OUTCOMES = ['cold', 'warm', 'checked', 'present', 'failed'] as const;

function exactQuantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(q * (sorted.length - 1))];
}

describe('DatabasePullStore', () => {
  const databases = testDatabases();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    const open = () =>
      openStores(databases, databaseId as 'SQLITE_3' | 'POSTGRES_15');

    it('gives back what was stored', async () => {
      const { store } = await open();
      const pull = aPull({ nodePool: undefined });
      const failed = aPull({
        outcome: 'failed',
        cause: 'no-space',
        waitSeconds: undefined,
        pullSeconds: undefined,
        imageBytes: undefined,
        finishedAtMs: T0 + 1,
        message: 'no space left\0 on device',
      });
      const batch = aBatch({ pulls: [pull, failed] });
      expect(await store.apply(batch)).toEqual({
        newPulls: 2,
        newPodStarts: 0,
      });
      const { items } = await store.listPulls({
        subject,
        window: everything,
        limit: 10,
      });
      expect(items).toEqual([
        {
          ...failed,
          message: 'no space left\uFFFD on device',
          id: expect.any(String),
        },
        { ...pull, id: expect.any(String) },
      ]);
      const podUids = ['pod-1', 'pod-2'];
      expect(
        await store.findWorkloadsOfPods({ cluster: SHOP.cluster, podUids }),
      ).toEqual(new Map([['pod-1', SHOP]]));
      expect(
        await store.findWorkloadsOfPods({ cluster: 'other', podUids }),
      ).toEqual(new Map());
    });

    it('refuses records without a usable time and stores nothing then', async () => {
      const { store } = await open();
      for (const bad of [
        aPull({ finishedAtMs: NaN }),
        aPull({ finishedAtMs: 1e15 }),
        aPull({ occurrence: 0 }),
      ]) {
        await expect(
          store.apply(aBatch({ pulls: [aPull(), bad] })),
        ).rejects.toThrow(InputError);
      }
      const list = { subject, window: everything, limit: 10 };
      expect((await store.listPulls(list)).items).toEqual([]);
    });

    it('counts services with more workloads than are read at once', async () => {
      const { store } = await open();
      const names = Array.from({ length: 250 }, (_, i) => `worker-${i}`);
      await store.apply(
        aBatch({
          workloads: names.map(name => aWorkload({ name })),
          pulls: names.map(name =>
            aPull({ workload: { ...SHOP, name }, podUid: name }),
          ),
        }),
      );
      const question = {
        subject,
        window: { fromMs: T0 - DAY_MS, toMs: T0 + DAY_MS },
        by: [],
      };
      expect(await store.aggregatePulls(question)).toMatchObject([
        { count: 250 },
      ]);
    });

    it('counts every pull once in windows across hours and days', async () => {
      const { store } = await open();
      const clusters = ['prod-eu', 'prod-us'];
      const pulls = Array.from({ length: 1500 }, (_, i): PullRecord => {
        const outcome = OUTCOMES[i % 5];
        const waitSeconds =
          i % 7 === 0 ? undefined : (500 + ((i * 37) % 997) * 112) / 1000;
        return aPull({
          workload: { ...SHOP, cluster: clusters[i % 2] },
          podUid: `pod-${i % 50}`,
          nodePool: ['general', 'gpu', undefined][i % 3],
          outcome,
          cause: outcome === 'failed' ? 'timeout' : undefined,
          // Five days, edges of hours and days included.
          finishedAtMs:
            Date.UTC(2026, 10, 14) + ((i * 7919) % 480) * (HOUR_MS / 4),
          waitSeconds: outcome === 'present' ? 0 : waitSeconds,
          pullSeconds: waitSeconds && waitSeconds / 2,
        });
      });
      const workloads = clusters.map(cluster => aWorkload({ cluster }));
      await store.apply({
        workloads,
        pulls: pulls.slice(0, 1000),
        podStarts: [],
      });
      await store.apply({ workloads, pulls: pulls.slice(1000), podStarts: [] });

      const start = Date.UTC(2026, 10, 14);
      const windows = [
        [0, 120],
        [0, 24],
        [24, 48],
        [5, 9],
        [5, 53],
        [23, 25],
        [23, 49],
        [47, 96],
        [7, 7],
      ];
      for (const [fromHour, toHour] of windows) {
        const window = {
          fromMs: start + fromHour * HOUR_MS,
          toMs: start + toHour * HOUR_MS,
        };
        const inside = pulls.filter(
          ({ finishedAtMs }) =>
            finishedAtMs >= window.fromMs && finishedAtMs < window.toMs,
        );
        for (const step of [undefined, 'hour', 'day'] as const) {
          const groups = await store.aggregatePulls({
            subject,
            window,
            by: ['cluster', 'nodePool', 'outcome', 'cause'],
            step,
          });
          const stepMs = step === 'day' ? DAY_MS : HOUR_MS;
          const groupOf = (pull: PullRecord) =>
            JSON.stringify([
              pull.workload.cluster,
              pull.nodePool,
              pull.outcome,
              pull.cause,
              step && Math.floor(pull.finishedAtMs / stepMs) * stepMs,
            ]);
          expect(groups.length).toBe(new Set(inside.map(groupOf)).size);
          for (const group of groups) {
            const key = JSON.stringify([
              group.cluster,
              group.nodePool,
              group.outcome,
              group.cause,
              group.startMs,
            ]);
            const members = inside.filter(pull => groupOf(pull) === key);
            expect(group.count).toBe(members.length);
            const known = members
              .filter(({ outcome }) => outcome !== 'present')
              .flatMap(({ waitSeconds }) => waitSeconds ?? []);
            expect(group.waitSketch.count).toBe(known.length);
            expect(group.pullSketch.count).toBe(known.length);
            const sum = known.reduce((a, b) => a + b, 0);
            expect(group.waitSecondsSum).toBeCloseTo(sum, 6);
            expect(group.waitSecondsMax).toBe(Math.max(0, ...known));
            expect(group.splitWaitSecondsSum).toBeCloseTo(sum, 6);
            expect(group.splitPullSecondsSum).toBeCloseTo(sum / 2, 6);
            for (const q of known.length > 0 ? [0.5, 0.95] : []) {
              const exact = exactQuantile(known, q);
              const off = Math.abs(group.waitSketch.quantile(q)! - exact);
              expect(off / exact).toBeLessThanOrEqual(0.01 + 1e-9);
            }
          }
        }
      }
      const [whole, ...rest] = await store.aggregatePulls({
        subject,
        window: everything,
        cluster: 'prod-us',
        by: [],
      });
      expect(rest).toEqual([]);
      expect(whole.count).toBe(750);
    });

    it('changes nothing when two replicas apply the same batch at once', async () => {
      const { store, knex } = await open();
      const errors: string[] = [];
      knex.on('query-error', error => errors.push(error.message));
      const pulls = Array.from({ length: 300 }, (_, i) =>
        aPull({
          podUid: `pod-${i % 40}`,
          workload: { ...SHOP, name: `w${i % 30}` },
          finishedAtMs: T0 + i * 60_000,
        }),
      );
      const podStarts = Array.from({ length: 40 }, (_, i) =>
        aStart({
          podUid: `pod-${i}`,
          workload: { ...SHOP, name: `w${i % 30}` },
          readyAtMs: T0 + i * 90_000,
        }),
      );
      const workloads = Array.from({ length: 30 }, (_, i) =>
        aWorkload({ name: `w${i}` }),
      );
      const batch = { workloads, pulls, podStarts };
      const reversed = {
        // Labels and services differ too: that locks workloads.
        workloads: workloads
          .map((workload, i) => ({
            ...workload,
            labels: i % 2 ? { app: 'other' } : workload.labels,
            entityRefs: i % 3 ? [SHOP_REF, `${SHOP_REF}-${i}`] : [SHOP_REF],
          }))
          .reverse(),
        pulls: [...pulls].reverse(),
        podStarts: [...podStarts].reverse(),
      };
      const onlyPulls = { ...batch, podStarts: [] };
      const onlyStarts = { ...reversed, pulls: [] };
      const results = await Promise.all(
        [batch, reversed, onlyStarts, onlyPulls, batch].map(each =>
          store.apply(each),
        ),
      );
      // Nobody had to try again: locks are taken in one order.
      expect(errors).toEqual([]);
      const total = (name: 'newPulls' | 'newPodStarts') =>
        results.reduce((sum, result) => sum + result[name], 0);
      expect(total('newPulls')).toBe(300);
      expect(total('newPodStarts')).toBe(40);

      const [aggregate] = await store.aggregatePulls({
        subject,
        window: everything,
        by: [],
      });
      expect(aggregate.count).toBe(300);
      expect(aggregate.waitSketch.count).toBe(300);
      const [starts] = await store.aggregatePodStarts({
        subject,
        window: everything,
      });
      expect(starts.starts).toBe(40);
      const exactMs = podStarts.reduce(
        (sum, start) =>
          sum +
          imageWaitMs(
            pulls.filter(({ podUid }) => podUid === start.podUid),
            start,
          ),
        0,
      );
      expect(starts.imageWaitSecondsSum).toBeCloseTo(exactMs / 1000, 6);
      const { links: _, ...before } = await contents(knex);
      await store.apply(reversed);
      expect(await contents(knex)).toMatchObject(before);
    });
  });
});
