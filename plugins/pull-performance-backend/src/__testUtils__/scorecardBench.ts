import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { defaultScoreSettings } from 'backstage-plugin-pull-performance-common';
import { ServiceImages } from '../insight/images/ServiceImages';
import { ScorecardService } from '../insight/ScorecardService';
import { resolveWindow } from '../insight/windows';
import { DatabaseCollectionStore } from '../store/DatabaseCollectionStore';
import { DatabaseImageStore } from '../store/DatabaseImageStore';
import { DatabasePullStore } from '../store/DatabasePullStore';
import { openNodeJudge } from './nodeJudge';

const weekMs = 7 * 24 * 60 * 60 * 1000;

/** When the questions of these tests are asked. */
export const nowMs = Date.parse('2026-11-22T10:20:00Z');
/** The week before. */
export const window = resolveWindow({
  parameters: {},
  nowMs,
  defaultMs: weekMs,
});

/** Empty stores in a database of their own, and a service that reads them. */
export async function startScorecards(
  databases: TestDatabases,
  databaseId: Parameters<TestDatabases['init']>[0],
) {
  const knex = await databases.init(databaseId);
  const database = mockServices.database({ knex });
  const pulls = await DatabasePullStore.create({ database, now: () => nowMs });
  const collection = await DatabaseCollectionStore.create({
    database,
    now: () => nowMs,
  });
  const imageStore = await DatabaseImageStore.create({
    database,
    now: () => nowMs,
  });
  const images = ServiceImages.create({ store: imageStore, now: () => nowMs });
  const { store: nodeStore, judge: nodes } = await openNodeJudge({
    database,
    now: () => nowMs,
  });
  const service = ScorecardService.create({
    pulls,
    collection,
    images,
    nodes,
    settings: defaultScoreSettings,
  });
  return { pulls, collection, imageStore, images, nodeStore, nodes, service };
}

/** The state of a cluster that is collected without a problem. */
export function collecting(cluster: string) {
  return {
    cluster,
    access: 'kubeconfig',
    state: 'collecting' as const,
    lastSuccessAtMs: nowMs - 3000,
    lagSeconds: 1.5,
    problems: [],
  };
}
