import { Knex } from 'knex';
import { chunks, lockRows, writeRows } from './database';
import { imageWaitMs, ImageWaitPull } from './imageWait';
import { Numbers, workloadNumber } from './numbers';
import { addToPodStartRollups, PodStartChange } from './podStartRollups';
import { NewPull } from './pulls';
import { PodStartRecord } from './PullStore';
import { PodRow, PullRow } from './rows';

const TABLE = 'pods';
const KEY = ['cluster', 'pod_uid'] as const satisfies (keyof PodRow)[];

/** A pod that a batch names. */
interface TouchedPod {
  empty: PodRow;
  hasNewPulls: boolean;
  starts: PodStartRecord[];
}

/**
 * Notes pods and their starts, and brings the image wait of the touched pods up
 * to date: pulls and starts may come in any order. Returns how many starts were new.
 */
export async function applyPods(
  trx: Knex.Transaction,
  pulls: NewPull[],
  starts: PodStartRecord[],
  numbers: { workloads: Numbers; nodePools: Numbers },
): Promise<number> {
  const news = await withoutKnown(trx, starts);
  const touched = touchedPods(pulls, news, numbers);
  const empty = [...touched.keys()].sort().map(key => touched.get(key)!.empty);
  const stored = await lockRows(trx, TABLE, [...KEY], empty);

  const started = stored.map(row => ({
    before: row,
    after: withStarts(row, touched.get(keyOf(row))!, numbers),
  }));
  const changed = started.filter(
    ({ before, after }) =>
      after !== before || touched.get(keyOf(before))!.hasNewPulls,
  );
  const pullsByPod = await pullsOf(
    trx,
    changed.map(({ after }) => after).filter(row => row.scheduled_at !== null),
  );
  const changes: PodStartChange[] = changed.map(({ before, after }) => ({
    before,
    after: withImageWait(after, pullsByPod.get(keyOf(after)) ?? []),
  }));
  await writeRows(
    trx,
    TABLE,
    [...KEY],
    changes.map(({ after }) => after),
  );
  await addToPodStartRollups(trx, changes);
  return changes.filter(
    ({ before, after }) =>
      before.scheduled_at === null && after.scheduled_at !== null,
  ).length;
}

function keyOf({
  cluster,
  pod_uid: podUid,
}: Pick<PodRow, 'cluster' | 'pod_uid'>): string {
  return JSON.stringify([cluster, podUid]);
}

/** A new list names all pods again: those of which nothing new is said need no lock. */
async function withoutKnown(
  trx: Knex.Transaction,
  starts: PodStartRecord[],
): Promise<PodStartRecord[]> {
  const pods = starts.map(({ workload, podUid }) => ({
    cluster: workload.cluster,
    pod_uid: podUid,
  }));
  const rows = await rowsOf<PodRow>(trx(TABLE), pods);
  const stored = new Map(rows.map(row => [keyOf(row), row]));
  return starts.filter(start => {
    const { cluster } = start.workload;
    const row = stored.get(JSON.stringify([cluster, start.podUid]));
    return (
      !row ||
      row.scheduled_at === null ||
      (row.ready_at === null && start.readyAtMs !== undefined)
    );
  });
}

function touchedPods(
  pulls: NewPull[],
  starts: PodStartRecord[],
  numbers: { workloads: Numbers; nodePools: Numbers },
): Map<string, TouchedPod> {
  const touched = new Map<string, TouchedPod>();
  const touch = (row: PodRow): TouchedPod => {
    const key = keyOf(row);
    const pod = touched.get(key) ?? {
      empty: row,
      hasNewPulls: false,
      starts: [],
    };
    touched.set(key, pod);
    return pod;
  };
  for (const { record, workloadId, nodePoolId } of pulls) {
    const pod = touch({
      cluster: record.workload.cluster,
      pod_uid: record.podUid,
      workload_id: workloadId,
      node_pool_id: nodePoolId,
      known_at: record.finishedAtMs,
      scheduled_at: null,
      ready_at: null,
      pulls_seen: false,
      image_wait_ms: 0,
    });
    pod.hasNewPulls = true;
  }
  for (const start of starts) {
    const { cluster } = start.workload;
    const pod = touch({
      cluster,
      pod_uid: start.podUid,
      workload_id: workloadNumber(numbers.workloads, start.workload),
      node_pool_id: numbers.nodePools.get(cluster, start.nodePool ?? ''),
      known_at: start.scheduledAtMs,
      scheduled_at: null,
      ready_at: null,
      pulls_seen: false,
      image_wait_ms: 0,
    });
    pod.starts.push(start);
  }
  return touched;
}

/** The first start that is told counts, and the first readiness: restarts in place are no starts. */
function withStarts(
  row: PodRow,
  pod: TouchedPod,
  numbers: { workloads: Numbers; nodePools: Numbers },
): PodRow {
  let after = row;
  for (const start of pod.starts) {
    if (after.scheduled_at === null) {
      const { cluster } = start.workload;
      after = {
        ...after,
        workload_id: workloadNumber(numbers.workloads, start.workload),
        node_pool_id: numbers.nodePools.get(cluster, start.nodePool ?? ''),
        known_at: start.scheduledAtMs,
        scheduled_at: start.scheduledAtMs,
      };
    }
    if (
      after.ready_at === null &&
      start.readyAtMs !== undefined &&
      start.readyAtMs >= Number(after.scheduled_at)
    ) {
      after = { ...after, ready_at: start.readyAtMs };
    }
  }
  return after;
}

async function pullsOf(
  trx: Knex.Transaction,
  pods: PodRow[],
): Promise<Map<string, ImageWaitPull[]>> {
  const query = trx('pulls').select(
    'cluster',
    'pod_uid',
    'container',
    'container_kind',
    'image',
    'outcome',
    'finished_at',
    'wait_seconds',
  );
  const pulls = new Map<string, ImageWaitPull[]>();
  for (const row of await rowsOf<PullRow>(query, pods)) {
    const key = keyOf(row);
    const known = pulls.get(key);
    const pull = toImageWaitPull(row);
    if (known) known.push(pull);
    else pulls.set(key, [pull]);
  }
  return pulls;
}

/** The query's rows about pods. Cluster by cluster: PostgreSQL plans a list of pairs ten times slower. */
async function rowsOf<Row>(
  query: Knex.QueryBuilder,
  pods: Pick<PodRow, 'cluster' | 'pod_uid'>[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const cluster of new Set(pods.map(pod => pod.cluster))) {
    const uids = pods
      .filter(pod => pod.cluster === cluster)
      .map(pod => pod.pod_uid);
    for (const part of chunks(uids)) {
      const some: Row[] = await query
        .clone()
        .where({ cluster })
        .whereIn('pod_uid', part);
      for (const row of some) rows.push(row);
    }
  }
  return rows;
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

function withImageWait(row: PodRow, pulls: ImageWaitPull[]): PodRow {
  if (row.scheduled_at === null) {
    return row;
  }
  return {
    ...row,
    pulls_seen:
      Boolean(row.pulls_seen) ||
      pulls.some(({ containerKind }) => containerKind !== 'ephemeral'),
    image_wait_ms: imageWaitMs(pulls, {
      scheduledAtMs: Number(row.scheduled_at),
      readyAtMs: row.ready_at === null ? undefined : Number(row.ready_at),
    }),
  };
}
