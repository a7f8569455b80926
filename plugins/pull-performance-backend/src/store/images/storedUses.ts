import { Knex } from 'knex';
import { HOUR_MS } from '../buckets';
import { updateById } from '../bulk';
import { chunks, inTransaction } from '../database';
import { RunningImage } from '../ImageStore';
import { storableText } from '../storable';
import { UseRow } from './rows';
import { wantForPlatforms } from './storedManifests';
import { beginHoldings } from './storedNodes';
import { ToldUse, toldUses, withPlatforms } from './toldUses';
import { runningOf, writeUses } from './useRows';

/** See ImageStore.replaceRunning. */
export async function replaceRunning(
  knex: Knex,
  options: {
    cluster: string;
    images: RunningImage[];
    atMs: number;
    partial?: boolean;
  },
): Promise<void> {
  const { cluster, atMs, partial } = options;
  await inTransaction(knex, async trx => {
    const told = await toldUses(trx, options.images, atMs);
    const running = await runningOf(trx, cluster);
    const ids = await writeUses(trx, told);
    const ended = [...running].filter(([key]) => !partial && !told.has(key));
    await updateById(
      trx,
      'image_uses',
      { id: 'integer', running: 'boolean', last_seen_at: 'bigint' },
      ended.map(([, { id }]) => ({ id, running: false, last_seen_at: atMs })),
    );
    await placeUses(trx, { told, ids, cluster, atMs });
    await wantForPlatforms(trx, newPairs(options.images, running, told));
  });
}

/** See ImageStore.addRunning. */
export async function addRunning(
  knex: Knex,
  options: { images: (RunningImage & { seenMs: number })[]; nowMs: number },
): Promise<void> {
  const { nowMs } = options;
  await inTransaction(knex, async trx => {
    const images = await withPlatforms(trx, options.images);
    const told = await toldUses(trx, images, nowMs);
    for (const { row } of told.values()) {
      row.running = nowMs - Number(row.last_seen_at) < HOUR_MS;
    }
    const ids = await writeUses(trx, told);
    for (const [key, { row, manifestId }] of told) {
      const id = ids.get(key);
      // A pod that cannot start takes nobody's place.
      if (row.running && id !== undefined && manifestId !== undefined) {
        await endOlder(trx, { ...row, id });
      }
    }
    await wantForPlatforms(trx, pairsOf(images));
  });
}

/** Of the images of one container only the one that was seen last runs now. */
async function endOlder(trx: Knex.Transaction, row: UseRow): Promise<void> {
  await trx('image_uses')
    .where({
      workload_id: row.workload_id,
      container_kind: row.container_kind,
      container: row.container,
      platform: row.platform,
      running: true,
    })
    .whereNot('id', row.id)
    .where('last_seen_at', '<', row.last_seen_at)
    .update({ running: false });
}

/** Says on which nodes the uses of a cluster run now. */
async function placeUses(
  trx: Knex.Transaction,
  options: {
    told: ReadonlyMap<string, ToldUse>;
    ids: ReadonlyMap<string, number>;
    cluster: string;
    atMs: number;
  },
): Promise<void> {
  const { told, ids, cluster, atMs } = options;
  const stored: { use_id: number; node_id: number }[] = await trx(
    'image_use_nodes',
  )
    .join('nodes', 'nodes.id', 'image_use_nodes.node_id')
    .select('use_id', 'node_id')
    .where('nodes.cluster', storableText(cluster));
  const before = new Set(stored.map(row => `${row.use_id} ${row.node_id}`));
  const began: { use_id: number; node_id: number }[] = [];
  const holdings: { nodeId: number; manifestId: number; sinceMs: number }[] =
    [];
  for (const [key, { nodes, manifestId }] of told) {
    const useId = ids.get(key);
    if (useId === undefined) continue;
    for (const [nodeId, sinceMs] of nodes) {
      if (!before.delete(`${useId} ${nodeId}`)) {
        began.push({ use_id: useId, node_id: nodeId });
        if (manifestId !== undefined) {
          holdings.push({ nodeId, manifestId, sinceMs });
        }
      }
    }
  }
  const gone = [...before].map(pair => pair.split(' ').map(Number));
  for (const part of chunks(gone)) {
    await trx('image_use_nodes').whereIn(['use_id', 'node_id'], part).delete();
  }
  for (const part of chunks(began)) {
    await trx('image_use_nodes').insert(part).onConflict().ignore();
  }
  await beginHoldings(trx, holdings);
  const touched = [...new Set(holdings.map(({ nodeId }) => nodeId))];
  for (const part of chunks(touched)) {
    await trx('nodes').whereIn('id', part).update({ changed_at: atMs });
  }
}

function pairsOf(images: RunningImage[]) {
  return images.flatMap(({ image, platform }) =>
    image ? [{ digest: image.digest, platform }] : [],
  );
}

/** Of what began to run: indexes that are known need the image of its platform. */
function newPairs(
  images: RunningImage[],
  running: ReadonlyMap<string, UseRow>,
  told: ReadonlyMap<string, ToldUse>,
) {
  const known = new Set([...running.values()].map(({ image }) => image));
  const isNew = [...told.keys()].some(key => !running.has(key));
  return isNew
    ? pairsOf(images.filter(({ image }) => image && !known.has(image.digest)))
    : [];
}
