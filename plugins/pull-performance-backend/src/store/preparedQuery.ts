import { Knex } from 'knex';

/** As far as it is used of a better-sqlite3 connection. */
interface SqliteConnection {
  prepare(sql: string): { all(bindings: readonly unknown[]): unknown[] };
}

type Statement = ReturnType<SqliteConnection['prepare']>;

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
  if (knex.client.config.client === 'pg') {
    const { rows }: { rows: Row[] } = await knex.raw(sql, bindings);
    return rows;
  }
  const connection: SqliteConnection = await knex.client.acquireConnection();
  try {
    return statementOf(connection, sql).all(bindings) as Row[];
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
