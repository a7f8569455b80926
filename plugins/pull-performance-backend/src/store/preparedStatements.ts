import { Knex } from 'knex';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** As far as it is used of a better-sqlite3 statement. */
interface Statement {
  all(bindings: readonly unknown[]): unknown[];
  run(bindings: readonly unknown[]): {
    changes: number;
    lastInsertRowid: number | bigint;
  };
}

/** As far as it is used of a better-sqlite3 connection. */
interface SqliteConnection {
  prepare(sql: string): Statement;
}

/** What SQLite says of a statement that writes. */
interface Written {
  /** Rows that were written. */
  changes: number;
  /** Of the row that was inserted last, by this statement only if it changed something. */
  id: number;
}

/** A connection's statements by their text; there are few texts. */
const statements = new WeakMap<SqliteConnection, Map<string, Statement>>();

/**
 * The rows of a query that is asked often, in plain SQL. Knex has SQLite prepare
 * a statement anew for each query, which for a short answer takes most of the
 * time: here a connection keeps it.
 *
 * @param sql - one of a few texts; everything that differs from question to question is a binding
 */
export async function preparedQuery<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly (string | number)[],
): Promise<Row[]> {
  if (isPostgres(knex)) {
    const { rows }: { rows: Row[] } = await knex.raw(sql, bindings);
    return rows;
  }
  return withStatement(
    knex,
    sql,
    statement => statement.all(bindings) as Row[],
  );
}

/**
 * The rows that a query has for each of the bindings, one after the other. On SQLite only, as `writeEach`: there
 * an insert takes half the work of one statement that is given all rows. Others have their turn before: SQLite answers
 * at once, so that a transaction would hold up the whole process.
 *
 * @param sql - one of a few texts
 */
export async function queryEach<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly (readonly unknown[])[],
): Promise<Row[]> {
  await nextTurn();
  return withStatement(knex, sql, statement =>
    bindings.flatMap(values => statement.all(values.map(bound)) as Row[]),
  );
}

/** Runs a statement that writes with each of the bindings; see `queryEach`. */
export async function writeEach(
  trx: Knex.Transaction,
  sql: string,
  bindings: readonly (readonly unknown[])[],
): Promise<Written[]> {
  await nextTurn();
  return withStatement(trx, sql, statement =>
    bindings.map(values => {
      const { changes, lastInsertRowid } = statement.run(values.map(bound));
      return { changes, id: Number(lastInsertRowid) };
    }),
  );
}

export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/** better-sqlite3 takes neither booleans nor undefined. */
function bound(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value ?? null;
}

async function withStatement<T>(
  knex: Knex,
  sql: string,
  use: (statement: Statement) => T,
): Promise<T> {
  const connection: SqliteConnection = await knex.client.acquireConnection();
  try {
    return use(statementOf(connection, sql));
  } finally {
    await knex.client.releaseConnection(connection);
  }
}

function statementOf(connection: SqliteConnection, sql: string): Statement {
  const known = statements.get(connection) ?? new Map<string, Statement>();
  statements.set(connection, known);
  const statement = known.get(sql) ?? connection.prepare(sql);
  known.set(sql, statement);
  return statement;
}
