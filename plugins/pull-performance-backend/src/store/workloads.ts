import { Knex } from 'knex';
import { DAY_MS } from './buckets';
import { chunks, inTransaction } from './database';
import { WorkloadKey, WorkloadRecord } from './PullStore';
import { Numbers, workloadNumber } from './numbers';
import { preparedQuery } from './preparedStatements';
import { BigIntColumn, WorkloadRow } from './rows';
import { storableRefs } from './storable';

/** What is said of a workload; what is left out stays as it is. */
interface WorkloadFacts {
  labels?: string;
  entityRefs?: string[];
  seenAtMs?: number;
}

/** Writes labels and services of the records, and that the named workloads were seen. */
export async function writeWorkloads(
  trx: Knex.Transaction,
  numbers: Numbers,
  options: { records: WorkloadRecord[]; named: WorkloadKey[]; nowMs: number },
): Promise<void> {
  const facts = new Map<number, WorkloadFacts>();
  for (const key of options.named) {
    facts.set(workloadNumber(numbers, key), { seenAtMs: options.nowMs });
  }
  for (const record of options.records) {
    facts.set(workloadNumber(numbers, record), {
      labels: JSON.stringify(record.labels),
      entityRefs: record.entityRefs,
      seenAtMs: options.nowMs,
    });
  }
  await writeFacts(trx, facts);
}

/** Writes what differs from what is stored: most of what collectors say is known. */
async function writeFacts(
  trx: Knex.Transaction,
  facts: Map<number, WorkloadFacts>,
): Promise<void> {
  // Locks are taken once and in the order of ids, so that two transactions never wait for each other.
  for (const ids of chunks([...facts.keys()].sort((a, b) => a - b))) {
    const changes = await changesOf(trx, ids, facts);
    if (changes.size === 0) continue;
    const locked: number[] = await trx('workloads')
      .whereIn('id', [...changes.keys()])
      .orderBy('id')
      .forNoKeyUpdate()
      .pluck('id');
    const relinked = locked.filter(id => changes.get(id)?.entityRefs);
    for (const id of locked) {
      const { labels, seenAtMs } = changes.get(id) ?? {};
      if (labels !== undefined || seenAtMs !== undefined) {
        await trx('workloads')
          .where({ id })
          .update({ labels, seen_at: seenAtMs });
      }
    }
    await trx('workload_services').whereIn('workload_id', relinked).delete();
    const links = relinked.flatMap(id =>
      (changes.get(id)?.entityRefs ?? []).map(ref => ({
        workload_id: id,
        entity_ref: ref,
      })),
    );
    for (const part of chunks(links)) {
      await trx('workload_services').insert(part);
    }
    const linked = new Set(links.map(link => link.workload_id));
    for (const owned of [true, false]) {
      const those = relinked.filter(id => linked.has(id) === owned);
      if (those.length > 0) {
        await trx('workloads').whereIn('id', those).update({ owned });
      }
    }
  }
}

async function changesOf(
  trx: Knex.Transaction,
  ids: number[],
  facts: Map<number, WorkloadFacts>,
): Promise<Map<number, WorkloadFacts>> {
  const rows: Pick<WorkloadRow, 'id' | 'labels' | 'seen_at'>[] = await trx(
    'workloads',
  )
    .select('id', 'labels', 'seen_at')
    .whereIn('id', ids);
  const links = await linksOf(trx, ids);
  const changes = new Map<number, WorkloadFacts>();
  for (const row of rows) {
    const { labels, entityRefs, seenAtMs } = facts.get(row.id) ?? {};
    const refs = entityRefs && storableRefs(entityRefs);
    const change: WorkloadFacts = {};
    if (labels !== undefined && labels !== row.labels) {
      change.labels = labels;
    }
    if (refs && String(refs) !== String(links.get(row.id) ?? [])) {
      change.entityRefs = refs;
    }
    // To the day: a write for every pull would be many.
    if (seenAtMs !== undefined && seenAtMs - Number(row.seen_at) > DAY_MS) {
      change.seenAtMs = seenAtMs;
    }
    if (Object.keys(change).length > 0) {
      changes.set(row.id, change);
    }
  }
  return changes;
}

async function linksOf(
  knex: Knex,
  ids: number[],
): Promise<Map<number, string[]>> {
  const rows: { workload_id: number; entity_ref: string }[] = await knex(
    'workload_services',
  ).whereIn('workload_id', ids);
  const refs = new Map<number, string[]>();
  for (const row of rows) {
    const known = refs.get(row.workload_id) ?? [];
    refs.set(row.workload_id, [...known, row.entity_ref]);
  }
  // Sorted here: databases order text each in their own way.
  refs.forEach(list => list.sort());
  return refs;
}

/** See PullStore.linkWorkloads. */
export async function linkWorkloads(
  knex: Knex,
  links: { workloadId: number; entityRefs: string[] }[],
): Promise<void> {
  for (const part of chunks(links, 1_000)) {
    const facts = new Map(
      part.map(({ workloadId, entityRefs }) => [workloadId, { entityRefs }]),
    );
    await inTransaction(knex, trx => writeFacts(trx, facts));
  }
}

/** See PullStore.listWorkloads. */
export async function listWorkloads(
  knex: Knex,
  options: { afterId?: number; limit: number },
): Promise<(WorkloadRecord & { id: number })[]> {
  const rows: WorkloadRow[] = await knex('workloads')
    .where('id', '>', options.afterId ?? 0)
    .orderBy('id')
    .limit(options.limit);
  const refs = new Map<number, string[]>();
  for (const part of chunks(rows)) {
    const some = await linksOf(
      knex,
      part.map(row => row.id),
    );
    some.forEach((list, id) => refs.set(id, list));
  }
  return rows.map(row => ({
    id: row.id,
    ...toKey(row),
    labels: JSON.parse(row.labels),
    entityRefs: refs.get(row.id) ?? [],
  }));
}

/** See PullStore.workloadsOf. */
export async function workloadsOf(
  knex: Knex,
  options: { entityRef: string; limit: number },
): Promise<{ items: WorkloadKey[]; total: number }> {
  const rows = await preparedQuery<WorkloadKey & { total: BigIntColumn }>(
    knex,
    `select cluster, namespace, kind, name, count(*) over () as total
     from workload_services join workloads on workloads.id = workload_id
     where entity_ref = ? order by cluster, namespace, kind, name limit ?`,
    [options.entityRef, options.limit],
  );
  return { items: rows.map(toKey), total: Number(rows[0]?.total ?? 0) };
}

function toKey(row: WorkloadKey): WorkloadKey {
  const { cluster, namespace, kind, name } = row;
  return { cluster, namespace, kind, name };
}
