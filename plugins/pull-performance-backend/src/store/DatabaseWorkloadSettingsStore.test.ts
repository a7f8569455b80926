import { Knex } from 'knex';
import { aBatch, aWorkload, SHOP, SHOP_REF, T0 } from './__testUtils__/records';
import { openStores, testDatabases } from './__testUtils__/stores';
import { DatabasePullStore } from './DatabasePullStore';
import { DatabaseWorkloadSettingsStore } from './DatabaseWorkloadSettingsStore';
import { NewestPod } from './WorkloadSettingsStore';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const settings = {
  serviceAccount: 'checkout',
  imagePullSecrets: ['acr'],
  nodeSelector: { constructor: 'x', 'kubernetes.io/os': 'linux' },
  nodeAffinity: [],
  tolerations: [{ key: 'a', operator: 'Exists' }],
};

jest.setTimeout(60_000);

function newest(podUid: string, more: Partial<NewestPod> = {}): NewestPod {
  return {
    workload: SHOP,
    podUid,
    podCreatedAtMs: T0,
    settings,
    containers: [{ name: 'app', kind: 'container', image: `app:${podUid}` }],
    ...more,
  };
}

describe.each(testDatabases().eachSupportedId())(
  'DatabaseWorkloadSettingsStore on %s',
  databaseId => {
    const databases = testDatabases();
    let store: DatabaseWorkloadSettingsStore;
    let pulls: DatabasePullStore;
    let knex: Knex;
    let clock: { nowMs: number };

    beforeEach(async () => {
      const opened = await openStores(databases, databaseId);
      store = opened.settings;
      pulls = opened.store;
      knex = opened.knex;
      clock = opened.clock;
      await pulls.apply(aBatch());
    });

    const save = (
      pods: NewestPod[],
      atMs = T0,
      more: { partial?: boolean } = {},
    ) => store.saveNewestPods({ pods, atMs, ...more });
    const stored = async () => {
      const { items } = await store.settingsOf({
        entityRef: SHOP_REF,
        limit: 1,
      });
      return items[0].pod;
    };
    const storedUid = async () => (await stored())?.containers[0].image;

    it('keeps what was told, and tells since when it is known', async () => {
      expect(await stored()).toBeUndefined();
      await save([newest('one')]);
      expect(await stored()).toEqual({
        settings,
        containers: [{ name: 'app', kind: 'container', image: 'app:one' }],
        observedAtMs: T0,
      });
      // The same within a day is no news.
      await save([newest('one')], T0 + dayMs);
      expect(await stored()).toMatchObject({ observedAtMs: T0 });
      await save([newest('one')], T0 + dayMs + 1);
      expect(await stored()).toMatchObject({ observedAtMs: T0 + dayMs + 1 });
      await save([newest('two', { settings: undefined })], T0 + dayMs + 2);
      expect(await stored()).toEqual({
        settings: undefined,
        containers: [{ name: 'app', kind: 'container', image: 'app:two' }],
        observedAtMs: T0 + dayMs + 2,
      });
    });

    it('takes an older pod from who knows all of them, and from others only after a day', async () => {
      const newer = newest('newer', { podCreatedAtMs: T0 + 1 });
      const older = newest('older');
      await save([newer]);
      await save([older], T0, { partial: true });
      expect(await storedUid()).toBe('app:newer');
      await save([older]);
      expect(await storedUid()).toBe('app:older');
      await save([newer], T0, { partial: true });
      expect(await storedUid()).toBe('app:newer');
      await save([older], T0 + dayMs, { partial: true });
      expect(await storedUid()).toBe('app:newer');
      await save([older], T0 + dayMs + 1, { partial: true });
      expect(await storedUid()).toBe('app:older');
      // Of the same age the larger UID counts, whoever comes first.
      await save([newest('zebra')], T0, { partial: true });
      await save([older], T0, { partial: true });
      expect(await storedUid()).toBe('app:zebra');
      // A newer one that is alike must not be taken for as old as the one before.
      const containers = [...(await stored())!.containers];
      await save([newest('ant', { containers, podCreatedAtMs: T0 + 9 })], T0, {
        partial: true,
      });
      await save([newest('bee', { podCreatedAtMs: T0 + 8 })], T0, {
        partial: true,
      });
      expect(await storedUid()).toBe('app:zebra');
    });

    it('takes the newest of several that are told at once, and many workloads', async () => {
      const workloads = Array.from({ length: 1_200 }, (_, index) => ({
        ...SHOP,
        name: `workload-${index}\u0000`,
      }));
      await save([
        ...workloads.map(workload => newest('one', { workload })),
        newest('old', { podCreatedAtMs: T0 - 1 }),
        newest('new'),
        newest('odd', { podCreatedAtMs: undefined }),
      ]);
      expect(await storedUid()).toBe('app:new');
      const [{ count }] = await knex('workload_settings').count({ count: '*' });
      expect(Number(count)).toBe(1_201);
    });

    it('pages through the workloads of a service, those of which pods were seen first', async () => {
      const named = (cluster: string, name: string) =>
        aWorkload({ cluster, name, labels: {} });
      const all = [
        ...['a', 'b', 'c'].map(name => named('prod-eu', name)),
        named('prod-us', 'a'),
        aWorkload({ name: 'other', entityRefs: ['component:default/other'] }),
      ];
      await pulls.apply(aBatch({ workloads: all }));
      await save(
        [all[2], all[3], all[4]].map(workload => newest('one', { workload })),
      );
      const page = async (offset?: number, cluster?: string) => {
        const { items, total } = await store.settingsOf({
          ...{ entityRef: SHOP_REF, limit: 2, offset, cluster },
        });
        return [
          ...items.map(({ workload, pod }) => [
            `${workload.cluster}/${workload.name}`,
            pod !== undefined,
          ]),
          total,
        ];
      };
      expect(await page()).toEqual([
        ['prod-eu/c', true],
        ['prod-us/a', true],
        5,
      ]);
      expect(await page(2)).toEqual([
        ['prod-eu/a', false],
        ['prod-eu/b', false],
        5,
      ]);
      expect(await page(4)).toEqual([['prod-eu/checkout', false], 5]);
      expect(await page(9)).toEqual([5]);
      expect(await page(0, 'prod-us')).toEqual([['prod-us/a', true], 1]);
      expect(await page(0, "' or 1=1 --")).toEqual([0]);
      const clusters = (more: { cluster?: string; limit?: number } = {}) =>
        store.clustersOf({ entityRef: SHOP_REF, limit: 9, ...more });
      expect(await clusters()).toEqual(['prod-eu', 'prod-us']);
      expect(await clusters({ limit: 1 })).toEqual(['prod-eu']);
      expect(await clusters({ cluster: 'prod-us' })).toEqual(['prod-us']);
    });

    it('removes what was not seen for long, and what is of workloads that are gone', async () => {
      await save([newest('one')]);
      await knex('workload_settings').insert({
        ...{ workload_id: 999, containers: '[]', pod_uid: 'x' },
        ...{ pod_created_at: T0, observed_at: T0 },
      });
      const prune = () => store.prune({ beforeMs: T0 });
      expect(await prune()).toBe(1);
      expect(await stored()).toBeDefined();
      // A workload is kept as long as this is known of it.
      clock.nowMs = T0 + 100 * dayMs;
      const pruneAll = () =>
        pulls.prune({
          pullsBeforeMs: clock.nowMs,
          rollupsBeforeMs: clock.nowMs,
        });
      await pruneAll();
      expect(await stored()).toBeDefined();
      expect(await store.prune({ beforeMs: T0 + 1 })).toBe(1);
      expect(await pruneAll()).toBe(1);
      expect(await knex('workloads')).toEqual([]);
    });

    it('takes what several tell at the same time', async () => {
      const workloads = Array.from({ length: 50 }, (_, index) => ({
        ...SHOP,
        name: `workload-${index}`,
      }));
      await Promise.all(
        ['a', 'b', 'c'].map(uid =>
          save(
            // Each in an order of its own.
            workloads
              .map(workload => newest(uid, { workload }))
              .sort(() => (uid === 'b' ? -1 : 1)),
            T0,
            { partial: true },
          ),
        ),
      );
      expect(await knex('workload_settings')).toHaveLength(50);
    });
  },
);
