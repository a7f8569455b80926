import { Knex } from 'knex';
import { DescribedNode } from '../NodeStore';
import { preparedQuery } from '../preparedStatements';
import { TimeWindow } from '../PullStore';
import {
  DescribedRow,
  describedNodes,
  toDescribedNode,
} from './storedNodeFacts';
import { HOUR_MS } from './storedHours';

const DAY_MS = 24 * HOUR_MS;

/** See NodeStore.nodesOfService. */
export async function nodesOfService(
  knex: Knex,
  options: {
    entityRef: string;
    cluster?: string;
    window: TimeWindow;
    limit: number;
  },
): Promise<DescribedNode[]> {
  const { entityRef, cluster, window, limit } = options;
  // Asked with each scorecard: kept statements.
  const rows = await preparedQuery<DescribedRow>(
    knex,
    `select nodes.id, nodes.cluster, nodes.name, nodes.gone, node_facts.description, node_facts.facts
     from nodes left join node_facts on node_facts.node_id = nodes.id
     where nodes.id in (
       select workload_nodes.node_id from workload_services
       join workload_nodes on workload_nodes.workload_id = workload_services.workload_id
       where workload_services.entity_ref = ? and workload_nodes.day >= ? and workload_nodes.day < ?
     )${cluster === undefined ? '' : ' and nodes.cluster = ?'}
     order by nodes.id limit ?`,
    [
      entityRef,
      Math.floor(window.fromMs / DAY_MS),
      Math.ceil(window.toMs / DAY_MS),
      ...(cluster === undefined ? [] : [cluster]),
      limit,
    ],
  );
  return rows.map(toDescribedNode);
}

/** See NodeStore.nodesRunning. */
export async function nodesRunning(
  knex: Knex,
  options: { entityRef: string; cluster?: string; limit: number },
): Promise<DescribedNode[]> {
  const { entityRef, cluster, limit } = options;
  const rows = await preparedQuery<DescribedRow>(
    knex,
    `select nodes.id, nodes.cluster, nodes.name, nodes.gone, node_facts.description, node_facts.facts
     from nodes left join node_facts on node_facts.node_id = nodes.id
     where nodes.id in (
       select image_use_nodes.node_id from workload_services
       join image_uses on image_uses.workload_id = workload_services.workload_id
       join image_use_nodes on image_use_nodes.use_id = image_uses.id
       where workload_services.entity_ref = ? and image_uses.running = true
     )${cluster === undefined ? '' : ' and nodes.cluster = ?'}
     order by nodes.id limit ?`,
    [entityRef, ...(cluster === undefined ? [] : [cluster]), limit],
  );
  return rows.map(toDescribedNode);
}

/** See NodeStore.listNodes. */
export async function listNodes(
  knex: Knex,
  options: {
    cluster?: string;
    window: TimeWindow;
    afterId?: number;
    limit: number;
  },
): Promise<DescribedNode[]> {
  const { cluster, window, afterId = 0, limit } = options;
  const rows: DescribedRow[] = await describedNodes(knex)
    .where('nodes.id', '>', afterId)
    .where(cluster === undefined ? {} : { cluster })
    .where(query =>
      query
        .where('nodes.gone', false)
        .orWhere('nodes.changed_at', '>=', window.fromMs),
    )
    .limit(limit);
  return rows.map(toDescribedNode);
}

/** See NodeStore.serviceWaits. */
export async function serviceWaits(
  knex: Knex,
  options: {
    entityRef: string;
    cluster?: string;
    window: TimeWindow;
    limit: number;
  },
): Promise<{ cluster: string; node: string; waitSeconds: number }[]> {
  const { entityRef, cluster, window, limit } = options;
  const rows = await preparedQuery<{
    cluster: string;
    node: string;
    wait_seconds: number;
  }>(
    knex,
    `select pods.cluster, pods.node, pulls.wait_seconds from workload_services
     join pulls on pulls.workload_id = workload_services.workload_id
     join pods on pods.id = pulls.pod_id
     where workload_services.entity_ref = ? and pulls.finished_at >= ? and pulls.finished_at < ?
     and pulls.outcome in ('cold', 'warm', 'checked') and pulls.wait_seconds is not null${
       cluster === undefined ? '' : ' and pods.cluster = ?'
     }
     order by pulls.finished_at desc limit ?`,
    [
      entityRef,
      window.fromMs,
      window.toMs,
      ...(cluster === undefined ? [] : [cluster]),
      limit,
    ],
  );
  return rows.map(row => ({
    cluster: row.cluster,
    node: row.node,
    waitSeconds: row.wait_seconds,
  }));
}
