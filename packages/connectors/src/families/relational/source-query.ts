/** What a reader selects: one query per table or `querySql` statement, all with the same columns. */
import type { ColumnSpec, Schema, Type } from '@sluice/core';
import { sameType, typeName } from '@sluice/core';
import { misspeltColumn, selectList } from './columns.ts';
import type { AnyDriver, Source } from './connection.ts';
import { errors } from './errors.ts';
import type { ReaderOptions } from './fields.ts';
import type { FoundTable } from './find-table.ts';
import { findTable } from './find-table.ts';
import { quoteIdentifier } from './identifiers.ts';
import { cleanFilter, cleanStatement, selectFrom, withConditions } from './select.ts';
import type { Session } from './session.ts';
import { expandTables, tableText } from './table-names.ts';

/** One SELECT before it is cut into splits. */
export interface SourceQuery {
  /** Index of the source it runs on. */
  readonly source: number;
  /** Without any WHERE of ours, for a table; the whole statement, for `querySql`. */
  readonly sql: string;
  /** Table or `query`, for dirty records and labels. */
  readonly origin: string;
  readonly schema: Schema;
  /** Absent for `querySql`. */
  readonly table?: FoundTable;
}

export interface QueryRequest {
  readonly driver: AnyDriver;
  readonly session: Session;
  readonly source: Source;
  readonly sourceIndex: number;
  readonly options: ReaderOptions;
}

/** The queries of one source, described by the server; missing tables and columns surface here. */
export async function describeSource(request: QueryRequest): Promise<readonly SourceQuery[]> {
  const { source, session, sourceIndex } = request;
  if (source.queries.length > 0) {
    const queries: SourceQuery[] = [];
    for (const [index, statement] of source.queries.entries()) {
      const sql = cleanStatement(statement);
      const origin = source.queries.length === 1 ? 'query' : `query ${index + 1}`;
      queries.push({ source: sourceIndex, sql, origin, schema: await session.describeQuery(sql) });
    }
    return queries;
  }
  const tables = expandTables(source.tables);
  if (tables.length === 0) throw errors.tableMissing({ side: 'reader' }).at({ path: 'reader.parameter.table' });
  const queries: SourceQuery[] = [];
  for (const name of tables) queries.push(await describeTableQuery(request, name));
  return queries;
}

async function describeTableQuery(request: QueryRequest, name: string): Promise<SourceQuery> {
  const { driver, session, options, sourceIndex } = request;
  const table = await findTable(session, driver.dialect, name, options.schema);
  const entries = options.column ?? ['*'];
  const columns = selectList(driver.dialect, table.description, entries, options.excludeColumn);
  const sql = selectFrom(driver.dialect, columns, table.table);
  const origin = tableText(table.table);
  try {
    const found = await session.describeQuery(withConditions(sql, [cleanFilter(options.where)]));
    const schema = withTableNulls(found, columns, { driver, table });
    return { source: sourceIndex, sql, origin, schema, table };
  } catch (error) {
    throw misspeltColumn(table.description, entries, error) ?? error;
  }
}

/** Servers call every column of a query nullable; a plain column of a table is what the table says. */
function withTableNulls(
  found: Schema,
  selected: readonly string[],
  { driver, table }: { readonly driver: AnyDriver; readonly table: FoundTable },
): Schema {
  const { kind, schema } = table.description;
  if (kind !== 'table') return found;
  const neverNull = new Set(
    schema.columns
      .filter((column) => !column.isNullable)
      .map((column) => quoteIdentifier(driver.dialect.quote, column.name)),
  );
  return {
    columns: found.columns.map((column, index) =>
      neverNull.has(selected[index] ?? '') ? { ...column, isNullable: false } : column,
    ),
  };
}

/**
 * The schema that batches of all queries fit. Names, lengths and native types may differ from query to query; types
 * may not.
 */
export function commonSchema(queries: readonly SourceQuery[]): Schema {
  const [first, ...rest] = queries as readonly [SourceQuery, ...SourceQuery[]];
  const columns = [...first.schema.columns];
  for (const query of rest) {
    const found = query.schema.columns;
    if (found.length !== columns.length) {
      throw differs(query, first, `${found.length} columns instead of ${columns.length}`);
    }
    for (const [index, column] of columns.entries()) {
      const other = found[index] as ColumnSpec;
      const type = commonType(column.type, other.type);
      if (type === undefined) {
        throw differs(query, first, `"${other.name}" is ${typeName(other.type)} instead of ${typeName(column.type)}`);
      }
      columns[index] = { ...column, type, isNullable: column.isNullable || other.isNullable };
    }
  }
  return { columns };
}

function differs(query: SourceQuery, first: SourceQuery, difference: string): Error {
  return errors.tablesDiffer({ table: query.origin, first: first.origin, difference });
}

function commonType(left: Type, right: Type): Type | undefined {
  if (sameType(left, right)) return left;
  const isSized = left.kind === 'utf8' || left.kind === 'binary';
  if (!isSized || right.kind !== left.kind) return undefined;
  if (left.maxLength === undefined || right.maxLength === undefined) return { kind: left.kind };
  return { kind: left.kind, maxLength: Math.max(left.maxLength, right.maxLength) };
}
