import { Knex } from 'knex';
import { Columns, insertNew, readByKey, updateById } from './bulk';
import { chunks } from './database';
import { ImageWaitPull } from './imageWait';
import {
  isOfStart,
  PodFacts,
  podKey,
  PodNews,
  withImageWait,
  withStarts,
} from './podNews';
import { addToPodStartRollups, PodStartChange } from './podStartRollups';
import { NewPull } from './pulls';
import { PodRow, PullRow } from './rows';

const TABLE = 'pods';
const COLUMNS: Columns<PodFacts> = {
  cluster: 'text',
  pod_uid: 'text',
  pod_name: 'text',
  node: 'text',
  workload_id: 'integer',
  node_pool_id: 'integer',
  known_at: 'bigint',
  scheduled_at: 'bigint',
  ready_at: 'bigint',
  pulls_seen: 'boolean',
  image_wait_ms: 'bigint',
};
/** Pulls of so many pods are in memory at once. */
const PODS_AT_ONCE = 500;
const NAMES = Object.keys(COLUMNS) as (keyof PodFacts)[];
const KEY = { cluster: COLUMNS.cluster, pod_uid: COLUMNS.pod_uid };

/** A pod of which a batch tells something, as it is stored. */
export interface StoredPod {
  id: number;
  news: PodNews;
  /** Whether this transaction made the row. It holds all news then. */
  made: boolean;
  row: PodFacts;
}

/**
 * The pods that a batch names. Those that are not stored yet are made: all that is known of them is in the batch.
 * The others stay as they are, but nobody can remove them before the transaction ends.
 */
export async function storedPods(
  trx: Knex.Transaction,
  news: readonly PodNews[],
): Promise<StoredPod[]> {
  const found = await readPods(trx, news);
  const missing = news.filter(pod => !found.has(keyOf(pod.empty)));
  const made = await makePods(trx, missing);
  // Another replica may just have made some of them.
  const late = await readPods(
    trx,
    missing.filter(pod => !made.has(keyOf(pod.empty))),
  );
  return news.map(pod => {
    const key = keyOf(pod.empty);
    const row = found.get(key) ?? late.get(key);
    const id = row?.id ?? made.get(key);
    if (id === undefined) {
      throw new Error(`Pod ${pod.empty.pod_uid} could not be stored`);
    }
    return {
      id: Number(id),
      news: pod,
      made: row === undefined,
      row: row ?? completePod(pod),
    };
  });
}

/**
 * Brings starts and image waits of the batch's pods up to date, and their rollups: pulls and starts may come in
 * any order. Returns how many starts were new.
 *
 * @param isClosed - whether pulls of the pod's start may have been removed already: then its image wait stays as it is
 */
export async function updatePods(
  trx: Knex.Transaction,
  pods: readonly StoredPod[],
  newPulls: readonly NewPull[],
  isClosed: (pod: PodFacts) => boolean,
): Promise<number> {
  const changes: PodStartChange[] = pods
    .filter(({ made }) => made)
    .map(({ news, row }) => ({ before: news.empty, after: row }));
  const pullsByPod = byPod(newPulls);
  const touched = pods.filter(
    pod => !pod.made && !isClosed(pod.row) && isTouched(pod, pullsByPod),
  );
  for (const part of chunks(touched, PODS_AT_ONCE)) {
    for (const change of await updateSome(trx, part)) changes.push(change);
  }
  await addToPodStartRollups(trx, changes);
  return changes.filter(
    ({ before, after }) =>
      before.scheduled_at === null && after.scheduled_at !== null,
  ).length;
}

function keyOf(pod: Pick<PodFacts, 'cluster' | 'pod_uid'>): string {
  return podKey(pod.cluster, pod.pod_uid);
}

/** Of a pod that nobody knew, all pulls are new. */
function completePod({ empty, pulls, starts }: PodNews): PodFacts {
  return withImageWait(
    withStarts(empty, starts),
    pulls.map(({ record }) => record),
  );
}

