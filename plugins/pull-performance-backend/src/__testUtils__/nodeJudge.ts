import { DatabaseService } from '@backstage/backend-plugin-api';
import { defaultDiskThresholds } from 'backstage-plugin-pull-performance-common';
import { NodeJudge } from '../insight/nodes/NodeJudge';
import { NodeSources } from '../nodes/NodeSources';
import { DatabaseNodeStore } from '../store/DatabaseNodeStore';

const keptMs = 14 * 24 * 60 * 60 * 1000;

/** What judges the nodes of a database, with the defaults of the configuration. */
export async function openNodeJudge(options: {
  database: DatabaseService;
  sources?: NodeSources;
  now?: () => number;
}) {
  const { database, sources = NodeSources.create({}), now } = options;
  const store = await DatabaseNodeStore.create({ database, now });
  const judge = NodeJudge.create({
    ...{ store, sources, keptMs, now },
    thresholds: defaultDiskThresholds,
  });
  return { store, judge };
}
