import { Knex } from 'knex';
import { chunks, inTransaction } from '../database';
import { nodeNumber, nodeNumbers } from '../images/storedNodes';
import { Numbers } from '../numbers';
import { isPostgres } from '../preparedStatements';
import { BigIntColumn, PodRow, PullRow } from '../rows';
import { PullMarksRow } from './rows';
import { HOUR_MS, HourNewsByNode, mergeHours } from './storedHours';

const MARKS = 'node_pull_marks';
const DAY_MS = 24 * HOUR_MS;
/**
 * PostgreSQL gives numbers out before the rows can be seen: a row with a smaller number may come later, but not after its
 * transaction has ended for certain. SQLite writes one transaction after the other.
 */
const SETTLED_AFTER_MS = 30_000;
/** A node that nobody lists, and that has pulled nothing for so long, is gone. */
const GONE_AFTER_MS = DAY_MS;
/** A pull that took longer is a clock that jumped. */
const LONGEST_PULL_MS = 6 * HOUR_MS;

type FedPull = Pick<
  PullRow,
  | 'id'
  | 'workload_id'
  | 'outcome'
  | 'finished_at'
  | 'wait_seconds'
  | 'pull_seconds'
> &
  Pick<PodRow, 'cluster' | 'node'>;

/**
 * See NodeStore.takePulls. Pulls have growing numbers; how far they were taken is marked in the transaction that takes them, so
 * each is taken once, and collecting costs nothing more.
 */
export async function takePulls(
  knex: Knex,
  options: { limit: number; nowMs: number },
): Promise<number> {
  const { limit, nowMs } = options;
  return inTransaction(knex, async trx => {
    const marks: PullMarksRow = await trx(MARKS)
      .where({ id: 1 })
      .forUpdate()
      .first();
    const untilId = await settledId(trx, marks, nowMs);
    const takenId = Number(marks.taken_id);
    if (untilId <= takenId) return 0;
    const ids: BigIntColumn[] = await trx('pulls')
      .where('id', '>', takenId)
      .where('id', '<=', untilId)
      .orderBy('id')
      .limit(limit)
      .pluck('id');
    const lastId = ids.length < limit ? untilId : Number(ids[ids.length - 1]);
    if (ids.length > 0) {
      const pulls: FedPull[] = await trx('pulls')
        .join('pods', 'pods.id', 'pulls.pod_id')
        .select('pulls.id', 'pulls.workload_id', 'outcome', 'finished_at')
        .select('wait_seconds', 'pull_seconds', 'pods.cluster', 'pods.node')
        .where('pulls.id', '>', takenId)
        .where('pulls.id', '<=', lastId)
        .whereNot('pods.node', '');
      await take(trx, pulls, nowMs);
    }
    await trx(MARKS).where({ id: 1 }).update({ taken_id: lastId });
    return ids.length;
  });
}

/** Up to which number all pulls can be seen. */
async function settledId(
  trx: Knex.Transaction,
  marks: PullMarksRow,
  nowMs: number,
): Promise<number> {
  const newest = await trx('pulls').max({ id: 'id' }).first();
  const newestId = Number(newest?.id ?? 0);
  if (!isPostgres(trx)) return newestId;
  if (nowMs - Number(marks.newest_at) < SETTLED_AFTER_MS) {
    return Number(marks.settled_id);
  }
  const settled = Number(marks.newest_id);
  await trx(MARKS).where({ id: 1 }).update({
    settled_id: settled,
    newest_id: newestId,
    newest_at: nowMs,
  });
  return settled;
}

async function take(
  trx: Knex.Transaction,
  pulls: readonly FedPull[],
  nowMs: number,
): Promise<void> {
  const numbers = new Map<string, Numbers>();
  for (const cluster of new Set(pulls.map(pull => pull.cluster))) {
    numbers.set(cluster, await nodesOfPulls(trx, { cluster, pulls, nowMs }));
  }
  const news = new HourNewsByNode();
  const ran = new Map<
    string,
    { workload_id: number; day: number; node_id: number }
  >();
  for (const pull of pulls) {
    const { cluster, node, workload_id: workloadId } = pull;
    const nodeId = nodeNumber(numbers.get(cluster)!, cluster, node);
    const day = Math.floor(Number(pull.finished_at) / DAY_MS);
    ran.set(`${workloadId} ${day} ${nodeId}`, {
      workload_id: workloadId,
      day,
      node_id: nodeId,
    });
    if (pull.outcome !== 'failed' && pull.outcome !== 'present') {
      addPull(news, nodeId, pull);
    }
  }
  await mergeHours(trx, news);
  for (const rows of chunks([...ran.values()])) {
    await trx('workload_nodes')
      .insert(rows)
      .onConflict(['workload_id', 'day', 'node_id'])
      .ignore();
  }
}

/** Nodes that only pulls name changed last when they pulled. */
async function nodesOfPulls(
  trx: Knex.Transaction,
  options: { cluster: string; pulls: readonly FedPull[]; nowMs: number },
): Promise<Numbers> {
  const { cluster, nowMs } = options;
  const lastMs = new Map<string, number>();
  for (const pull of options.pulls) {
    if (pull.cluster !== cluster) continue;
    const atMs = Number(pull.finished_at);
    lastMs.set(pull.node, Math.max(lastMs.get(pull.node) ?? 0, atMs));
  }
  const newestMs = Math.min(nowMs, Math.max(...lastMs.values()));
  const nodes = [...lastMs.keys()].sort().map(name => ({
    name,
    gone: nowMs - lastMs.get(name)! > GONE_AFTER_MS,
  }));
  return nodeNumbers(trx, cluster, nodes, newestMs);
}

/** A pull counts in the hour in which it ended, and has its times in all that it ran in. */
function addPull(news: HourNewsByNode, nodeId: number, pull: FedPull): void {
  const finishedMs = Number(pull.finished_at);
  const ended = news.of(nodeId, Math.floor(finishedMs / HOUR_MS));
  ended.pulls = (ended.pulls ?? 0) + 1;
  const { wait_seconds: waitSeconds, pull_seconds: pullSeconds } = pull;
  if (waitSeconds === null) return;
  ended.waitSeconds = (ended.waitSeconds ?? 0) + waitSeconds;
  const waitMs = Math.min(waitSeconds * 1000, LONGEST_PULL_MS);
  const requestedMs = finishedMs - waitMs;
  const startedMs = Math.max(
    requestedMs,
    // Kubelets that tell one duration count the queue as well: nothing is known of when it ran.
    finishedMs - (pullSeconds ?? 0) * 1000,
  );
  const first = Math.floor(requestedMs / HOUR_MS);
  const last = Math.floor(finishedMs / HOUR_MS);
  for (let hour = first; hour <= last; hour++) {
    const secondOf = (atMs: number) =>
      Math.min(Math.max(atMs - hour * HOUR_MS, 0), HOUR_MS) / 1000;
    const ofHour = news.of(nodeId, hour);
    ofHour.pullTimes = [
      ...(ofHour.pullTimes ?? []),
      {
        requested: secondOf(requestedMs),
        started: secondOf(startedMs),
        finished: secondOf(finishedMs),
      },
    ];
  }
}
