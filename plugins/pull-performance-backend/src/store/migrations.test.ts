import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { aggregatePodStarts, aggregatePulls } from './aggregates';
import { PullSums } from './pullSums';
import { PullDimension } from './PullStore';
import { QuantileSketch } from './QuantileSketch';
import { testDatabases } from './__testUtils__/stores';

const directory = resolvePackagePath(
  'backstage-plugin-pull-performance-backend',
  'migrations',
);

async function tablesOf(knex: Knex): Promise<string[]> {
  const postgres = knex.client.config.client === 'pg';
  const names: string[] = postgres
    ? await knex('pg_tables').where({ schemaname: 'public' }).pluck('tablename')
    : await knex('sqlite_master').where({ type: 'table' }).pluck('name');
  return names.filter(name => !/^(knex_|sqlite_)/.test(name)).sort();
}

/** All rows of tables, without the order and without columns that do not matter. */
async function contentsOf(
  knex: Knex,
  tables: string[],
  without: string[] = [],
): Promise<string[][]> {
  const isKept = ([column]: [string, unknown]) => !without.includes(column);
  return Promise.all(
    tables.map(async table =>
      (await knex(table))
        .map(row => JSON.stringify(Object.entries(row).filter(isKept)))
        .sort(),
    ),
  );
}

function workloadRow(id: number, name: string) {
  return {
    ...{ id, cluster: 'c', namespace: 'n', kind: 'Deployment', name },
    ...{ labels: '{}', seen_at: Date.UTC(2026, 10, 22) },
  };
}

function service(workloadId: number) {
  return { workload_id: workloadId, entity_ref: 'component:default/a' };
}

/** The same figures, written by the present code. */
function encodedAgain(figures: Buffer): Buffer {
  const sums = PullSums.create();
  sums.merge(figures);
  return sums.encode();
}

/** Runs migrations up to and with one of them. */
async function upTo(knex: Knex, name: string): Promise<void> {
  for (;;) {
    const [, log]: [number, string[]] = await knex.migrate.up({ directory });
    if (log.length === 0 || log[0].includes(name)) return;
  }
}

