import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely';
import type { Store, Tables } from './database.ts';

/**
 * The embedded store: one file, one process. Every commit is on disk before it is answered.
 *
 * @param file path, or `:memory:`
 */
export function openSqlite(file: string): Store {
  const connection = new DatabaseSync(file, { timeout: 10_000 });
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'temp_store = MEMORY'])
    connection.exec(`PRAGMA ${pragma}`);
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(connection) }) });
  return {
    database,
    dialect: 'sqlite',
    // Kysely gives the one connection to one transaction at a time.
    transaction: (work) => database.transaction().execute(work),
    close: () => database.destroy(),
  };
}

/** What Kysely asks of a driver, on Node's own. */
function adapt(connection: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, Statement>();
  return {
    close: () => connection.close(),
    prepare(sql) {
      const known = kept.get(sql);
      if (known !== undefined) return known;
      const statement = prepare(connection, sql);
      if (/^(?:alter|create|drop)/i.test(sql) || kept.size >= statementsKept) kept.clear();
      else if (sql.length <= longestKept) kept.set(sql, statement);
      return statement;
    },
  };
}

type Statement = ReturnType<SqliteDatabase['prepare']>;

/** Preparing one takes longer than executing it. Long ones, with lists of ids, do not come again. */
const statementsKept = 500;
const longestKept = 4_000;

function prepare(connection: DatabaseSync, sql: string): Statement {
  const statement = connection.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    // Of its own: one that is executed anew while it is read would begin from the start.
    iterate: (parameters) => connection.prepare(sql).iterate(...(parameters as SQLInputValue[])),
  } as Statement;
}
