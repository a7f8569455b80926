import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { component } from '../../../__testUtils__/seeds';
import { DatabasePullStore } from '../../../store/DatabasePullStore';
import { DatabasePushingClusterStore } from '../../../store/DatabasePushingClusterStore';
import { openStores } from '../../../store/__testUtils__/stores';
import { NodeDescription, NodeIncident } from '../../../store/NodeStore';
import { ServiceIndex } from '../../services/ServiceIndex';
import { PushIntake } from '../PushIntake';
import { logsRequest, Told } from './otlp';
import { entityRef, nowMs } from './pushedObjects';

/** Replicas that take pushed records into one empty database, and what they made of them. */
export async function openIntake(
  databases: TestDatabases,
  databaseId: Parameters<typeof openStores>[1] = 'SQLITE_3',
) {
  const index = ServiceIndex.create({ entities: [component('checkout')] });
  const stores = await openStores(databases, databaseId);
  const { knex, store, clock, collection } = stores;
  clock.nowMs = nowMs;
  const clusters = await DatabasePushingClusterStore.create({
    database: mockServices.database({ knex }),
    now: () => clock.nowMs,
  });
  const described: NodeDescription[] = [];
  /** Those that were described long ago. */
  const describedBefore: NodeDescription[] = [];
  const incidents: NodeIncident[] = [];
  /** One replica; its store may fail. */
  const replica = (pullStore: Partial<DatabasePullStore> = {}) => {
    const intake = PushIntake.create({
      pullStore: {
        apply: batch => store.apply(batch),
        findWorkloadsOfPods: options => store.findWorkloadsOfPods(options),
        findWorkloads: keys => store.findWorkloads(keys),
        ...pullStore,
      },
      imageStore: stores.images,
      nodeStore: {
        saveNodeDescriptions: async ({ nodes, past }) => {
          (past ? describedBefore : described).push(...nodes);
        },
        addNodeIncidents: async options => {
          incidents.push(...options.incidents);
        },
      },
      changeStore: stores.changes,
      settingsStore: stores.settings,
      clusters,
      services: { index },
      logger: mockServices.logger.mock(),
      now: () => clock.nowMs,
    });
    return (told: readonly Told[], cluster?: string) =>
      intake.take(Buffer.from(JSON.stringify(logsRequest(told, cluster))));
  };
  const window = { fromMs: 0, toMs: nowMs + 3_600_000 };
  const pulls = async (subject: { entityRef: string } = { entityRef }) => {
    const { items } = await store.listPulls({ subject, window, limit: 100 });
    return items.map(({ id, ...pull }) => pull);
  };
  const state = async (cluster = 'pushed') =>
    (await collection.listStates({ limit: 10 })).find(
      one => one.cluster === cluster,
    );
  return {
    ...stores,
    clusters,
    replica,
    pulls,
    state,
    described,
    describedBefore,
    incidents,
  };
}
