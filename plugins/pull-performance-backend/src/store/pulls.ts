import { Knex } from 'knex';
import { Columns, insertNew } from './bulk';
import { PullRecord } from './PullStore';

/** A pull, not stored before, with the numbers of its pod, workload and node pool. */
export interface NewPull {
  record: PullRecord;
  podId: number;
  workloadId: number;
  nodePoolId: number;
}

interface NewPullRow {
  pod_id: number;
  event_uid: string;
  occurrence: number;
  workload_id: number;
  node_pool_id: number;
  container: string;
  container_kind: string;
  image: string;
  outcome: string;
  cause?: string;
  finished_at: number;
  wait_seconds?: number;
  pull_seconds?: number;
  image_bytes?: number;
  message: string;
}

const COLUMNS: Columns<Required<NewPullRow>> = {
  pod_id: 'bigint',
  event_uid: 'text',
  occurrence: 'integer',
  workload_id: 'integer',
  node_pool_id: 'integer',
  container: 'text',
  container_kind: 'text',
  image: 'text',
  outcome: 'text',
  cause: 'text',
  finished_at: 'bigint',
  wait_seconds: 'double precision',
  pull_seconds: 'double precision',
  image_bytes: 'bigint',
  message: 'text',
};

/**
 * Stores pulls and returns those that were really new.
 *
 * @param pulls - each once, in a fixed order: two replicas with the same batch wait for each other only one way
 */
export async function insertPulls(
  trx: Knex.Transaction,
  pulls: readonly NewPull[],
): Promise<NewPull[]> {
  const ids = await insertNew(trx, 'pulls', {
    columns: COLUMNS,
    rows: pulls.map(toRow),
    key: ['pod_id', 'event_uid', 'occurrence'],
  });
  return pulls.filter((_, index) => ids[index] !== undefined);
}

function toRow({ record, podId, workloadId, nodePoolId }: NewPull): NewPullRow {
  return {
    pod_id: podId,
    event_uid: record.eventUid,
    occurrence: record.occurrence,
    workload_id: workloadId,
    node_pool_id: nodePoolId,
    container: record.container,
    container_kind: record.containerKind,
    image: record.image,
    outcome: record.outcome,
    cause: record.cause,
    finished_at: record.finishedAtMs,
    wait_seconds: record.waitSeconds,
    pull_seconds: record.pullSeconds,
    image_bytes: record.imageBytes,
    message: record.message,
  };
}