describe('migrations', () => {
  const databases = testDatabases();

  it.each(databases.eachSupportedId())(
    '20261122120000_rollups_by_day keeps all figures, up and down, on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      await upTo(knex, '20261122120000_event_lifetime');
      await knex('workloads').insert({
        ...{ id: 1, cluster: 'c', namespace: 'n', kind: 'Pod', name: 'w' },
        ...{ labels: '{}', seen_at: 0 },
      });
      await knex('workload_services').insert({
        workload_id: 1,
        entity_ref: 'component:default/w',
      });
      await knex('node_pools').insert({ id: 1, cluster: 'c', name: 'p' });
      await knex('retention_marks').update({ before: 77 });
      const day = 20_000;
      const empty = Buffer.from([1, 0, 0]);
      // Three waits: 0, and two of about 2 s.
      const waits = Buffer.from([1, 1, 1, 70, 2]);
      const sums = {
        pull_count: 3,
        wait_seconds_sum: 4.001,
        wait_seconds_max: 2.001,
        split_wait_seconds_sum: 4.001,
        split_pull_seconds_sum: 3.25,
        wait_sketch: waits,
        pull_sketch: waits,
      };
      const none = {
        wait_seconds_sum: 0,
        wait_seconds_max: 0,
        split_wait_seconds_sum: 0,
        split_pull_seconds_sum: 0,
        wait_sketch: empty,
        pull_sketch: empty,
      };
      const failed = { outcome: 'failed', cause: 'timeout', ...none };
      const cold = { outcome: 'cold', cause: '' };
      const key = { workload_id: 1, node_pool_id: 1 };
      await knex('pull_rollups').insert([
        { ...key, resolution: 'd', bucket: day, ...cold, ...sums },
        {
          ...{ ...key, resolution: 'd', bucket: day },
          ...{ ...failed, pull_count: 2 },
        },
        { ...key, resolution: 'h', bucket: day * 24 + 5, ...cold, ...sums },
        {
          ...{ ...key, resolution: 'h', bucket: day * 24 + 23 },
          ...{ ...failed, pull_count: 2 },
        },
      ]);
      const start = {
        ...{
          pods: 3,
          starts: 2,
          ready_ms_sum: 9_000,
          image_wait_ms_sum: 4_001,
        },
        ...{ ready_image_wait_ms_sum: 4_000, observed_ready_ms_sum: 8_000 },
        ready_sketch: waits,
      };
      await knex('pod_start_rollups').insert([
        { ...key, resolution: 'd', bucket: day, ...start },
        { ...key, resolution: 'h', bucket: day * 24 + 5, ...start },
      ]);
      const tables = ['pull_rollups', 'pod_start_rollups', 'retention_marks'];
      const contents = () => contentsOf(knex, tables);
      const before = await contents();

      await upTo(knex, '20261122120000_rollups_by_day');
      const [row, ...others] = await knex('pull_rollups');
      expect(others).toEqual([]);
      expect(Number(row.pull_count)).toBe(5);
      const subject = { entityRef: 'component:default/w' };
      const hours = (from: number, to: number) => ({
        subject,
        window: {
          fromMs: (day * 24 + from) * 3_600_000,
          toMs: (day * 24 + to) * 3_600_000,
        },
      });
      const by = ['outcome', 'cause'] as PullDimension[];
      const whole = await aggregatePulls(knex, { ...hours(0, 24), by });
      expect(whole).toMatchObject([
        {
          outcome: 'cold',
          count: 3,
          waitSecondsSum: 4.001,
          waitSecondsMax: 2.001,
          splitPullSecondsSum: 3.25,
        },
        { outcome: 'failed', cause: 'timeout', count: 2 },
      ]);
      expect(whole[0].waitSketch.encode()).toEqual(
        QuantileSketch.decode(waits).encode(),
      );
      expect(await aggregatePulls(knex, { ...hours(5, 6), by })).toEqual([
        whole[0],
      ]);
      expect(await aggregatePulls(knex, { ...hours(23, 24), by })).toEqual([
        whole[1],
      ]);
      expect(await aggregatePodStarts(knex, hours(5, 6))).toMatchObject([
        { pods: 3, starts: 2, readySecondsSum: 9, imageWaitSecondsSum: 4.001 },
      ]);

      // Figures that were written since go back as well.
      await knex('pull_rollups').update({
        figures: encodedAgain(row.figures),
      });
      await knex.migrate.down({ directory });
      expect(await contents()).toEqual(before);
    },
  );

  it.each(databases.eachSupportedId())(
    '20261122000000_init goes up, down and up again on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      await knex.migrate.up({ directory });
      const tables = await tablesOf(knex);
      expect(tables).toEqual([
        'collection_gaps',
        'collection_leases',
        'collection_states',
        'node_pools',
        'pod_start_rollups',
        'pods',
        'pull_rollups',
        'pulls',
        'retention_marks',
        'workload_services',
        'workloads',
      ]);
      const workload = {
        cluster: 'c',
        namespace: 'n',
        kind: 'Deployment',
        name: 'w',
        labels: '{}',
        seen_at: Date.UTC(2026, 10, 22),
      };
      await knex('workloads').insert(workload);
      await expect(knex('workloads').insert(workload)).rejects.toThrow(
        /unique/i,
      );

      await knex.migrate.down({ directory });
      expect(await tablesOf(knex)).toEqual([]);
      await knex.migrate.up({ directory });
      expect(await tablesOf(knex)).toEqual(tables);
      expect(await knex('workloads')).toEqual([]);
    },
  );

  it.each(databases.eachSupportedId())(
    '20261122120000_event_lifetime keeps the states, up and down, on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      await knex.migrate.up({ directory });
      const state = {
        cluster: 'c',
        access: 'kubeconfig',
        state: 'collecting',
        problems: '[]',
      };
      await knex('collection_states').insert(state);
      const name = '20261122120000_event_lifetime.js';
      await knex.migrate.up({ directory, name });
      const [row] = await knex('collection_states');
      expect(row).toMatchObject({ ...state, event_lifetime_ms: null });
      await knex.migrate.down({ directory, name });
      const [before] = await knex('collection_states');
      expect(before).not.toHaveProperty('event_lifetime_ms');
      expect(before).toMatchObject(state);
    },
  );

  it.each(databases.eachSupportedId())(
    '20261122100000_pushing_clusters touches nothing else, up and down, on %s',
    async databaseId => {
      const name = '20261122100000_pushing_clusters.js';
      const knex = await databases.init(databaseId);
      await upTo(knex, '20261122000000_init');
      const cluster = 'c';
      await knex('collection_states').insert({
        ...{ cluster, access: 'kubeconfig', state: 'collecting' },
        problems: '[]',
      });
      await knex('collection_gaps').insert({
        ...{ cluster, from_at: 1, to_at: 2, why: 'It was away' },
      });
      const others = await tablesOf(knex);
      const before = await contentsOf(knex, others);

      await upTo(knex, name);
      expect(await contentsOf(knex, others)).toEqual(before);
      const receivedAt = Date.UTC(2026, 10, 22, 12);
      const pushing = {
        ...{ cluster, received_at: receivedAt, observed: '[[1,2]]' },
        problems: '[]',
      };
      await knex('pushing_clusters').insert(pushing);
      const [row] = await knex('pushing_clusters');
      expect({ ...row, received_at: Number(row.received_at) }).toEqual({
        ...pushing,
        lag_seconds: null,
      });
      await expect(knex('pushing_clusters').insert(pushing)).rejects.toThrow(
        /unique/i,
      );

      await knex.migrate.down({ directory });
      expect(await tablesOf(knex)).toEqual(others);
      expect(await contentsOf(knex, others)).toEqual(before);
      await knex.migrate.up({ directory });
      expect(await contentsOf(knex, others)).toEqual(before);
      expect(await knex('pushing_clusters')).toEqual([]);
    },
  );

  it.each(databases.eachSupportedId())(
    '20261122140000_pulls_of_pods keeps pulls and pods, up and down, on %s',
    async databaseId => {
      const name = '20261122140000_pulls_of_pods.js';
      const knex = await databases.init(databaseId);
      await upTo(knex, '20261122120000_rollups_by_day');
      await knex('workloads').insert(workloadRow(1, 'w'));
      await knex('node_pools').insert({ id: 1, cluster: 'c', name: 'p' });
      const key = { workload_id: 1, node_pool_id: 1 };
      const pod = {
        ...{ ...key, cluster: 'c', pod_uid: 'started', known_at: 10 },
        ...{ scheduled_at: 10, ready_at: 5_010, pulls_seen: true },
        image_wait_ms: 2_000,
      };
      await knex('pods').insert(pod);
      const pull = {
        ...{ ...key, container: 'main', container_kind: 'container' },
        ...{ image: 'web:1', outcome: 'cold', finished_at: 2_010 },
        ...{ wait_seconds: 2, image_bytes: 3e9, message: '', occurrence: 1 },
      };
      const ofPod = (uid: string) => ({
        ...{ cluster: 'c', pod_uid: uid, pod_name: `name-${uid}`, node: 'n1' },
      });
      await knex('pulls').insert([
        { ...pull, ...ofPod('started'), event_uid: 'e1' },
        { ...pull, ...ofPod('started'), event_uid: 'e2' },
        { ...pull, ...ofPod('unstarted'), event_uid: 'e1', occurrence: 2 },
      ]);
      // Whatever the order of the columns.
      const pulls = async () =>
        (await contentsOf(knex, ['pulls'], ['id']))[0].map(row =>
          Object.entries(Object.fromEntries(JSON.parse(row))).sort(),
        );
      const before = await pulls();

      await upTo(knex, name);
      const pods = await knex('pods').orderBy('pod_uid');
      expect(pods).toMatchObject([
        ofPod('started'),
        { ...ofPod('unstarted'), scheduled_at: null, ready_at: null },
      ]);
      expect(pods.map(({ known_at }) => Number(known_at))).toEqual([10, 2_010]);
      expect(await knex('pulls')).toHaveLength(3);
      // What refers to a pod that is gone has no place in the old table.
      const gone = { ...pull, pod_id: 9_999, event_uid: 'gone' };
      await knex('pulls').insert(gone);

      await knex.migrate.down({ directory });
      expect(await pulls()).toEqual(before);
      const [started] = await knex('pods').where({ pod_uid: 'started' });
      expect(started).not.toHaveProperty('node');
      await knex.migrate.up({ directory });
      expect(await knex('pods').orderBy('pod_uid')).toEqual(pods);
      await knex.migrate.down({ directory });
      expect(await pulls()).toEqual(before);
    },
  );

  it.each(databases.eachSupportedId())(
    '20261122150000_owned_workloads marks what has a service, up and down, on %s',
    async databaseId => {
      const name = '20261122150000_owned_workloads.js';
      const knex = await databases.init(databaseId);
      await upTo(knex, '20261122140000_pulls_of_pods');
      await knex('workloads').insert([
        ...[workloadRow(1, 'two'), workloadRow(2, 'none')],
        workloadRow(3, 'one'),
      ]);
      await knex('workload_services').insert([
        ...[service(1), service(3)],
        { workload_id: 1, entity_ref: 'component:default/b' },
      ]);
      const tables = ['workloads', 'workload_services'];
      const contents = () => contentsOf(knex, tables, ['owned']);
      const owned = async () =>
        knex('workloads').where({ owned: true }).orderBy('id').pluck('id');
      const before = await contents();

      await upTo(knex, name);
      expect(await contents()).toEqual(before);
      expect(await owned()).toEqual([1, 3]);
      // Until somebody says otherwise.
      await knex('workloads').insert(workloadRow(4, 'new'));
      expect(await owned()).toEqual([1, 3]);
      const since = await contents();

      await knex.migrate.down({ directory });
      expect(await contents()).toEqual(since);
      const [row] = await knex('workloads');
      expect(row).not.toHaveProperty('owned');
      // The services decide anew.
      await knex('workload_services').delete();
      await knex('workload_services').insert(service(4));
      await knex.migrate.up({ directory });
      expect(await owned()).toEqual([4]);
    },
  );

  it.each(databases.eachSupportedId())(
    'the migrations since 20261122170000_images touch nothing else, up and down, on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      await upTo(knex, '20261122160000_age_by_workload');
      await knex('workloads').insert(workloadRow(1, 'one'));
      await knex('workload_services').insert(service(1));
      const tables = await tablesOf(knex);
      const before = await contentsOf(knex, tables);
      for (let round = 1; round <= 2; round += 1) {
        await knex.migrate.latest({ directory });
        expect(await contentsOf(knex, tables)).toEqual(before);
        const added = (await tablesOf(knex)).filter(
          name => !tables.includes(name),
        );
        expect(added).toEqual([
          'change_markers',
          'changes',
          'image_tags',
          'image_use_nodes',
          'image_uses',
          'manifests',
          'node_facts',
          'node_hours',
          'node_images',
          'node_pull_marks',
          'node_sources',
          'nodes',
          'pod_start_rollups_joined',
          'pull_metrics',
          'pull_rollups_joined',
          'workload_nodes',
          'workload_settings',
        ]);
        await knex('retention_marks').insert([
          { name: 'joining', before: 7 },
          { name: 'joined', before: 7 },
        ]);
        for (let down = 1; down <= 6; down += 1) {
          await knex.migrate.down({ directory });
        }
        // Days that no row joins any more must not be taken for joined.
        expect(await tablesOf(knex)).toEqual(tables);
        expect(await contentsOf(knex, tables)).toEqual(before);
      }
    },
  );
});
