import { mockServices } from '@backstage/backend-test-utils';
import { openStores, testDatabases } from './__testUtils__/stores';
import { ClusterCollectionState } from './CollectionStore';
import { DatabaseCollectionStore } from './DatabaseCollectionStore';

jest.setTimeout(60_000);

function aState(
  cluster: string,
  more: Partial<ClusterCollectionState> = {},
): ClusterCollectionState {
  return {
    cluster,
    access: 'kubernetes-plugin',
    state: 'collecting',
    problems: [],
    ...more,
  };
}

describe('DatabaseCollectionStore', () => {
  const databases = testDatabases();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    const open = () =>
      openStores(databases, databaseId as 'SQLITE_3' | 'POSTGRES_15');

    it('keeps states, pages through them and forgets removed clusters', async () => {
      const { collection } = await open();
      const problem = {
        code: 'forbidden',
        what: 'events cannot be listed',
        why: '403',
        next: 'Add the rule',
        count: 3,
        firstSeenAtMs: 1,
        lastSeenAtMs: 2,
      };
      const full = aState('b', {
        title: 'Production',
        state: 'degraded',
        lastSuccessAtMs: Date.UTC(2026, 10, 22),
        lagSeconds: 1.5,
        eventLifetimeMs: 61_000,
        problems: [problem],
      });
      await collection.saveState(aState('b'));
      await collection.saveState(full);
      await collection.saveState(aState('a'));
      await collection.saveState(aState('C'));
      await collection.addGap('a', { fromMs: 1, toMs: 2, why: 'down' });
      expect(await collection.getState('b')).toEqual(full);
      expect(await collection.getState('x')).toBeUndefined();
      expect(await collection.countStates()).toBe(3);
      const page = await collection.listStates({ limit: 2 });
      expect(page.map(({ cluster }) => cluster)).toEqual(['C', 'a']);
      expect(
        await collection.listStates({ afterCluster: 'a', limit: 2 }),
      ).toEqual([{ ...full, gaps: [], unownedPulls: 0 }]);

      await collection.keepOnly(['b', 'new']);
      expect(await collection.countStates()).toBe(1);
      await collection.saveState(aState('a'));
      const [again] = await collection.listStates({ limit: 1 });
      expect(again.gaps).toEqual([]);
    });

    it('widens a gap that overlaps or touches another with the same reason', async () => {
      const { collection } = await open();
      await collection.saveState(aState('a'));
      const add = (fromMs: number, toMs: number, why = 'down') =>
        collection.addGap('a', { fromMs, toMs, why });
      await add(10, 20);
      await add(30, 40);
      await add(15, 18);
      await add(50, 60);
      await add(35, 45, '403');
      await collection.addGap('b', { fromMs: 0, toMs: 100, why: 'down' });
      const gaps = async () => {
        const [state] = await collection.listStates({ limit: 1 });
        return state.gaps.map(({ fromMs, toMs, why }) => [fromMs, toMs, why]);
      };
      expect(await gaps()).toEqual([
        [50, 60, 'down'],
        [35, 45, '403'],
        [30, 40, 'down'],
        [10, 20, 'down'],
      ]);
      await add(20, 30);
      expect(await gaps()).toEqual([
        [50, 60, 'down'],
        [35, 45, '403'],
        [10, 40, 'down'],
      ]);
    });

    it('gives a lease to one holder, until it ends or is released', async () => {
      const { collection, clock } = await open();
      const acquire = (holder: string, cluster = 'a') =>
        collection.acquireLease({ cluster, holder, ttlMs: 1000 });
      expect(await acquire('one')).toBe(true);
      expect(await acquire('two')).toBe(false);
      expect(await acquire('two', 'b')).toBe(true);
      clock.nowMs += 999;
      expect(await acquire('one')).toBe(true);
      clock.nowMs += 999;
      expect(await acquire('two')).toBe(false);
      clock.nowMs += 1;
      expect(await acquire('two')).toBe(true);
      expect(await acquire('one')).toBe(false);
      await collection.releaseLease({ cluster: 'a', holder: 'one' });
      expect(await acquire('one')).toBe(false);
      await collection.releaseLease({ cluster: 'a', holder: 'two' });
      expect(await acquire('one')).toBe(true);
    });

    it('takes no lease for given that ends later than any can: the clock was set back', async () => {
      const { collection, clock } = await open();
      const acquire = (holder: string) =>
        collection.acquireLease({ cluster: 'a', holder, ttlMs: 20_000 });
      clock.nowMs += 3_600_000;
      expect(await acquire('one')).toBe(true);
      clock.nowMs -= 1_000;
      expect(await acquire('two')).toBe(false);
      clock.nowMs -= 3_599_000;
      expect(await acquire('two')).toBe(true);
      expect(await acquire('one')).toBe(false);
    });

    it("lets leases go by the database's clock, which replicas share", async () => {
      const { knex } = await open();
      const database = mockServices.database({ knex });
      const collection = await DatabaseCollectionStore.create({ database });
      const acquire = (holder: string) =>
        collection.acquireLease({ cluster: 'a', holder, ttlMs: 600_000 });
      expect(await acquire('one')).toBe(true);
      const ownClock = Date.now();
      const spy = jest.spyOn(Date, 'now');
      try {
        const isPostgres = databaseId !== 'SQLITE_3';
        spy.mockReturnValue(ownClock + 3_600_000);
        expect(await acquire('two')).toBe(!isPostgres);
      } finally {
        spy.mockRestore();
      }
    });

    it('gives a lease to one of many that ask at once', async () => {
      const { collection } = await open();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          collection.acquireLease({
            cluster: 'a',
            holder: `replica-${i}`,
            ttlMs: 1000,
          }),
        ),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
    });
  });
});
