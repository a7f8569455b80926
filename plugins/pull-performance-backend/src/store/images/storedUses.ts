import {
  formatPlatform,
  isDigest,
  parsePlatform,
} from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { insertNew, insertOrUpdate, readByKey, updateById } from '../bulk';
import { chunks, inTransaction } from '../database';
import { RunningImage, ServiceDigest, StoredImageUse } from '../ImageStore';
import { Numbers, workloadNumber, workloadNumbers } from '../numbers';
import { preparedQuery } from '../preparedStatements';
import { ContainerKind, WorkloadKey } from '../PullStore';
import { storableText } from '../storable';
import { NodeRow, UseRow } from './rows';
import { manifestNumbers, wantForPlatforms } from './storedManifests';
import { beginHoldings, nodeNumber, nodeNumbers } from './storedNodes';

const HOUR_MS = 3_600_000;
const MAX_REFERENCE_LENGTH = 1_024;

type UseKey = Pick<
  UseRow,
  'workload_id' | 'container_kind' | 'container' | 'image' | 'platform'
>;
type NewUse = Omit<UseRow, 'id'>;

const keyColumns = {
  workload_id: 'integer',
  container_kind: 'text',
  container: 'text',
  image: 'text',
  platform: 'text',
} as const;
const keyNames = [
  'workload_id',
  'container_kind',
  'container',
  'image',
  'platform',
] as const;
const useColumns = {
  ...keyColumns,
  reference: 'text',
  first_seen_at: 'bigint',
  last_seen_at: 'bigint',
  running: 'boolean',
} as const;

