import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/** Rows per statement: both databases bound the parameters, SQLite also the terms, of one. */
export const ROWS_PER_STATEMENT = 100;

/** How often a transaction that lost against another one is tried. */
const TRIES = 5;
/** PostgreSQL: serialization failure, deadlock. */
const LOST_CODES = ['40001', '40P01'];

const opened = new WeakMap<DatabaseService, Promise<Knex>>();

/** The plugin's database with its tables; they are made or brought up to date once. */
export function openDatabase(database: DatabaseService): Promise<Knex> {
  let knex = opened.get(database);
  if (!knex) {
    knex = migrated(database);
    opened.set(database, knex);
    knex.catch(() => opened.delete(database));
  }
  return knex;
}

async function migrated(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        'backstage-plugin-pull-performance-backend',
        'migrations',
      ),
    });
  }
  return knex;
}

/** Does the work in a transaction, again if another transaction was in its way. */
export async function inTransaction<T>(
  knex: Knex,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await knex.transaction(work);
    } catch (error) {
      if (tries >= TRIES || !LOST_CODES.includes(codeOf(error))) {
        throw error;
      }
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Parts of at most `size` items. */
export function* chunks<T>(
  items: readonly T[],
  size: number = ROWS_PER_STATEMENT,
): Iterable<T[]> {
  for (let i = 0; i < items.length; i += size) {
    yield items.slice(i, i + size);
  }
}
