import { Knex } from 'knex';
import { chunks } from './database';
import { WorkloadKey } from './PullStore';
import { WorkloadRow } from './rows';

/** See PullStore.findWorkloadsOfPods. */
export async function findWorkloadsOfPods(
  knex: Knex,
  options: { cluster: string; podUids: string[] },
): Promise<Map<string, WorkloadKey>> {
  const found = new Map<string, WorkloadKey>();
  for (const part of chunks(options.podUids)) {
    const rows: (WorkloadRow & { pod_uid: string })[] = await knex('pods')
      .join('workloads', 'workloads.id', 'pods.workload_id')
      .where('pods.cluster', options.cluster)
      .whereIn('pods.pod_uid', part)
      .select('workloads.*', 'pods.pod_uid');
    for (const { pod_uid: podUid, ...row } of rows) {
      const { cluster, namespace, kind, name } = row;
      found.set(podUid, { cluster, namespace, kind, name });
    }
  }
  return found;
}

/** See PullStore.findWorkloads. */
export async function findWorkloads(
  knex: Knex,
  keys: WorkloadKey[],
): Promise<(WorkloadKey & { labels: Record<string, string> })[]> {
  const found: (WorkloadKey & { labels: Record<string, string> })[] = [];
  for (const group of groups(keys)) {
    const { cluster, namespace, kind } = group[0];
    for (const part of chunks(group)) {
      const rows: WorkloadRow[] = await knex('workloads')
        .where({ cluster, namespace, kind })
        .whereIn(
          'name',
          part.map(({ name }) => name),
        );
      for (const { name, labels } of rows) {
        found.push({
          ...{ cluster, namespace, kind, name },
          labels: JSON.parse(labels),
        });
      }
    }
  }
  return found;
}

/** Keys that differ in nothing but the name: those of one statement. */
function groups(keys: WorkloadKey[]): Iterable<WorkloadKey[]> {
  const byRest = new Map<string, WorkloadKey[]>();
  for (const key of keys) {
    const rest = JSON.stringify([key.cluster, key.namespace, key.kind]);
    const group = byRest.get(rest);
    if (group) group.push(key);
    else byRest.set(rest, [key]);
  }
  return byRest.values();
}
