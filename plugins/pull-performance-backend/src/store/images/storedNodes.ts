import {
  formatPlatform,
  isDigest,
  Platform,
} from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { insertOrUpdate } from '../bulk';
import { chunks, inTransaction } from '../database';
import { NodeImages } from '../ImageStore';
import { NamedTable, Numbers, numbersOf } from '../numbers';
import { storableText } from '../storable';
import { HoldingRow, ManifestRow, NodeRow, optionalNumber } from './rows';
import { manifestNumbers, wantForPlatforms } from './storedManifests';

const NODES_PER_TRANSACTION = 50;
/** A kubelet looks every ten seconds whether its status changed (`nodeStatusUpdateFrequency`), and lists its images every 30 (`imageCache`). */
const LIST_DELAY_MS = 60_000;

type NewNode = Pick<
  NodeRow,
  'cluster' | 'name' | 'platform' | 'complete' | 'gone' | 'changed_at'
>;

const nodesTable: NamedTable<NewNode> = {
  name: 'nodes',
  columns: {
    cluster: 'text',
    name: 'text',
    platform: 'text',
    complete: 'boolean',
    gone: 'boolean',
    changed_at: 'bigint',
  },
  key: ['cluster', 'name'],
};

const holdingColumns = {
  node_id: 'integer',
  manifest_id: 'integer',
  from_at: 'bigint',
  until_at: 'bigint',
} as const;

/** Numbers of nodes; those that are not known yet are made, `gone` where nobody says that they are there. */
export async function nodeNumbers(
  trx: Knex.Transaction,
  cluster: string,
  nodes: Iterable<{ name: string; platform?: Platform; gone?: boolean }>,
  atMs: number,
): Promise<Numbers> {
  const rows = [...nodes].map(({ name, platform, gone = false }) => ({
    cluster: storableText(cluster),
    name: storableText(name),
    platform: platform ? storableText(formatPlatform(platform)) : '',
    complete: false,
    gone,
    changed_at: atMs,
  }));
  return numbersOf(trx, nodesTable, rows);
}

export function nodeNumber(
  numbers: Numbers,
  cluster: string,
  name: string,
): number {
  return numbers.get(storableText(cluster), storableText(name));
}

/** See ImageStore.saveNodes. */
export async function saveNodes(
  knex: Knex,
  options: { cluster: string; nodes: NodeImages[]; atMs: number },
): Promise<void> {
  for (const nodes of chunks(options.nodes, NODES_PER_TRANSACTION)) {
    await inTransaction(knex, trx => saveSome(trx, { ...options, nodes }));
  }
}

async function saveSome(
  trx: Knex.Transaction,
  options: { cluster: string; nodes: NodeImages[]; atMs: number },
): Promise<void> {
  const { cluster, atMs } = options;
  const nodes = options.nodes.map(node => ({
    ...node,
    images: node.images.filter(({ digest }) => isDigest(digest)),
  }));
  const numbers = await nodeNumbers(trx, cluster, nodes, atMs);
  const manifests = await manifestNumbers(
    trx,
    nodes.flatMap(({ images }) => images),
  );
  for (const node of nodes) await saveList(trx, numbers, { ...options, node });
  const listed = new Map(
    nodes.map(node => [
      nodeNumber(numbers, cluster, node.name),
      {
        ids: new Set(node.images.map(({ digest }) => manifests.get(digest))),
        hiddenBelowBytes: node.complete ? 0 : smallestBytes(node),
        removed: new Set(node.removed),
      },
    ]),
  );
  await beginHoldings(
    trx,
    [...listed].flatMap(([nodeId, { ids }]) =>
      [...ids].map(manifestId => ({ nodeId, manifestId, sinceMs: atMs })),
    ),
  );
  await endHoldings(trx, listed, atMs);
  await wantForPlatforms(
    trx,
    nodes.flatMap(({ images, platform }) =>
      images.map(({ digest }) => ({ digest, platform })),
    ),
  );
}

async function saveList(
  trx: Knex.Transaction,
  numbers: Numbers,
  options: { cluster: string; node: NodeImages; atMs: number },
): Promise<void> {
  const { cluster, node, atMs } = options;
  const { name, platform, complete } = node;
  const id = nodeNumber(numbers, cluster, name);
  const [before]: NodeRow[] = await trx('nodes').where({ id });
  const same =
    !before.gone &&
    before.list_since !== null &&
    Boolean(before.complete) === complete;
  const unlistedBytes = complete ? Infinity : smallestBytes(node);
  await trx('nodes')
    .where({ id })
    .update({
      platform: platform ? storableText(formatPlatform(platform)) : '',
      complete,
      list_since: same ? before.list_since : atMs,
      unlisted_bytes: Number.isFinite(unlistedBytes) ? unlistedBytes : null,
      gone: false,
      changed_at: atMs,
    });
}

