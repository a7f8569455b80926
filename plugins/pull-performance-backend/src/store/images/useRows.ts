import { Knex } from 'knex';
import { HOUR_MS } from '../buckets';
import { insertNew, readByKey, updateById } from '../bulk';
import { storableText } from '../storable';
import { UseRow } from './rows';

/** What tells uses apart. */
export type UseKey = Pick<
  UseRow,
  'workload_id' | 'container_kind' | 'container' | 'image' | 'platform'
>;
/** A use without its number. */
export type NewUse = Omit<UseRow, 'id'>;

const keyColumns = {
  workload_id: 'integer',
  container_kind: 'text',
  container: 'text',
  image: 'text',
  platform: 'text',
} as const;
const keyNames = [
  'workload_id',
  'container_kind',
  'container',
  'image',
  'platform',
] as const;
const useColumns = {
  ...keyColumns,
  reference: 'text',
  first_seen_at: 'bigint',
  last_seen_at: 'bigint',
  running: 'boolean',
} as const;

/** The key as text; stored names hold no NUL. */
export function useText(row: UseKey): string {
  return keyNames.map(name => row[name]).join('\0');
}

/** The uses that run in a cluster, by their keys as text. */
export async function runningOf(
  trx: Knex.Transaction,
  cluster: string,
): Promise<Map<string, UseRow>> {
  const rows: UseRow[] = await trx('image_uses')
    .join('workloads', 'workloads.id', 'image_uses.workload_id')
    .select('image_uses.*')
    .where('workloads.cluster', storableText(cluster))
    .where('image_uses.running', true);
  return new Map(rows.map(row => [useText(row), row]));
}

/**
 * Writes what is new or differs; most of what is told is known.
 *
 * @returns the numbers of all uses, by their keys as text
 */
export async function writeUses(
  trx: Knex.Transaction,
  told: ReadonlyMap<string, { row: NewUse }>,
): Promise<Map<string, number>> {
  const keysOf = (rows: Iterable<UseKey>) =>
    [...rows].map(row => ({
      workload_id: row.workload_id,
      container_kind: row.container_kind,
      container: row.container,
      image: row.image,
      platform: row.platform,
    }));
  const rows = [...told.values()].map(({ row }) => row);
  const read = (keys: UseKey[]) =>
    readByKey<UseKey, UseRow>(trx, 'image_uses', {
      select: [
        ...keyNames,
        'id',
        'reference',
        'first_seen_at',
        'last_seen_at',
        'running',
      ],
      key: keyColumns,
      keys,
    });
  const ids = new Map<string, number>();
  const changed: Pick<
    UseRow,
    'id' | 'reference' | 'first_seen_at' | 'last_seen_at' | 'running'
  >[] = [];
  for (const stored of await read(keysOf(rows))) {
    const key = useText(stored);
    const row = told.get(key)?.row;
    if (!row) continue;
    ids.set(key, stored.id);
    const seenMs = Number(row.last_seen_at);
    const lastSeenMs = Math.max(Number(stored.last_seen_at), seenMs);
    const next = {
      id: stored.id,
      reference:
        seenMs >= Number(stored.last_seen_at)
          ? row.reference
          : stored.reference,
      first_seen_at: Math.min(
        Number(stored.first_seen_at),
        Number(row.first_seen_at),
      ),
      last_seen_at: lastSeenMs,
      running: row.running || Boolean(stored.running),
    };
    if (
      next.reference !== stored.reference ||
      next.first_seen_at !== Number(stored.first_seen_at) ||
      next.running !== Boolean(stored.running) ||
      // To the hour: a write each time would be many.
      lastSeenMs - Number(stored.last_seen_at) > HOUR_MS
    ) {
      changed.push(next);
    }
  }
  await updateById(
    trx,
    'image_uses',
    {
      id: 'integer',
      reference: 'text',
      first_seen_at: 'bigint',
      last_seen_at: 'bigint',
      running: 'boolean',
    },
    changed,
  );
  const missing = [...told].filter(([key]) => !ids.has(key));
  const made = await insertNew(trx, 'image_uses', {
    columns: useColumns,
    rows: missing.map(([, { row }]) => row),
    key: keyNames,
  });
  missing.forEach(([key], index) => {
    const id = made[index];
    if (id !== undefined) ids.set(key, id);
  });
  // Another replica may just have made some of them.
  const late = missing.filter(([key]) => !ids.has(key));
  for (const stored of await read(keysOf(late.map(([, { row }]) => row)))) {
    ids.set(useText(stored), stored.id);
  }
  return ids;
}
