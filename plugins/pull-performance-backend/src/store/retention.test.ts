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
import { DAY_MS } from './buckets';

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
