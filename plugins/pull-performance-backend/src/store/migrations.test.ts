import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
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

describe('migrations', () => {
  const databases = testDatabases();

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
});
