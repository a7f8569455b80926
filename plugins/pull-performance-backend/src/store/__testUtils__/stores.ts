import {
  mockServices,
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { DatabaseChangeStore } from '../DatabaseChangeStore';
import { DatabaseCollectionStore } from '../DatabaseCollectionStore';
import { DatabaseImageStore } from '../DatabaseImageStore';
import { DatabaseNodeStore } from '../DatabaseNodeStore';
import { DatabasePullStore } from '../DatabasePullStore';
import { DatabaseWorkloadSettingsStore } from '../DatabaseWorkloadSettingsStore';

/** Both databases; PostgreSQL when it is at hand. */
export function testDatabases(): TestDatabases {
  return TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
}

/** The stores on an empty database, with a clock that the test sets. */
export async function openStores(
  databases: TestDatabases,
  databaseId: TestDatabaseId,
) {
  const knex: Knex = await databases.init(databaseId);
  const database = mockServices.database({ knex });
  const clock = { nowMs: Date.UTC(2026, 10, 22, 12) };
  const now = () => clock.nowMs;
  const [store, collection, images, nodes, changes, settings] =
    await Promise.all([
      DatabasePullStore.create({ database, now }),
      DatabaseCollectionStore.create({ database, now }),
      DatabaseImageStore.create({ database, now }),
      DatabaseNodeStore.create({ database, now }),
      DatabaseChangeStore.create({ database }),
      DatabaseWorkloadSettingsStore.create({ database }),
    ]);
  return { knex, clock, store, collection, images, nodes, changes, settings };
}
