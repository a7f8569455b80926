import {
  aBatch,
  aPull,
  aWorkload,
  SHOP,
  SHOP_REF,
  T0,
} from './__testUtils__/records';
import { openStores, testDatabases } from './__testUtils__/stores';
import { HOUR_MS } from './buckets';

jest.setTimeout(60_000);

const everything = { fromMs: 0, toMs: Date.UTC(2030, 0) };

describe('DatabasePullStore: workloads', () => {
  const databases = testDatabases();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    const open = () =>
      openStores(databases, databaseId as 'SQLITE_3' | 'POSTGRES_15');

    it('keeps which services a workload belongs to', async () => {
      const { store, collection, clock } = await open();
      await collection.saveState({
        cluster: SHOP.cluster,
        access: 'kubeconfig',
        state: 'collecting',
        problems: [],
      });
      const labels = JSON.parse('{"app":"checkout","__proto__":"x"}');
      await store.apply(
        aBatch({
          workloads: [aWorkload({ labels }), aWorkload({ name: 'worker' })],
          pulls: [aPull(), aPull({ workload: { ...SHOP, name: 'stray' } })],
        }),
      );
      const [first, second] = await store.listWorkloads({ limit: 2 });
      const [third, ...rest] = await store.listWorkloads({
        afterId: second.id,
        limit: 2,
      });
      expect(rest).toEqual([]);
      const byName = Object.fromEntries(
        [first, second, third].map(workload => [workload.name, workload]),
      );
      expect(JSON.stringify(byName.checkout.labels)).toBe(
        '{"__proto__":"x","app":"checkout"}',
      );
      expect(byName.checkout.entityRefs).toEqual([SHOP_REF]);
      expect(byName.stray).toMatchObject({ labels: {}, entityRefs: [] });
      const of = { entityRef: SHOP_REF, limit: 1 };
      expect(await store.workloadsOf(of)).toEqual({ items: [SHOP], total: 2 });

      clock.nowMs = T0 + HOUR_MS;
      const unowned = async () => {
        // They are counted once a minute.
        clock.nowMs += 60_000;
        const [state] = await collection.listStates({ limit: 10 });
        return state.unownedPulls;
      };
      expect(await unowned()).toBe(1);
      const other = 'component:default/other';
      await store.linkWorkloads([
        { workloadId: byName.stray.id, entityRefs: [other, other] },
        { workloadId: byName.checkout.id, entityRefs: [] },
        { workloadId: 987_654, entityRefs: [other] },
      ]);
      expect(await unowned()).toBe(1);
      const count = async (ref: string) =>
        (
          await store.aggregatePulls({
            subject: { entityRef: ref },
            window: everything,
            by: [],
          })
        ).map(group => group.count);
      expect(await count(other)).toEqual([1]);
      expect(await count(SHOP_REF)).toEqual([]);
      await store.apply(
        aBatch({ workloads: [aWorkload({ entityRefs: [other] })] }),
      );
      expect(await unowned()).toBe(0);
      expect(await count(other)).toEqual([2]);
      // A pull alone says nothing of labels and services.
      await store.apply(aBatch({ workloads: [], pulls: [aPull()] }));
      expect(await count(other)).toEqual([3]);
    });
  });
});
