import { Knex } from 'knex';
import { chunks } from './database';
import { Numbers, workloadNumber } from './numbers';
import { PullRecord } from './PullStore';

/** A pull that was not stored before, with the numbers of its workload and node pool. */
export interface NewPull {
  record: PullRecord;
  workloadId: number;
  nodePoolId: number;
}

const KEY = ['cluster', 'event_uid', 'occurrence'];

function keyOf(cluster: string, eventUid: string, occurrence: number): string {
  return JSON.stringify([cluster, eventUid, occurrence]);
}

/** Stores pulls and returns those that were really new. */
export async function insertPulls(
  trx: Knex.Transaction,
  records: PullRecord[],
  numbers: { workloads: Numbers; nodePools: Numbers },
): Promise<NewPull[]> {
  const byKey = new Map<string, NewPull>();
  for (const record of records) {
    const { cluster } = record.workload;
    const key = keyOf(cluster, record.eventUid, record.occurrence);
    if (!byKey.has(key)) {
      byKey.set(key, {
        record,
        workloadId: workloadNumber(numbers.workloads, record.workload),
        nodePoolId: numbers.nodePools.get(cluster, record.nodePool ?? ''),
      });
    }
  }
  const inserted: NewPull[] = [];
  // In a fixed order: two replicas with the same batch wait for each other only one way.
  for (const keys of chunks([...byKey.keys()].sort())) {
    const rows: { cluster: string; event_uid: string; occurrence: number }[] =
      await trx('pulls')
        .insert(keys.map(key => toRow(byKey.get(key)!)))
        .onConflict(KEY)
        .ignore()
        .returning(KEY);
    for (const row of rows) {
      const key = keyOf(row.cluster, row.event_uid, row.occurrence);
      inserted.push(byKey.get(key)!);
    }
  }
  return inserted;
}

function toRow({ record, workloadId, nodePoolId }: NewPull) {
  return {
    cluster: record.workload.cluster,
    event_uid: record.eventUid,
    occurrence: record.occurrence,
    workload_id: workloadId,
    node_pool_id: nodePoolId,
    pod_uid: record.podUid,
    pod_name: record.podName,
    container: record.container,
    container_kind: record.containerKind,
    node: record.node,
    image: record.image,
    outcome: record.outcome,
    cause: record.cause ?? null,
    finished_at: record.finishedAtMs,
    wait_seconds: record.waitSeconds ?? null,
    pull_seconds: record.pullSeconds ?? null,
    image_bytes: record.imageBytes ?? null,
    message: record.message,
  };
}
