import { Knex } from 'knex';
import { chunks, inTransaction } from './database';
import { WorkloadKey, WorkloadRecord } from './PullStore';
import { Numbers, workloadNumber } from './numbers';
import { WorkloadRow } from './rows';
import { storableRefs } from './storable';

/** Writes labels and services of workloads where they differ from what is stored. */
export async function writeWorkloads(
  trx: Knex.Transaction,
  numbers: Numbers,
  records: WorkloadRecord[],
): Promise<void> {
  const byId = new Map(
    records.map(record => [workloadNumber(numbers, record), record]),
  );
  const ids = [...byId.keys()].sort((a, b) => a - b);
  for (const part of chunks(ids)) {
    const rows: Pick<WorkloadRow, 'id' | 'labels'>[] = await trx('workloads')
      .select('id', 'labels')
      .whereIn('id', part)
      .orderBy('id');
    for (const { id, labels } of rows) {
      const json = JSON.stringify(byId.get(id)?.labels);
      if (json !== labels) {
        await trx('workloads').where({ id }).update({ labels: json });
      }
    }
  }
  await writeLinks(
    trx,
    ids.map(id => ({
      workloadId: id,
      entityRefs: byId.get(id)?.entityRefs ?? [],
    })),
  );
}

async function writeLinks(
  trx: Knex.Transaction,
  links: { workloadId: number; entityRefs: string[] }[],
): Promise<void> {
  const wanted = new Map(
    links.map(link => [link.workloadId, storableRefs(link.entityRefs)]),
  );
  const ids = [...wanted.keys()].sort((a, b) => a - b);
  for (const part of chunks(ids)) {
    const stored = await linksOf(trx, part);
    const changed = part.filter(
      id => String(wanted.get(id)) !== String(stored.get(id) ?? []),
    );
    if (changed.length > 0) {
      const rows = await lockExisting(trx, changed);
      await trx('workload_services').whereIn('workload_id', rows).delete();
      const added = rows.flatMap(id =>
        (wanted.get(id) ?? []).map(ref => ({
          workload_id: id,
          entity_ref: ref,
        })),
      );
      for (const some of chunks(added)) {
        await trx('workload_services').insert(some);
      }
    }
  }
}

/** Locks those of the workloads that exist; pulls that refer to them can still come in. */
async function lockExisting(
  trx: Knex.Transaction,
  ids: number[],
): Promise<number[]> {
  return trx('workloads')
    .whereIn('id', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .pluck('id');
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
    await inTransaction(knex, trx => writeLinks(trx, part));
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
  const ofEntity = () =>
    knex('workload_services').where('entity_ref', options.entityRef);
  const rows: WorkloadRow[] = await knex('workloads')
    .whereIn('id', ofEntity().select('workload_id'))
    .orderBy(['cluster', 'namespace', 'kind', 'name'])
    .limit(options.limit);
  const [{ total }] = await ofEntity().count({ total: '*' });
  return { items: rows.map(toKey), total: Number(total) };
}

/** See PullStore.findWorkloadOfPod. */
export async function findWorkloadOfPod(
  knex: Knex,
  options: { cluster: string; podUid: string },
): Promise<WorkloadKey | undefined> {
  const row: WorkloadRow | undefined = await knex('pods')
    .join('workloads', 'workloads.id', 'pods.workload_id')
    .where({ 'pods.cluster': options.cluster, 'pods.pod_uid': options.podUid })
    .first('workloads.*');
  return row && toKey(row);
}

function toKey(row: WorkloadRow): WorkloadKey {
  const { cluster, namespace, kind, name } = row;
  return { cluster, namespace, kind, name };
}
