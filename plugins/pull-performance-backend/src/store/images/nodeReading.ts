import { parsePlatform } from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { chunks } from '../database';
import { HeldCount, NodeHolding, StoredNode } from '../ImageStore';
import { BigIntColumn } from '../rows';
import { HoldingRow, ManifestRow, NodeRow, optionalNumber } from './rows';

/** See ImageStore.listNodes. */
export async function listNodes(
  knex: Knex,
  options: { changedSinceMs: number; afterId?: number; limit: number },
): Promise<StoredNode[]> {
  const rows: NodeRow[] = await knex('nodes')
    .where('changed_at', '>=', options.changedSinceMs)
    .where('id', '>', options.afterId ?? 0)
    .orderBy('id')
    .limit(options.limit);
  const holdings = new Map<number, NodeHolding[]>();
  for (const part of chunks(rows)) {
    const held: (HoldingRow & Pick<ManifestRow, 'digest' | 'kubelet_bytes'>)[] =
      await knex('node_images')
        .join('manifests', 'manifests.id', 'node_images.manifest_id')
        .select('node_images.*', 'manifests.digest', 'manifests.kubelet_bytes')
        .whereIn(
          'node_id',
          part.map(({ id }) => id),
        );
    for (const row of held) {
      const list = holdings.get(row.node_id) ?? [];
      holdings.set(row.node_id, list);
      list.push({
        digest: row.digest,
        fromMs: Number(row.from_at),
        untilMs: optionalNumber(row.until_at),
        kubeletBytes: optionalNumber(row.kubelet_bytes),
      });
    }
  }
  return rows.map(row => ({
    id: row.id,
    cluster: row.cluster,
    name: row.name,
    platform: parsePlatform(row.platform),
    list:
      row.list_since === null
        ? undefined
        : {
            complete: Boolean(row.complete),
            sinceMs: Number(row.list_since),
            unlistedBytesAtMost: optionalNumber(row.unlisted_bytes),
          },
    changedAtMs: Number(row.changed_at),
    holdings: holdings.get(row.id) ?? [],
  }));
}

/** See ImageStore.listHeldCounts. */
export async function listHeldCounts(
  knex: Knex,
  options: { afterId?: number; limit: number },
): Promise<{ items: HeldCount[]; nextAfterId?: number }> {
  const manifests: Pick<ManifestRow, 'id' | 'digest'>[] = await knex(
    'manifests',
  )
    .select('id', 'digest')
    .where('id', '>', options.afterId ?? 0)
    .orderBy('id')
    .limit(options.limit);
  const items: HeldCount[] = [];
  for (const part of chunks(manifests)) {
    const digests = new Map(part.map(({ id, digest }) => [id, digest]));
    const rows: (Pick<NodeRow, 'cluster' | 'platform'> & {
      manifest_id: number;
      nodes: BigIntColumn;
    })[] = await knex('node_images')
      .join('nodes', 'nodes.id', 'node_images.node_id')
      .select('manifest_id', 'cluster', 'platform')
      .count('* as nodes')
      .whereIn('manifest_id', [...digests.keys()])
      .whereNull('until_at')
      .groupBy('manifest_id', 'cluster', 'platform');
    for (const row of rows) {
      items.push({
        digest: digests.get(row.manifest_id) ?? '',
        cluster: row.cluster,
        platform: parsePlatform(row.platform),
        nodes: Number(row.nodes),
      });
    }
  }
  return {
    items,
    nextAfterId:
      manifests.length === options.limit ? manifests.at(-1)?.id : undefined,
  };
}
