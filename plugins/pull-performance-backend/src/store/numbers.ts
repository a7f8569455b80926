import { Knex } from 'knex';
import { chunks } from './database';
import { WorkloadKey } from './PullStore';

const KEY = ['cluster', 'namespace', 'kind', 'name'] as const;

/** Numbers of workloads and node pools. */
export class Numbers {
  private readonly ids = new Map<string, number>();

  get(...key: string[]): number {
    const id = this.ids.get(JSON.stringify(key));
    if (id === undefined) {
      throw new Error(`No number was asked for ${key.join('/')}`);
    }
    return id;
  }

  has(...key: string[]): boolean {
    return this.ids.has(JSON.stringify(key));
  }

  set(id: number, ...key: string[]): void {
    this.ids.set(JSON.stringify(key), id);
  }
}

/** Numbers of rows that are made if they are missing. */
async function numbersOf(
  trx: Knex.Transaction,
  table: string,
  columns: readonly string[],
  keys: string[][],
  defaults: object,
): Promise<Numbers> {
  const numbers = new Numbers();
  const read = async (wanted: string[][]) => {
    for (const part of chunks(wanted)) {
      const rows: Record<string, string | number>[] = await trx(table)
        .select('id', ...columns)
        .whereIn([...columns], part);
      for (const row of rows) {
        numbers.set(
          Number(row.id),
          ...columns.map(column => String(row[column])),
        );
      }
    }
  };
  const unique = new Map(keys.map(key => [JSON.stringify(key), key]));
  // In a fixed order, so that two transactions never wait for each other.
  const wanted = [...unique.keys()].sort().map(key => unique.get(key)!);
  await read(wanted);
  const missing = wanted.filter(key => !numbers.has(...key));
  for (const part of chunks(missing)) {
    const rows = part.map(key => ({
      ...Object.fromEntries(columns.map((column, i) => [column, key[i]])),
      ...defaults,
    }));
    await trx(table)
      .insert(rows)
      .onConflict([...columns])
      .ignore();
  }
  await read(missing);
  return numbers;
}

/** Workloads that are not known yet are made, without labels and services. */
export async function workloadNumbers(
  trx: Knex.Transaction,
  keys: WorkloadKey[],
  nowMs: number,
): Promise<Numbers> {
  const parts = keys.map(key => KEY.map(column => key[column]));
  const defaults = { labels: '{}', seen_at: nowMs };
  return numbersOf(trx, 'workloads', KEY, parts, defaults);
}

/** The empty name stands for an unknown pool. */
export async function nodePoolNumbers(
  trx: Knex.Transaction,
  pools: { cluster: string; nodePool?: string }[],
): Promise<Numbers> {
  const keys = pools.map(pool => [pool.cluster, pool.nodePool ?? '']);
  return numbersOf(trx, 'node_pools', ['cluster', 'name'], keys, {});
}

export function workloadNumber(numbers: Numbers, key: WorkloadKey): number {
  return numbers.get(...KEY.map(column => key[column]));
}
