/**
 * Many rows as one value of one statement. A list of values per row, thousands of parameters in all, takes both the
 * server and the database many times as long to build, parse and bind.
 */
import { sql, type Insertable } from 'kysely';
import type { DatabaseTransaction, Dialect, Store, Tables } from './database.ts';

export interface Rows<Table extends keyof Tables> {
  readonly into: Table;
  /** All with the same columns. Any number: they are written in portions. */
  readonly rows: readonly Insertable<Tables[Table]>[];
  /** A column that tells them apart. */
  readonly returning?: string & keyof Tables[Table];
}

const rowsAtOnce = 2_000;

/** Leaves out rows that exist already, by any of their unique columns; answers `returning` of the others. */
export async function insertMissing<Table extends keyof Tables>(
  { dialect }: Pick<Store, 'dialect'>,
  transaction: DatabaseTransaction,
  { into, rows, returning }: Rows<Table>,
): Promise<ReadonlySet<unknown>> {
  const inserted = new Set<unknown>();
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const portion = rows.slice(from, from + rowsAtOnce);
    const columns = Object.keys(portion[0] ?? {});
    const target = sql`${sql.table(into)} (${sql.join(columns.map((name) => sql.ref(name)))})`;
    const answer = returning === undefined ? sql`` : sql` returning ${sql.ref(returning)}`;
    const insert = sql<Record<string, unknown>>`insert into ${target} ${valuesOf(dialect, into, columns, portion)}
      on conflict do nothing${answer}`;
    for (const row of (await insert.execute(transaction)).rows) inserted.add(row[returning ?? '']);
  }
  return inserted;
}

/** PostgreSQL takes the types from the table, SQLite from the JSON: both have texts and whole numbers alone. */
function valuesOf(dialect: Dialect, table: string, columns: readonly string[], rows: readonly object[]) {
  const json = JSON.stringify(rows);
  if (dialect === 'sqlite')
    return sql`select ${sql.join(columns.map((name) => sql`value ->> ${sql.lit(name)}`))} from json_each(${json}) where true`;
  const names = sql.join(columns.map((name) => sql.ref(name)));
  return sql`select ${names} from json_populate_recordset(null::${sql.table(table)}, ${json}::json)`;
}
