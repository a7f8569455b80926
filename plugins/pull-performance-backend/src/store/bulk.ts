import { Knex } from 'knex';
import { chunks } from './database';
import { isPostgres, queryEach, writeEach } from './preparedStatements';

/**
 * Rows that a statement of PostgreSQL is given at once, and that SQLite, which works in this process, writes
 * without a pause: some milliseconds.
 */
const ROWS_AT_ONCE = 500;

/** Types that PostgreSQL knows by these names; SQLite needs none. */
type ColumnType =
  | 'integer'
  | 'bigint'
  | 'double precision'
  | 'boolean'
  | 'text'
  | 'bytea';

/** The columns of rows that are given to a statement, with their types. */
export type Columns<Row> = {
  readonly [column in keyof Row & string]: ColumnType;
};

/** Rows for a table. */
interface KeyedRows<Row> {
  columns: Columns<Row>;
  rows: readonly Row[];
  /** Names of a unique key's columns. */
  key: readonly (keyof Row & string)[];
}

/** Given rows are joined, inserted and used to update under this name. */
const GIVEN = 'given';

/**
 * Stored rows by their keys.
 *
 * @param options.lock - as PostgreSQL calls it, for rows that must not go or change before the transaction ends
 */
export async function readByKey<Key extends object, Row extends object>(
  trx: Knex.Transaction,
  table: string,
  options: {
    select: readonly (keyof Row & string)[];
    key: Columns<Key>;
    keys: readonly Key[];
    lock?: 'key share' | 'no key update';
  },
): Promise<Row[]> {
  const { key, lock } = options;
  const names = namesOf(key);
  const columns = options.select.map(name => `${table}."${name}"`);
  const stored: Row[] = [];
  for (const keys of chunks(options.keys, ROWS_AT_ONCE)) {
    const rows: Row[] = isPostgres(trx)
      ? await givenStatement(trx, {
          columns: key,
          rows: keys,
          sql: given =>
            `select ${columns} from ${table} join ${given} on ${names
              .map(name => `${table}."${name}" = ${GIVEN}."${name}"`)
              .join(' and ')}
             ${lock ? `order by ${table}.id for ${lock} of ${table}` : ''}`,
        })
      : await queryEach(
          trx,
          `select ${columns} from ${table} where ${names
            .map(name => `"${name}" = ?`)
            .join(' and ')}`,
          keys.map(row => valuesOf(names, row)),
        );
    for (const row of rows) stored.push(row);
  }
  return stored;
}

/**
 * Inserts rows, except those whose key is taken.
 *
 * @returns for each row its `id`, or `undefined` when it was not new
 */
export async function insertNew<Row extends object>(
  trx: Knex.Transaction,
  table: string,
  options: KeyedRows<Row>,
): Promise<(number | undefined)[]> {
  const { columns, key } = options;
  const names = namesOf(columns);
  const onConflict = `on conflict (${listOf(key)}) do nothing`;
  const ids: (number | undefined)[] = [];
  for (const rows of chunks(options.rows, ROWS_AT_ONCE)) {
    if (isPostgres(trx)) {
      const made: (Row & { id: number | string })[] = await givenStatement(
        trx,
        {
          columns,
          rows,
          sql: given =>
            `insert into ${table} (${listOf(names)})
             select * from ${given} ${onConflict} returning ${listOf([
              'id',
              ...key,
            ])}`,
        },
      );
      const keyOf = (row: Row) => valuesOf(key, row).join('\0');
      const byKey = new Map(made.map(row => [keyOf(row), Number(row.id)]));
      for (const row of rows) ids.push(byKey.get(keyOf(row)));
    } else {
      const written = await writeEach(
        trx,
        `insert into ${table} (${listOf(names)}) values (${marks(
          names,
        )}) ${onConflict}`,
        rows.map(row => valuesOf(names, row)),
      );
      for (const { changes, id } of written) ids.push(changes ? id : undefined);
    }
  }
  return ids;
}

/** Inserts rows; where their key is taken, it sets the other columns. */
export async function insertOrUpdate<Row extends object>(
  trx: Knex.Transaction,
  table: string,
  options: KeyedRows<Row>,
): Promise<void> {
  const { columns, key } = options;
  const names = namesOf(columns);
  const onConflict = `on conflict (${listOf(key)}) do update set ${names
    .filter(name => !key.includes(name))
    .map(name => `"${name}" = excluded."${name}"`)}`;
  await write(trx, {
    columns,
    rows: options.rows,
    postgres: given =>
      `insert into ${table} (${listOf(
        names,
      )}) select * from ${given} ${onConflict}`,
    sqlite: `insert into ${table} (${listOf(names)}) values (${marks(
      names,
    )}) ${onConflict}`,
    sqliteBindings: names,
  });
}

/** Sets all columns of stored rows, which it finds by their `id`. */
export async function updateById<Row extends { id: unknown }>(
  trx: Knex.Transaction,
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<void> {
  const names = namesOf(columns).filter(name => name !== 'id');
  await write(trx, {
    columns,
    rows,
    postgres: given =>
      `update ${table} set ${names.map(
        name => `"${name}" = ${GIVEN}."${name}"`,
      )} from ${given} where ${table}.id = ${GIVEN}.id`,
    sqlite: `update ${table} set ${names.map(
      name => `"${name}" = ?`,
    )} where id = ?`,
    sqliteBindings: [...names, 'id'],
  });
}

async function write<Row extends object>(
  trx: Knex.Transaction,
  options: {
    columns: Columns<Row>;
    rows: readonly Row[];
    postgres: (given: string) => string;
    sqlite: string;
    sqliteBindings: readonly (keyof Row & string)[];
  },
): Promise<void> {
  const { columns, postgres, sqlite, sqliteBindings } = options;
  for (const rows of chunks(options.rows, ROWS_AT_ONCE)) {
    if (isPostgres(trx)) {
      await givenStatement(trx, { columns, rows, sql: postgres });
    } else {
      const bindings = rows.map(row => valuesOf(sqliteBindings, row));
      await writeEach(trx, sqlite, bindings);
    }
  }
}

/**
 * A statement of PostgreSQL with rows as a table named `given`, a parameter for each column. Its text is the same for
 * any number of rows: knex and the database need three times as long for a list of values, most of it to write and to
 * read its text.
 */
async function givenStatement<Row extends object, Result>(
  trx: Knex.Transaction,
  options: {
    columns: Columns<Row>;
    rows: readonly Row[];
    sql: (given: string) => string;
  },
): Promise<Result[]> {
  const { columns, rows, sql } = options;
  const names = namesOf(columns);
  const arrays = names.map(name => `?::${columns[name]}[]`);
  const answer = await trx.raw(
    sql(`unnest(${arrays}) as ${GIVEN}(${listOf(names)})`),
    // Knex takes a plain array for a list of bindings.
    names.map(name =>
      rows.map(row => row[name] ?? null),
    ) as unknown as Knex.RawBinding[],
  );
  return answer.rows;
}

function namesOf<Row>(columns: Columns<Row>): (keyof Row & string)[] {
  return Object.keys(columns) as (keyof Row & string)[];
}

function valuesOf<Row>(
  names: readonly (keyof Row & string)[],
  row: Row,
): unknown[] {
  return names.map(name => row[name]);
}

function listOf(names: readonly string[]): string {
  return names.map(name => `"${name}"`).join(', ');
}

function marks(names: readonly string[]): string {
  return names.map(() => '?').join(', ');
}
