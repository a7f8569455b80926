import { InputError } from '@backstage/errors';
import { aPull, aWorkload, SHOP, SHOP_REF, T0 } from './__testUtils__/records';
import { openStores, testDatabases } from './__testUtils__/stores';
import { PullRecord } from './PullStore';

jest.setTimeout(60_000);

const subject = { entityRef: SHOP_REF };
const everything = { fromMs: 0, toMs: Date.UTC(2030, 0) };

describe('DatabasePullStore: listing', () => {
  const databases = testDatabases();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    const open = () =>
      openStores(databases, databaseId as 'SQLITE_3' | 'POSTGRES_15');

    it('pages through all pulls, newest first, each once', async () => {
      const { store } = await open();
      const pulls = Array.from({ length: 57 }, (_, i) =>
        aPull({
          // Many finish in the same second.
          finishedAtMs: T0 + Math.floor(i / 10) * 1000,
          outcome: i % 3 === 0 ? 'checked' : 'cold',
          workload: { ...SHOP, name: `w${i % 4}` },
        }),
      );
      const workloads = [0, 1, 2].map(i => aWorkload({ name: `w${i}` }));
      await store.apply({ workloads, pulls, podStarts: [] });
      const pagesOf = async (limit: number, outcome?: 'checked') => {
        const seen: PullRecord[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.listPulls({
            subject,
            window: { fromMs: T0, toMs: T0 + 5_000 },
            outcome,
            limit,
            cursor,
          });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor && seen.length < 2 * pulls.length);
        return seen;
      };
      const owned = pulls.filter(
        ({ workload, finishedAtMs }) =>
          workload.name !== 'w3' && finishedAtMs < T0 + 5_000,
      );
      const uids = (list: PullRecord[]) =>
        list.map(({ eventUid }) => eventUid).sort();
      for (const limit of [1, 7, owned.length, 100]) {
        const seen = await pagesOf(limit);
        expect(uids(seen)).toEqual(uids(owned));
        const times = seen.map(({ finishedAtMs }) => finishedAtMs);
        expect(times).toEqual([...times].sort((a, b) => b - a));
      }
      expect(uids(await pagesOf(5, 'checked'))).toEqual(
        uids(owned.filter(({ outcome }) => outcome === 'checked')),
      );
      const unowned = await store.listPulls({
        subject: { unownedIn: SHOP.cluster },
        window: everything,
        limit: 100,
      });
      expect(uids(unowned.items)).toEqual(
        uids(pulls.filter(({ workload }) => workload.name === 'w3')),
      );
      const encoded = (text: string) => Buffer.from(text).toString('base64url');
      for (const cursor of [
        '',
        'x',
        encoded('1'),
        encoded('1.2.3'),
        encoded('-1.2'),
        encoded("1.2'--"),
        encoded(`1.${'9'.repeat(40)}`),
        'A'.repeat(10_000),
      ]) {
        const asked = { subject, window: everything, limit: 5, cursor };
        await expect(store.listPulls(asked)).rejects.toThrow(/cursor/);
        await expect(store.listPulls(asked)).rejects.toThrow(InputError);
      }
    });

    it('names the newest failure of each cluster and cause', async () => {
      const { store } = await open();
      const failure = (
        cause: PullRecord['cause'],
        second: number,
        cluster = SHOP.cluster,
      ) =>
        aPull({
          outcome: 'failed',
          cause,
          workload: { ...SHOP, cluster },
          finishedAtMs: T0 + second * 1000,
          message: `${cause} at ${second}`,
        });
      const workloads = [aWorkload(), aWorkload({ cluster: 'prod-us' })];
      await store.apply({
        workloads,
        pulls: [
          failure('not-found', 1),
          failure('not-found', 9),
          failure('not-found', 4),
          failure('timeout', 2),
          failure('timeout', 3, 'prod-us'),
          failure('timeout', 99),
          aPull({ finishedAtMs: T0 + 8_000 }),
        ],
        podStarts: [],
      });
      const window = { fromMs: T0, toMs: T0 + 50_000 };
      expect(await store.latestFailures({ subject, window })).toEqual([
        { cluster: 'prod-eu', cause: 'not-found', message: 'not-found at 9' },
        { cluster: 'prod-eu', cause: 'timeout', message: 'timeout at 2' },
        { cluster: 'prod-us', cause: 'timeout', message: 'timeout at 3' },
      ]);
      const asked = { subject, window, cluster: 'prod-us' };
      expect(await store.latestFailures(asked)).toHaveLength(1);
    });
  });
});
