/** What tables and queries look like. */
import type { DatabaseSync } from 'node:sqlite';
import type { ColumnSpec, Schema, TableEntry } from '@sluice/core';
import type { RelationalTable, TableName } from '../families/relational/session.ts';
import { tableText } from '../families/relational/table-names.ts';
import { errors } from './errors.ts';
import { typeOfDeclared } from './types.ts';

interface TableRow {
  readonly type: string;
  readonly name: string;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  /** Position in the primary key, from 1; 0 outside. */
  readonly pk: number;
  /** 2 and 3: generated. */
  readonly hidden: number;
}

/** Throws `tableNotFound`. */
export function describeTable(database: DatabaseSync, table: TableName): RelationalTable {
  const schema = table.schema ?? null;
  const found = rows<TableRow>(
    database,
    `select type, name from pragma_table_list where name = ? collate nocase and (?2 is null or schema = ?2 collate nocase)`,
    [table.name, schema],
  )[0];
  if (found === undefined) throw errors.tableNotFound({ table: tableText(table) });
  const columns = columnsOf(database, table);
  const keyed = columns.filter((column) => column.pk > 0).sort((left, right) => left.pk - right.pk);
  const rowId = rowIdColumn(keyed);
  const isNullable = (column: ColumnRow): boolean => column.notnull === 0 && column !== rowId;
  const estimatedRows = found.type === 'table' ? estimateRows(database, table) : undefined;
  return {
    name: tableText({ ...table, name: found.name }),
    kind: found.type === 'view' ? 'view' : 'table',
    schema: { columns: columns.map((column) => toSpec(column.name, column.type, isNullable(column))) },
    primaryKey: keyed.map((column) => column.name),
    uniqueKeys: uniqueKeys(database, table),
    columnsWithDefault: columns
      .filter((column) => column.dflt_value !== null || column === rowId)
      .map((column) => column.name),
    generatedColumns: columns.filter((column) => column.hidden > 1).map((column) => column.name),
    ...(estimatedRows === undefined ? {} : { estimatedRows }),
  };
}

export function listTables(
  database: DatabaseSync,
  filter: { readonly schema?: string; readonly pattern?: string; readonly limit: number },
): readonly TableEntry[] {
  const pattern = filter.pattern === undefined ? null : filter.pattern.replaceAll('*', '%');
  const found = rows<TableRow>(
    database,
    `select type, name from pragma_table_list
     where schema = coalesce(?1, 'main') and name not like 'sqlite\\_%' escape '\\' and type in ('table', 'view', 'virtual')
       and (?2 is null or name like ?2) order by name limit ${filter.limit}`,
    [filter.schema ?? null, pattern],
  );
  return found.map(({ name, type }) => {
    const estimatedRows = type === 'table' ? estimateRows(database, { name }) : undefined;
    const entry = { name, kind: type === 'view' ? ('view' as const) : ('table' as const) };
    return estimatedRows === undefined ? entry : { ...entry, estimatedRows };
  });
}

/** Columns of a SELECT without running it. Types come from the declarations of the columns it returns. */
export function describeQuery(database: DatabaseSync, sql: string): Schema {
  const known = new Map<string, readonly ColumnRow[]>();
  const columns = database.prepare(sql).columns();
  return {
    columns: columns.map(({ name, column, table, database: schema, type }) => {
      if (column === null || table === null) return toSpec(name, type, true);
      const key = JSON.stringify([schema, table]);
      const ofTable = known.get(key) ?? columnsOf(database, { schema: schema ?? 'main', name: table });
      known.set(key, ofTable);
      const origin = ofTable.find((candidate) => candidate.name === column);
      const rowId = rowIdColumn(ofTable.filter((candidate) => candidate.pk > 0));
      // A column of an outer join may be NULL although its table forbids it.
      const isNullable = origin === undefined || /\bjoin\b/i.test(sql) || (origin.notnull === 0 && origin !== rowId);
      return toSpec(name, type, isNullable);
    }),
  };
}

function toSpec(name: string, declared: string | null, isNullable: boolean): ColumnSpec {
  const spec = { name, type: typeOfDeclared(declared), isNullable };
  return declared === null || declared === '' ? spec : { ...spec, nativeType: declared.toLowerCase() };
}

function columnsOf(database: DatabaseSync, table: TableName): readonly ColumnRow[] {
  const sql = 'select name, type, "notnull", dflt_value, pk, hidden from pragma_table_xinfo(?1, ?2) where hidden <> 1';
  return rows<ColumnRow>(database, sql, [table.name, table.schema ?? null]);
}

/** The column that is another name of the row id: never NULL, filled in when left out. */
function rowIdColumn(keyed: readonly ColumnRow[]): ColumnRow | undefined {
  const [only] = keyed;
  return keyed.length === 1 && only?.type.toUpperCase() === 'INTEGER' ? only : undefined;
}

function uniqueKeys(database: DatabaseSync, table: TableName): readonly (readonly string[])[] {
  const found = rows<{ readonly name: string; readonly columns: string }>(
    database,
    `select l.name, json_group_array(i.name order by i.seqno) as columns
     from pragma_index_list(?1, ?2) as l, pragma_index_info(l.name, ?2) as i
     where l."unique" = 1 and l.partial = 0 and l.origin <> 'pk' group by l.name order by l.seq desc`,
    [table.name, table.schema ?? null],
  );
  const keys = found.map((index) => JSON.parse(index.columns) as readonly (string | null)[]);
  return keys.filter((key) => key.every((name) => name !== null)) as readonly (readonly string[])[];
}

/** The span of row ids: exact for tables without gaps, too large otherwise, and found at once. */
function estimateRows(database: DatabaseSync, table: TableName): number | undefined {
  const quoted = `"${table.name.replaceAll('"', '""')}"`;
  const from = table.schema === undefined ? quoted : `"${table.schema.replaceAll('"', '""')}".${quoted}`;
  try {
    const [row] = rows<{ readonly low: number | null; readonly high: number | null }>(
      database,
      `select (select min(_rowid_) from ${from}) as low, (select max(_rowid_) from ${from}) as high`,
      [],
    );
    return row === undefined || row.low === null || row.high === null ? 0 : row.high - row.low + 1;
  } catch {
    // WITHOUT ROWID tables and some virtual ones.
    return undefined;
  }
}

function rows<Row>(database: DatabaseSync, sql: string, parameters: readonly (string | null)[]): readonly Row[] {
  return database.prepare(sql).all(...parameters) as unknown as readonly Row[];
}
