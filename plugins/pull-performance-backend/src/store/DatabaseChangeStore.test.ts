import { Knex } from 'knex';
import { openStores, testDatabases } from './__testUtils__/stores';
import { ChangeRecord } from './ChangeStore';
import { DatabaseChangeStore } from './DatabaseChangeStore';

jest.setTimeout(60_000);

const marker = '0123456789abcdef';

function change(id: string, more: Partial<ChangeRecord> = {}): ChangeRecord {
  return {
    id,
    entityRef: 'component:default/web',
    fix: 'prepull-daemonset',
    values: { target: 'prod/shop/Deployment/web', images: ['a:1'] },
    recordedAtMs: 1_000,
    ...more,
  };
}

describe.each(testDatabases().eachSupportedId())(
  'DatabaseChangeStore on %s',
  databaseId => {
    const databases = testDatabases();
    let store: DatabaseChangeStore;
    let knex: Knex;

    beforeAll(async () => {
      const opened = await openStores(databases, databaseId);
      store = opened.changes;
      knex = opened.knex;
    });

    beforeEach(async () => {
      await knex('changes').delete();
      await knex('change_markers').delete();
    });

    it('keeps what was recorded, odd texts too', async () => {
      const odd = { note: 'a\u0000b "quoted" \u{1f433}', __proto__: null };
      const stored = await store.addChange(
        change('one', {
          url: 'https://git.example/pull/1',
          marker,
          values: odd,
          recordedBy: 'user:default/ann',
        }),
      );
      expect(await store.getChange('one')).toEqual(stored);
      expect(stored).toMatchObject({
        ...{ id: 'one', fix: 'prepull-daemonset', marker, sightings: [] },
        ...{ values: { note: odd.note }, recordedBy: 'user:default/ann' },
        toldRolloutAtMs: undefined,
      });
      expect(await store.getChange('other')).toBeUndefined();
    });

    it('records the same change once, and changes without address or marker each', async () => {
      const url = 'https://git.example/pull/1';
      await store.addChange(change('one', { url, marker }));
      const again = await store.addChange(
        change('two', { url, marker, recordedAtMs: 2_000 }),
      );
      expect(again).toMatchObject({ id: 'one', recordedAtMs: 1_000 });
      await store.addChange(change('three', { url: `${url}0`, marker }));
      await store.addChange(change('four'));
      await store.addChange(change('five'));
      expect(await store.countChanges({})).toBe(4);
    });

    it('lists newest first, page by page, of one entity or all', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'];
      for (const [index, id] of ids.entries()) {
        // Two of the same time.
        const recordedAtMs = Math.floor(index / 2) * 1_000;
        const entityRef = `component:default/${id === 'd' ? 'other' : 'web'}`;
        await store.addChange(change(id, { recordedAtMs, entityRef }));
      }
      const listed: string[] = [];
      for (let after; ; ) {
        const page = await store.listChanges({ after, limit: 2 });
        listed.push(...page.map(({ id }) => id));
        if (page.length < 2) break;
        after = page[1];
      }
      expect(listed).toEqual(['e', 'd', 'c', 'b', 'a']);
      const entityRef = 'component:default/web';
      const own = await store.listChanges({ entityRef, limit: 10 });
      expect(own.map(({ id }) => id)).toEqual(['e', 'c', 'b', 'a']);
      expect(await store.countChanges({ entityRef })).toBe(4);
    });

    it('knows where a label was seen first, also before the change was recorded', async () => {
      await store.noteMarkers({
        cluster: 'prod',
        sightings: [{ marker, atMs: 700 }],
      });
      await store.noteMarkers({
        cluster: 'prod',
        sightings: [{ marker, atMs: 900 }],
      });
      await store.noteMarkers({
        cluster: 'test',
        sightings: [
          { marker, atMs: 600 },
          { marker, atMs: 500 },
          { marker: 'feedfeed', atMs: 1 },
        ],
      });
      const { sightings } = await store.addChange(change('one', { marker }));
      expect(sightings).toEqual([
        { cluster: 'test', firstSeenAtMs: 500 },
        { cluster: 'prod', firstSeenAtMs: 700 },
      ]);
      await store.tellRollout({ id: 'one', atMs: 650 });
      expect(await store.getChange('one')).toMatchObject({
        toldRolloutAtMs: 650,
      });
    });

    it('keeps at most 1,000 labels of a cluster', async () => {
      const sightings = Array.from({ length: 1_500 }, (_, index) => ({
        marker: `marker${String(index).padStart(6, '0')}`,
        atMs: 2_000,
      }));
      await store.noteMarkers({ cluster: 'prod', sightings });
      await store.noteMarkers({
        cluster: 'prod',
        // One that is known, and one that is not.
        sightings: [
          { marker: 'marker000000', atMs: 1_000 },
          { marker: 'another0', atMs: 1_000 },
        ],
      });
      const rows = await knex('change_markers').orderBy('marker');
      expect(rows).toHaveLength(1_000);
      expect(Number(rows[0].first_seen_at)).toBe(1_000);
    });

    it('removes what is old, but no label of a change that is kept', async () => {
      await store.addChange(change('old', { marker: 'oldmarker' }));
      await store.addChange(change('new', { marker, recordedAtMs: 9_000 }));
      await store.noteMarkers({
        cluster: 'prod',
        sightings: [
          { marker, atMs: 1 },
          { marker: 'oldmarker', atMs: 1 },
          { marker: 'unowned0', atMs: 1 },
          { marker: 'unowned1', atMs: 9_000 },
        ],
      });
      expect(await store.prune({ beforeMs: 5_000 })).toBe(3);
      expect(await store.listChanges({ limit: 10 })).toMatchObject([
        { id: 'new', sightings: [{ cluster: 'prod' }] },
      ]);
      expect(await knex('change_markers').pluck('marker')).toEqual(
        expect.arrayContaining([marker, 'unowned1']),
      );
    });
  },
);
