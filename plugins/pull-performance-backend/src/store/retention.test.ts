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
import { TimeWindow } from './PullStore';

jest.setTimeout(60_000);

const subject = { entityRef: SHOP_REF };
const everything = { fromMs: 0, toMs: Date.UTC(2030, 0) };

describe('DatabasePullStore: retention', () => {
  const databases = testDatabases();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    const open = () =>
      openStores(databases, databaseId as 'SQLITE_3' | 'POSTGRES_15');

    it('keeps a pull out for good once its time is pruned', async () => {
      const { store, knex, clock } = await open();
      const old = aPull({ finishedAtMs: T0 - 20 * DAY_MS, podUid: 'old' });
      const oldStart = aStart({
        podUid: 'old',
        scheduledAtMs: old.finishedAtMs - 60_000,
        readyAtMs: old.finishedAtMs + 5_000,
      });
      const ancient = aPull({
        finishedAtMs: T0 - 500 * DAY_MS,
        workload: { ...SHOP, name: 'gone' },
      });
      const batch = aBatch({
        workloads: [aWorkload(), aWorkload({ name: 'gone' })],
        pulls: [old, ancient, aPull({ podUid: 'new' })],
        podStarts: [oldStart, aStart({ podUid: 'new', readyAtMs: T0 })],
      });
      clock.nowMs = T0 - 500 * DAY_MS;
      await store.apply(batch);
      clock.nowMs = T0;
      await store.apply(aBatch());

      const retention = {
        pullsBeforeMs: T0 - 14 * DAY_MS,
        rollupsBeforeMs: T0 - 400 * DAY_MS,
      };
      const aborted = AbortSignal.abort();
      expect(await store.prune({ ...retention, signal: aborted })).toBe(0);
      // Two pulls, a pod of a start and one of a pull, a day, a workload.
      expect(await store.prune(retention)).toBe(6);
      expect(await store.prune(retention)).toBe(0);
      expect(await knex('pods').pluck('pod_uid')).toEqual(['new']);
      expect(await knex('pulls').pluck('event_uid')).toHaveLength(1);
      expect(await knex('workloads').pluck('name')).toEqual(['checkout']);
      expect(await knex('workload_services')).toHaveLength(1);

      const before = await contents(knex);
      await store.apply({ ...batch, workloads: [] });
      expect(await contents(knex)).toEqual(before);
      const question = { subject, window: everything };
      const [{ count }] = await store.aggregatePulls({ ...question, by: [] });
      expect(count).toBe(2);
      const [{ starts }] = await store.aggregatePodStarts(question);
      expect(starts).toBe(2);
    });

    it('takes the history of a cluster that had nothing to prune', async () => {
      const { store } = await open();
      const retention = {
        pullsBeforeMs: T0 - 14 * DAY_MS,
        rollupsBeforeMs: T0 - 400 * DAY_MS,
      };
      const pullOf = (cluster: string, days: number) =>
        aPull({
          workload: { ...SHOP, cluster },
          podUid: `${cluster}-${days}`,
          finishedAtMs: T0 - days * DAY_MS,
        });
      await store.prune(retention);
      await store.apply(
        aBatch({ pulls: [pullOf('first', 30), pullOf('first', 20)] }),
      );
      await store.prune(retention);
      const late = [30, 21, 20, 19].map(days => pullOf('first', days));
      expect(await store.apply(aBatch({ pulls: late }))).toMatchObject({
        newPulls: 1,
      });
      const other = [30, 21, 20, 19].map(days => pullOf('second', days));
      expect(await store.apply(aBatch({ pulls: other }))).toMatchObject({
        newPulls: 4,
      });
    });

    it('answers from whole days once hours are no longer kept', async () => {
      const { store, knex } = await open();
      const at = (days: number, hour: number) =>
        Math.floor(T0 / DAY_MS) * DAY_MS - days * DAY_MS + hour * HOUR_MS;
      const pulls = [at(20, 3), at(20, 15), at(2, 3), at(2, 15)].map(
        finishedAtMs => aPull({ finishedAtMs, podUid: `pod-${finishedAtMs}` }),
      );
      await store.apply(aBatch({ workloads: [aWorkload()], pulls }));
      const afternoons = { fromMs: at(20, 12), toMs: at(2, 12) };
      const countOf = async (window: TimeWindow, step?: 'hour' | 'day') =>
        (await store.aggregatePulls({ subject, window, by: [], step })).reduce(
          (sum, { count }) => sum + count,
          0,
        );
      expect(await store.answeredWindow({ window: afternoons })).toEqual(
        afternoons,
      );
      expect(await countOf(afternoons)).toBe(2);

      const retention = { pullsBeforeMs: at(13, 9), rollupsBeforeMs: 0 };
      const hoursKept = async () =>
        (await knex('pull_rollups').whereNotNull('hours').pluck('day')).length;
      await store.prune(retention);
      // A question that has just begun still finds them.
      expect(await hoursKept()).toBe(2);
      await store.prune(retention);
      expect(await hoursKept()).toBe(1);
      const answered = await store.answeredWindow({ window: afternoons });
      expect(answered).toEqual({ fromMs: at(20, 0), toMs: at(2, 12) });
      expect(await countOf(afternoons)).toBe(3);
      expect(await countOf(answered)).toBe(3);
      const long = { fromMs: at(20, 12), toMs: at(20, 13) };
      expect(await store.answeredWindow({ window: long })).toEqual({
        fromMs: at(20, 0),
        toMs: at(19, 0),
      });
      expect(await countOf(long)).toBe(2);
      expect(
        await store.answeredWindow({ window: afternoons, step: 'hour' }),
      ).toEqual({ fromMs: at(13, 0), toMs: at(2, 12) });
      expect(await countOf(afternoons, 'hour')).toBe(1);
      const [step, ...others] = await store.aggregatePulls({
        subject,
        window: { fromMs: at(20, 12), toMs: at(20, 14) },
        by: [],
        step: 'day',
      });
      expect(others).toEqual([]);
      expect(step).toMatchObject({ startMs: at(20, 0), count: 2 });

      // History of a day without hours has none either.
      await store.apply(
        aBatch({
          pulls: [
            aPull({
              workload: { ...SHOP, cluster: 'late' },
              finishedAtMs: at(20, 5),
            }),
          ],
        }),
      );
      expect(await hoursKept()).toBe(1);
    });

    it('prunes more rows than one batch holds', async () => {
      const { store } = await open();
      const pulls = Array.from({ length: 1100 }, (_, i) =>
        aPull({ finishedAtMs: T0 + i }),
      );
      await store.apply(aBatch({ pulls: pulls.slice(0, 600) }));
      await store.apply(aBatch({ pulls: pulls.slice(600) }));
      const removed = await store.prune({
        pullsBeforeMs: T0 + DAY_MS,
        rollupsBeforeMs: 0,
      });
      expect(removed).toBe(1101);
    });
  });
});