/** A use as it was told, with the nodes on which it runs and since when these certainly hold its image. */
interface ToldUse {
  row: NewUse;
  nodes: Map<number, number>;
  manifestId?: number;
}

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
    for (const [key, { row }] of told) {
      const id = ids.get(key);
      if (row.running && id !== undefined) await endOlder(trx, { ...row, id });
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

/** Nodes tell their platforms rarely: what the store knows of them stands in. */
async function withPlatforms<Image extends RunningImage>(
  trx: Knex.Transaction,
  images: Image[],
): Promise<Image[]> {
  const known = new Map<string, string>();
  const unknown = images.filter(({ platform, node }) => !platform && node);
  for (const part of chunks([...new Set(unknown.map(({ node }) => node))])) {
    const rows: NodeRow[] = await trx('nodes').whereIn(
      'name',
      part.map(name => storableText(name)),
    );
    for (const row of rows) {
      known.set(`${row.cluster}\n${row.name}`, row.platform);
    }
  }
  return images.map(image => {
    const { platform, workload, node } = image;
    const stored = known.get(
      `${storableText(workload.cluster)}\n${storableText(node)}`,
    );
    return platform
      ? image
      : { ...image, platform: parsePlatform(stored ?? '') };
  });
}

async function toldUses(
  trx: Knex.Transaction,
  images: (RunningImage & { seenMs?: number })[],
  atMs: number,
): Promise<Map<string, ToldUse>> {
  const workloads = await workloadNumbers(
    trx,
    images.map(({ workload }) => storableKey(workload)),
    atMs,
  );
  const nodes = await nodesOfImages(trx, images, atMs);
  const manifests = await manifestNumbers(
    trx,
    images.flatMap(({ image }) =>
      image && isDigest(image.digest) ? [image] : [],
    ),
  );
  const told = new Map<string, ToldUse>();
  for (const running of images) {
    const row = rowOf(running, workloads, running.seenMs ?? atMs);
    const key = textOf(row);
    const { cluster } = running.workload;
    const node = running.node
      ? nodeNumber(nodes.get(cluster)!, cluster, running.node)
      : undefined;
    const use = told.get(key) ?? {
      row,
      nodes: new Map(),
      manifestId:
        running.image && isDigest(running.image.digest)
          ? manifests.get(running.image.digest)
          : undefined,
    };
    told.set(key, use);
    use.row.first_seen_at = Math.min(
      Number(use.row.first_seen_at),
      Math.round(running.sinceMs),
    );
    use.row.last_seen_at = Math.max(
      Number(use.row.last_seen_at),
      Number(row.last_seen_at),
    );
    if (node !== undefined) {
      const before = use.nodes.get(node) ?? Infinity;
      use.nodes.set(node, Math.min(before, running.sinceMs));
    }
  }
  return told;
}

async function nodesOfImages(
  trx: Knex.Transaction,
  images: RunningImage[],
  atMs: number,
): Promise<Map<string, Numbers>> {
  const byCluster = new Map<string, Map<string, RunningImage>>();
  for (const running of images) {
    const { cluster } = running.workload;
    const nodes = byCluster.get(cluster) ?? new Map();
    byCluster.set(cluster, nodes);
    if (running.node) nodes.set(running.node, running);
  }
  const numbers = new Map<string, Numbers>();
  for (const [cluster, nodes] of byCluster) {
    const named = [...nodes].map(([name, { platform }]) => ({
      name,
      platform,
    }));
    numbers.set(cluster, await nodeNumbers(trx, cluster, named, atMs));
  }
  return numbers;
}

function rowOf(
  running: RunningImage,
  workloads: Numbers,
  atMs: number,
): NewUse {
  const { workload, container, containerKind, image, platform } = running;
  const reference = storableText(running.reference, MAX_REFERENCE_LENGTH);
  return {
    workload_id: workloadNumber(workloads, storableKey(workload)),
    container_kind: containerKind,
    container: storableText(container),
    image: image && isDigest(image.digest) ? image.digest : reference,
    platform: platform ? storableText(formatPlatform(platform)) : '',
    reference,
    first_seen_at: Math.round(Math.min(running.sinceMs, atMs)),
    last_seen_at: atMs,
    running: true,
  };
}

function storableKey(key: WorkloadKey): WorkloadKey {
  return {
    cluster: storableText(key.cluster),
    namespace: storableText(key.namespace),
    kind: storableText(key.kind),
    name: storableText(key.name),
  };
}

function textOf(row: UseKey): string {
  return keyNames.map(name => row[name]).join('\0');
}

async function runningOf(
  trx: Knex.Transaction,
  cluster: string,
): Promise<Map<string, UseRow>> {
  const rows: UseRow[] = await trx('image_uses')
    .join('workloads', 'workloads.id', 'image_uses.workload_id')
    .select('image_uses.*')
    .where('workloads.cluster', storableText(cluster))
    .where('image_uses.running', true);
  return new Map(rows.map(row => [textOf(row), row]));
}

/** Writes what is new or differs; most of what is told is known. */
async function writeUses(
  trx: Knex.Transaction,
  told: ReadonlyMap<string, ToldUse>,
): Promise<Map<string, number>> {
  const keysOf = (rows: Iterable<UseKey>) =>
    [...rows].map(row => ({
      workload_id: row.workload_id,
      container_kind: row.container_kind,
      container: row.container,
      image: row.image,
      platform: row.platform,
    }));
  const rows = [...told.values()].map(({ row }) => row);
  const read = (keys: UseKey[]) =>
    readByKey<UseKey, UseRow>(trx, 'image_uses', {
      select: [
        ...keyNames,
        'id',
        'reference',
        'first_seen_at',
        'last_seen_at',
        'running',
      ],
      key: keyColumns,
      keys,
    });
  const ids = new Map<string, number>();
  const changed: Pick<
    UseRow,
    'id' | 'reference' | 'first_seen_at' | 'last_seen_at' | 'running'
  >[] = [];
  for (const stored of await read(keysOf(rows))) {
    const key = textOf(stored);
    const row = told.get(key)?.row;
    if (!row) continue;
    ids.set(key, stored.id);
    const seenMs = Number(row.last_seen_at);
    const lastSeenMs = Math.max(Number(stored.last_seen_at), seenMs);
    const next = {
      id: stored.id,
      reference:
        seenMs >= Number(stored.last_seen_at)
          ? row.reference
          : stored.reference,
      first_seen_at: Math.min(
        Number(stored.first_seen_at),
        Number(row.first_seen_at),
      ),
      last_seen_at: lastSeenMs,
      running: row.running || Boolean(stored.running),
    };
    if (
      next.reference !== stored.reference ||
      next.first_seen_at !== Number(stored.first_seen_at) ||
      next.running !== Boolean(stored.running) ||
      // To the hour: a write each time would be many.
      lastSeenMs - Number(stored.last_seen_at) > HOUR_MS
    ) {
      changed.push(next);
    }
  }
  await updateById(
    trx,
    'image_uses',
    {
      id: 'integer',
      reference: 'text',
      first_seen_at: 'bigint',
      last_seen_at: 'bigint',
      running: 'boolean',
    },
    changed,
  );
  const missing = [...told].filter(([key]) => !ids.has(key));
  const made = await insertNew(trx, 'image_uses', {
    columns: useColumns,
    rows: missing.map(([, { row }]) => row),
    key: keyNames,
  });
  missing.forEach(([key], index) => {
    const id = made[index];
    if (id !== undefined) ids.set(key, id);
  });
  // Another replica may just have made some of them.
  const late = missing.filter(([key]) => !ids.has(key));
  for (const stored of await read(keysOf(late.map(([, { row }]) => row)))) {
    ids.set(textOf(stored), stored.id);
  }
  return ids;
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
  const began: { use_id: number; node_id: number; since_at: number }[] = [];
  const holdings: { nodeId: number; manifestId: number; sinceMs: number }[] =
    [];
  for (const [key, { nodes, manifestId }] of told) {
    const useId = ids.get(key);
    if (useId === undefined) continue;
    for (const [nodeId, sinceMs] of nodes) {
      if (!before.delete(`${useId} ${nodeId}`)) {
        began.push({
          use_id: useId,
          node_id: nodeId,
          since_at: Math.round(sinceMs),
        });
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
  await insertOrUpdate(trx, 'image_use_nodes', {
    columns: { use_id: 'integer', node_id: 'integer', since_at: 'bigint' },
    rows: began,
    key: ['use_id', 'node_id'],
  });
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
