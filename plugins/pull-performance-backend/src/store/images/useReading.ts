import {
  isDigest,
  parsePlatform,
} from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { chunks } from '../database';
import { ServiceDigest, StoredImageUse } from '../ImageStore';
import { preparedQuery } from '../preparedStatements';
import { ContainerKind, WorkloadKey } from '../PullStore';
import { NodeRow, UseRow } from './rows';

type ListedUse = UseRow & WorkloadKey;

function toUse(row: ListedUse): StoredImageUse {
  const { cluster, namespace, kind, name } = row;
  return {
    id: row.id,
    workload: { cluster, namespace, kind, name },
    container: row.container,
    containerKind: row.container_kind as ContainerKind,
    reference: row.reference,
    digest: isDigest(row.image) ? row.image : undefined,
    platform: parsePlatform(row.platform),
    firstSeenAtMs: Number(row.first_seen_at),
    lastSeenAtMs: Number(row.last_seen_at),
    running: Boolean(row.running),
  };
}

/** See ImageStore.usesOf. */
export async function usesOf(
  knex: Knex,
  options: { entityRef: string; cluster?: string; limit: number },
): Promise<StoredImageUse[]> {
  const { entityRef, cluster, limit } = options;
  // Asked with each scorecard: kept statements.
  const rows = await preparedQuery<ListedUse>(
    knex,
    `select image_uses.*, workloads.cluster, workloads.namespace, workloads.kind, workloads.name
     from workload_services
     join workloads on workloads.id = workload_services.workload_id
     join image_uses on image_uses.workload_id = workloads.id
     where workload_services.entity_ref = ?${
       cluster === undefined ? '' : ' and workloads.cluster = ?'
     }
     order by image_uses.running desc, image_uses.first_seen_at desc, image_uses.id desc
     limit ?`,
    cluster === undefined ? [entityRef, limit] : [entityRef, cluster, limit],
  );
  return rows.map(toUse);
}

/** See ImageStore.nodesOf. */
export async function nodesOf(
  knex: Knex,
  useIds: number[],
): Promise<Map<number, { cluster: string; name: string }[]>> {
  const nodes = new Map<number, { cluster: string; name: string }[]>();
  for (const part of chunks(useIds)) {
    const rows: ({ use_id: number } & Pick<NodeRow, 'cluster' | 'name'>)[] =
      await knex('image_use_nodes')
        .join('nodes', 'nodes.id', 'image_use_nodes.node_id')
        .select('use_id', 'cluster', 'name')
        .whereIn('use_id', part);
    for (const { use_id: id, cluster, name } of rows) {
      const list = nodes.get(id) ?? [];
      nodes.set(id, list);
      list.push({ cluster, name });
    }
  }
  return nodes;
}

/** See ImageStore.listServiceDigests. */
export async function listServiceDigests(
  knex: Knex,
  options: { afterId?: number; limit: number },
): Promise<{ items: ServiceDigest[]; nextAfterId?: number }> {
  const uses: (Pick<
    UseRow,
    'id' | 'workload_id' | 'image' | 'platform' | 'reference'
  > &
    Pick<WorkloadKey, 'cluster'>)[] = await knex('image_uses')
    .join('workloads', 'workloads.id', 'image_uses.workload_id')
    .select('image_uses.id', 'workload_id', 'image', 'platform', 'cluster')
    .select('reference')
    .where('image_uses.id', '>', options.afterId ?? 0)
    .where('running', true)
    .orderBy('image_uses.id')
    .limit(options.limit);
  const refs = new Map<number, string[]>();
  for (const part of chunks(uses.map(use => use.workload_id))) {
    const rows: { workload_id: number; entity_ref: string }[] = await knex(
      'workload_services',
    ).whereIn('workload_id', part);
    for (const row of rows) {
      const list = refs.get(row.workload_id) ?? [];
      refs.set(row.workload_id, [...new Set([...list, row.entity_ref])]);
    }
  }
  return {
    items: uses
      .filter(({ image }) => isDigest(image))
      .flatMap(use =>
        (refs.get(use.workload_id) ?? []).map(entityRef => ({
          entityRef,
          cluster: use.cluster,
          reference: use.reference,
          digest: use.image,
          platform: parsePlatform(use.platform),
        })),
      ),
    nextAfterId: uses.length === options.limit ? uses.at(-1)?.id : undefined,
  };
}