/** The kubelet lists the largest images (`ByImageSize` in `pkg/kubelet/util/sliceutils`), so a larger one that is missing is gone. */
function smallestBytes({ images }: NodeImages): number {
  const sizes = images.map(({ kubeletBytes }) => kubeletBytes ?? Infinity);
  return Math.min(Infinity, ...sizes);
}

/** Says since when nodes certainly hold images; what was said before stays, if it is from earlier. */
export async function beginHoldings(
  trx: Knex.Transaction,
  begun: { nodeId: number; manifestId: number; sinceMs: number }[],
): Promise<void> {
  const rows: HoldingRow[] = [];
  const open = await openHoldings(
    trx,
    begun.map(({ nodeId }) => nodeId),
  );
  for (const { nodeId, manifestId, sinceMs } of begun) {
    const before = open.get(nodeId)?.get(manifestId);
    if (before === undefined) {
      rows.push({
        node_id: nodeId,
        manifest_id: manifestId,
        from_at: Math.round(sinceMs),
        until_at: null,
      });
    } else if (sinceMs < before) {
      await trx('node_images')
        .where({ node_id: nodeId, manifest_id: manifestId, from_at: before })
        .update({ from_at: Math.round(sinceMs) });
    }
  }
  await insertOrUpdate(trx, 'node_images', {
    columns: holdingColumns,
    rows,
    key: ['node_id', 'manifest_id', 'from_at'],
  });
}

async function openHoldings(
  trx: Knex.Transaction,
  nodeIds: number[],
): Promise<Map<number, Map<number, number>>> {
  const open = new Map<number, Map<number, number>>();
  for (const part of chunks([...new Set(nodeIds)])) {
    const rows: HoldingRow[] = await trx('node_images')
      .whereIn('node_id', part)
      .whereNull('until_at');
    for (const { node_id: node, manifest_id: manifest, from_at: at } of rows) {
      const held = open.get(node) ?? new Map<number, number>();
      open.set(node, held.set(manifest, Number(at)));
    }
  }
  return open;
}

/** Ends what nodes no longer list, as far as their lists prove that it is gone. */
async function endHoldings(
  trx: Knex.Transaction,
  listed: ReadonlyMap<
    number,
    {
      ids: ReadonlySet<number>;
      hiddenBelowBytes: number;
      removed: ReadonlySet<string>;
    }
  >,
  atMs: number,
): Promise<void> {
  const rows: (HoldingRow & Pick<ManifestRow, 'digest' | 'kubelet_bytes'>)[] =
    await trx('node_images')
      .join('manifests', 'manifests.id', 'node_images.manifest_id')
      .select('node_images.*', 'manifests.digest', 'manifests.kubelet_bytes')
      .whereIn('node_id', [...listed.keys()])
      .whereNull('until_at');
  const ended = rows.filter(row => {
    const node = listed.get(row.node_id);
    const bytes = optionalNumber(row.kubelet_bytes);
    return (
      node !== undefined &&
      !node.ids.has(row.manifest_id) &&
      // Begun just now by a pod: the node's list may be older, unless it had the image already.
      (node.removed.has(row.digest) ||
        Number(row.from_at) < atMs - LIST_DELAY_MS) &&
      (node.hiddenBelowBytes === 0 ||
        (bytes !== undefined && bytes > node.hiddenBelowBytes))
    );
  });
  await insertOrUpdate(trx, 'node_images', {
    columns: holdingColumns,
    rows: ended.map(row => ({
      node_id: row.node_id,
      manifest_id: row.manifest_id,
      from_at: row.from_at,
      until_at: atMs,
    })),
    key: ['node_id', 'manifest_id', 'from_at'],
  });
}

/** See ImageStore.keepNodes. */
export async function keepNodes(
  knex: Knex,
  options: { cluster: string; names: ReadonlySet<string>; atMs: number },
): Promise<void> {
  const { cluster, names, atMs } = options;
  const known: Pick<NodeRow, 'id' | 'name'>[] = await knex('nodes')
    .select('id', 'name')
    .where({ cluster: storableText(cluster), gone: false })
    .orderBy('id');
  const kept = new Set([...names].map(name => storableText(name)));
  const gone = known.filter(({ name }) => !kept.has(name));
  for (const part of chunks(gone)) {
    const ids = part.map(({ id }) => id);
    await inTransaction(knex, async trx => {
      await trx('nodes')
        .whereIn('id', ids)
        .update({ gone: true, changed_at: atMs });
      await trx('node_images')
        .whereIn('node_id', ids)
        .whereNull('until_at')
        .update({ until_at: atMs });
    });
  }
}
