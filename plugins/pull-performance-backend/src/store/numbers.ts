import { Knex } from 'knex';
import { Columns, insertNew, readByKey } from './bulk';
import { WorkloadKey } from './PullStore';

/** Numbers of named things, such as workloads and node pools. */
export class Numbers {
  private readonly ids = new Map<string, number>();

  get(...key: string[]): number {
    const id = this.ids.get(textOf(key));
    if (id === undefined) {
      throw new Error(`No number was asked for ${key.join('/')}`);
    }
    return id;
  }

  has(...key: string[]): boolean {
    return this.ids.has(textOf(key));
  }

  set(id: number, ...key: string[]): void {
    this.ids.set(textOf(key), id);
  }
}

/** Stored names hold no NUL: see storable.ts. */
function textOf(key: readonly string[]): string {
  return key.join('\0');
}

/** A table of named things. */
export interface NamedTable<Row> {
  name: string;
  columns: Columns<Row>;
  key: readonly (keyof Row & string)[];
}

type NewWorkload = WorkloadKey & { labels: string; seen_at: number };

const workloadsTable: NamedTable<NewWorkload> = {
  name: 'workloads',
  columns: {
    cluster: 'text',
    namespace: 'text',
    kind: 'text',
    name: 'text',
    labels: 'text',
    seen_at: 'bigint',
  },
  key: ['cluster', 'namespace', 'kind', 'name'],
};

interface NewNodePool {
  cluster: string;
  name: string;
}

const nodePoolsTable: NamedTable<NewNodePool> = {
  name: 'node_pools',
  columns: { cluster: 'text', name: 'text' },
  key: ['cluster', 'name'],
};

/** Numbers of rows that are made if they are missing. */
export async function numbersOf<Row extends object>(
  trx: Knex.Transaction,
  table: NamedTable<Row>,
  rows: readonly Row[],
): Promise<Numbers> {
  const numbers = new Numbers();
  const keyOf = (row: Row) => table.key.map(column => String(row[column]));
  const keyColumns = Object.fromEntries(
    table.key.map(column => [column, table.columns[column]]),
  ) as Columns<Row>;
  const read = async (keys: Row[]) => {
    const found: (Row & { id: number })[] = await readByKey(trx, table.name, {
      select: ['id', ...table.key],
      key: keyColumns,
      keys,
    });
    for (const row of found) numbers.set(Number(row.id), ...keyOf(row));
  };
  const unique = new Map<string, Row>();
  for (const row of rows) unique.set(textOf(keyOf(row)), row);
  // In a fixed order, so that two transactions never wait for each other.
  const wanted = [...unique.keys()].sort().map(key => unique.get(key)!);
  await read(wanted);
  const missing = wanted.filter(row => !numbers.has(...keyOf(row)));
  const ids = await insertNew(trx, table.name, {
    columns: table.columns,
    rows: missing,
    key: table.key,
  });
  missing.forEach((row, index) => {
    const id = ids[index];
    if (id !== undefined) numbers.set(id, ...keyOf(row));
  });
  // Another replica may just have made some of them.
  await read(missing.filter(row => !numbers.has(...keyOf(row))));
  return numbers;
}

/** Workloads that are not known yet are made, without labels and services. */
export async function workloadNumbers(
  trx: Knex.Transaction,
  keys: WorkloadKey[],
  nowMs: number,
): Promise<Numbers> {
  const rows = keys.map(({ cluster, namespace, kind, name }) => ({
    ...{ cluster, namespace, kind, name },
    ...{ labels: '{}', seen_at: nowMs },
  }));
  return numbersOf(trx, workloadsTable, rows);
}

/** The empty name stands for an unknown pool. */
export async function nodePoolNumbers(
  trx: Knex.Transaction,
  pools: { cluster: string; nodePool?: string }[],
): Promise<Numbers> {
  const rows = pools.map(({ cluster, nodePool = '' }) => ({
    cluster,
    name: nodePool,
  }));
  return numbersOf(trx, nodePoolsTable, rows);
}

export function workloadNumber(numbers: Numbers, key: WorkloadKey): number {
  return numbers.get(key.cluster, key.namespace, key.kind, key.name);
}
