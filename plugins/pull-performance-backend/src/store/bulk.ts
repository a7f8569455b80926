import { Knex } from 'knex';

/**
 * Rows per statement. The database works on one statement without a pause, and SQLite does so in this
 * process: about 10 ms.
 */
export const GIVEN_ROWS = 500;

/** Types that both databases know. */
type ColumnType =
  | 'integer'
  | 'bigint'
  | 'double precision'
  | 'boolean'
  | 'text';

/** The columns of rows that are given to a statement, with their types. */
export type Columns<Row> = {
  readonly [column in keyof Row & string]: ColumnType;
};

/** Given rows can be joined, inserted and used to update under this name. */
const GIVEN = 'given';

/**
 * Rows as a table named `given`, for `from` and `join`.
 *
 * The statement's text is the same for any number of rows. Knex and the databases need three times as long for
 * a list of values, most of it to write and to read its text.
 */
export function givenRows<Row extends object>(
  knex: Knex,
  columns: Columns<Row>,
  rows: readonly Row[],
): Knex.Raw {
  const names = namesOf(columns);
  if (knex.client.config.client === 'pg') {
    const arrays = names.map(name => `?::${columns[name]}[]`);
    const values = names.map(name => rows.map(row => row[name] ?? null));
    return knex.raw(
      `unnest(${arrays}) as ${GIVEN}(${listOf(names)})`,
      // Knex takes a plain array for a list of bindings.
      values as unknown as Knex.RawBinding[],
    );
  }
  const values = names.map(
    (name, i) => `json_extract(value, '$[${i}]') as "${name}"`,
  );
  const json = JSON.stringify(rows.map(row => names.map(name => row[name])));
  return knex.raw(`(select ${values} from json_each(?)) as ${GIVEN}`, [json]);
}

/**
 * Inserts rows, except those whose key is taken.
 *
 * @returns the columns `returning` of the rows that were really new
 */
export async function insertNew<Row extends object, Stored extends object>(
  trx: Knex.Transaction,
  table: string,
  options: {
    columns: Columns<Row>;
    rows: readonly Row[];
    /** Names of a unique key's columns. */
    key: readonly string[];
    returning: readonly (keyof Stored & string)[];
  },
): Promise<Stored[]> {
  const { columns, rows, key, returning } = options;
  const names = listOf(namesOf(columns));
  const given = givenRows(trx, columns, rows).toSQL();
  return statement(
    trx,
    // Without a condition SQLite would take the conflict for a part of a join.
    `insert into ${table} (${names}) select ${names} from ${
      given.sql
    } where true
     on conflict (${listOf(key)}) do nothing returning ${listOf(returning)}`,
    given.bindings,
  );
}

/** Sets all columns of stored rows, which it finds by their `id`. */
export async function updateById<Row extends { id: unknown }>(
  trx: Knex.Transaction,
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<void> {
  const given = givenRows(trx, columns, rows).toSQL();
  const values = namesOf(columns)
    .filter(name => name !== 'id')
    .map(name => `"${name}" = ${GIVEN}."${name}"`);
  await statement(
    trx,
    `update ${table} set ${values} from ${given.sql} where ${table}.id = ${GIVEN}.id`,
    given.bindings,
  );
}

async function statement<Row>(
  trx: Knex.Transaction,
  sql: string,
  bindings: readonly unknown[],
): Promise<Row[]> {
  const answer = await trx.raw(sql, bindings as Knex.RawBinding[]);
  return Array.isArray(answer) ? answer : answer.rows;
}

function namesOf<Row>(columns: Columns<Row>): (keyof Row & string)[] {
  return Object.keys(columns) as (keyof Row & string)[];
}

function listOf(names: readonly string[]): string {
  return names.map(name => `"${name}"`).join(', ');
}