async function readPods(
  trx: Knex.Transaction,
  news: readonly PodNews[],
): Promise<Map<string, PodRow>> {
  const rows: PodRow[] = await readByKey(trx, TABLE, {
    select: ['id', ...NAMES],
    key: KEY,
    keys: news.map(({ empty }) => ({
      cluster: empty.cluster,
      pod_uid: empty.pod_uid,
    })),
    lock: 'key share',
  });
  return new Map(rows.map(row => [keyOf(row), row]));
}

/** Makes rows; returns the numbers of those that it really made. */
async function makePods(
  trx: Knex.Transaction,
  news: readonly PodNews[],
): Promise<Map<string, number>> {
  const ids = await insertNew(trx, TABLE, {
    columns: COLUMNS,
    rows: news.map(completePod),
    key: ['cluster', 'pod_uid'],
  });
  const made = new Map<string, number>();
  news.forEach((pod, index) => {
    const id = ids[index];
    if (id !== undefined) made.set(keyOf(pod.empty), id);
  });
  return made;
}

function byPod(pulls: readonly NewPull[]): Map<number, NewPull[]> {
  const pods = new Map<number, NewPull[]>();
  for (const pull of pulls) {
    const known = pods.get(pull.podId);
    if (known) known.push(pull);
    else pods.set(pull.podId, [pull]);
  }
  return pods;
}

/** A new list names all pods again: those of which nothing new is said need no lock. */
function isTouched(
  { id, row, news }: StoredPod,
  newPulls: Map<number, NewPull[]>,
): boolean {
  if (withStarts(row, news.starts) !== row) {
    return true;
  }
  const pulls = newPulls.get(id) ?? [];
  return (
    row.scheduled_at !== null &&
    pulls.some(({ record }) => isOfStart(row, record))
  );
}

async function updateSome(
  trx: Knex.Transaction,
  pods: readonly StoredPod[],
): Promise<PodStartChange[]> {
  const locked: PodRow[] = await readByKey(trx, TABLE, {
    select: ['id', ...NAMES],
    key: { id: 'bigint' },
    keys: pods.map(({ id }) => ({ id })),
    lock: 'no key update',
  });
  const news = new Map(pods.map(pod => [pod.id, pod.news]));
  const started = locked.map(before => ({
    before,
    after: withStarts(before, news.get(Number(before.id))?.starts ?? []),
  }));
  const pulls = await readPulls(
    trx,
    started.filter(({ after }) => after.scheduled_at !== null),
  );
  const changes = started.map(({ before, after }) => ({
    before,
    after: withImageWait(after, pulls.get(Number(after.id)) ?? []),
  }));
  await updateById(
    trx,
    TABLE,
    { id: 'bigint', ...COLUMNS },
    changes.map(({ after }) => after),
  );
  return changes;
}

async function readPulls(
  trx: Knex.Transaction,
  pods: { after: PodRow }[],
): Promise<Map<number, ImageWaitPull[]>> {
  const rows: PullRow[] = await readByKey(trx, 'pulls', {
    select: [
      'pod_id',
      'container',
      'container_kind',
      'image',
      'outcome',
      'finished_at',
      'wait_seconds',
    ],
    key: { pod_id: 'bigint' },
    keys: pods.map(({ after }) => ({ pod_id: after.id })),
  });
  const pulls = new Map<number, ImageWaitPull[]>();
  for (const row of rows) {
    const known = pulls.get(Number(row.pod_id));
    const pull = toImageWaitPull(row);
    if (known) known.push(pull);
    else pulls.set(Number(row.pod_id), [pull]);
  }
  return pulls;
}

function toImageWaitPull(row: PullRow): ImageWaitPull {
  return {
    container: row.container,
    containerKind: row.container_kind as ImageWaitPull['containerKind'],
    image: row.image,
    outcome: row.outcome as ImageWaitPull['outcome'],
    finishedAtMs: Number(row.finished_at),
    waitSeconds: row.wait_seconds ?? undefined,
  };
}
