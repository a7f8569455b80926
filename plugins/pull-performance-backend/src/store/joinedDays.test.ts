import { TestDatabaseId } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { DAY_MS, DAYS_PER_SPAN, HOUR_MS, windowParts } from './buckets';
import {
  aBatch,
  aPull,
  aStart,
  aWorkload,
  SHOP,
  SHOP_REF,
} from './__testUtils__/records';
import { openStores, testDatabases } from './__testUtils__/stores';

const subject = { entityRef: SHOP_REF };

describe('windowParts with joined days', () => {
  it('covers each hour of a window once', () => {
    const hour = fc.integer({ min: 0, max: 24 * 60 });
    fc.assert(
      fc.property(
        hour,
        hour,
        fc.nat({ max: 10 }),
        (one, other, joinedBefore) => {
          const [from, to] = [Math.min(one, other), Math.max(one, other) + 1];
          const { spans, days, hours } = windowParts(
            { fromMs: from * HOUR_MS, toMs: to * HOUR_MS },
            { joinedBefore },
          );
          const covered = [
            ...(spans ? [spans] : []).map(range => ({
              from: range.from * DAYS_PER_SPAN * 24,
              to: range.to * DAYS_PER_SPAN * 24,
            })),
            ...days.map(range => ({
              from: range.from * 24,
              to: range.to * 24,
            })),
            ...hours,
          ].flatMap(range =>
            Array.from(
              { length: range.to - range.from },
              (_, i) => range.from + i,
            ),
          );
          expect(covered.sort((a, b) => a - b)).toEqual(
            Array.from({ length: to - from }, (_, i) => from + i),
          );
          expect(spans?.to ?? 0).toBeLessThanOrEqual(joinedBefore);
        },
      ),
    );
  });
});

describe('joined days', () => {
  const databases = testDatabases();

  async function start(databaseId: TestDatabaseId) {
    const stores = await openStores(
      databases,
      databaseId as 'SQLITE_3' | 'POSTGRES_15',
    );
    const firstDay = Math.floor(stores.clock.nowMs / DAY_MS) - 60;
    const atMs = (day: number, hour = 9) =>
      (firstDay + day) * DAY_MS + hour * HOUR_MS;
    let pods = 0;
    /** A pull and a start of each of these days. */
    const batchOf = (days: readonly number[], workload = SHOP) => {
      const records = days.map(day => {
        pods += 1;
        const podUid = `pod-${pods}`;
        const pull = aPull({
          workload,
          podUid,
          finishedAtMs: atMs(day),
          waitSeconds: day + 1,
          nodePool: `pool-${day % 2}`,
        });
        const podStart = aStart({
          workload,
          podUid,
          scheduledAtMs: atMs(day) - 20_000,
          readyAtMs: atMs(day) + 1000 * day,
        });
        return { pull, podStart };
      });
      return aBatch({
        workloads: [aWorkload(workload)],
        pulls: records.map(({ pull }) => pull),
        podStarts: records.map(({ podStart }) => podStart),
      });
    };
    const other = { ...SHOP, cluster: 'prod-us' };
    const addHistory = async () => {
      const days = Array.from({ length: 60 }, (_, day) => day);
      await stores.store.apply(batchOf(days));
      const some = days.filter(day => day % 3 === 0);
      await stores.store.apply(batchOf(some, other));
    };
    const addLate = async () => {
      await stores.store.apply(batchOf([0, 9, 9, 30]));
      await stores.store.apply(batchOf([12], { ...SHOP, name: 'new' }));
    };
    /** What is answered about windows whose edges lie everywhere in spans. */
    const answers = async () => {
      const all = [];
      for (const [from, to] of [
        [0, 60],
        [3, 41],
        [7.5, 8.5],
        [8, 16],
        [9.3, 55.1],
      ]) {
        const window = { fromMs: atMs(from, 0), toMs: atMs(to, 0) };
        const pulls = await stores.store.aggregatePulls({
          subject,
          window,
          by: ['cluster', 'nodePool', 'outcome'],
        });
        all.push(
          pulls.map(({ waitSketch, pullSketch, ...sums }) => ({
            ...sums,
            p95: waitSketch.quantile(0.95),
            pulls: pullSketch.count,
          })),
          (await stores.store.aggregatePodStarts({ subject, window })).map(
            ({ readySketch, ...sums }) => ({
              ...sums,
              p95: readySketch.quantile(0.95),
            }),
          ),
        );
      }
      return all;
    };
    const joinedRows = async () =>
      (await stores.knex('pull_rollups_joined')).length;
    return { ...stores, batchOf, addHistory, addLate, answers, joinedRows };
  }

  it.each(databases.eachSupportedId())(
    'change no answer, nor do late changes of joined days, %p',
    async databaseId => {
      const bench = await start(databaseId);
      const { store, answers, joinedRows, clock } = bench;
      await bench.addHistory();
      const before = await answers();
      await store.joinDays();
      const rows = await joinedRows();
      expect(rows).toBeGreaterThan(20);
      // The first answer tells that days are joined, later ones stand on them.
      await answers();
      expect(await answers()).toEqual(before);

      // History of days that are joined: the same answers as without joined days.
      await bench.addLate();
      const late = await answers();
      expect(late).not.toEqual(before);
      const plain = await start(databaseId);
      await plain.addHistory();
      await plain.addLate();
      expect(late).toEqual(await plain.answers());

      // Nothing is joined twice; as time passes, more is.
      await store.joinDays();
      const same = await joinedRows();
      clock.nowMs += DAYS_PER_SPAN * DAY_MS;
      await store.joinDays();
      expect(await joinedRows()).toBeGreaterThan(same);
      expect(await answers()).toEqual(late);

      // Past their retention they go as days do.
      await store.prune({
        pullsBeforeMs: clock.nowMs,
        rollupsBeforeMs: clock.nowMs,
      });
      expect(await joinedRows()).toBe(0);
    },
    30_000,
  );

  it('stop where they are told to, and go on later', async () => {
    const { store, batchOf, answers, joinedRows } = await start('SQLITE_3');
    await store.apply(batchOf([1, 2, 20]));
    const before = await answers();
    await store.joinDays({ signal: AbortSignal.abort() });
    expect(await joinedRows()).toBe(0);
    await answers();
    expect(await answers()).toEqual(before);
    // Between the marks, writers join what they change.
    await store.apply(batchOf([2]));
    const changed = await answers();
    await store.joinDays();
    await answers();
    expect(await answers()).toEqual(changed);
  });
});
