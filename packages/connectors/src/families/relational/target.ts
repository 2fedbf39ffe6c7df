/** What a writer will do to its table: columns, mode and keys, settled once per run. */
import type { ColumnSpec, Schema } from '@sluice/core';
import { suggest } from '@sluice/core';
import { targetColumns } from './columns.ts';
import type { AnyDriver, Source } from './connection.ts';
import { errors } from './errors.ts';
import type { WriterOptions } from './fields.ts';
import { findName } from './identifiers.ts';
import type { RelationalTable, TableName, WriteMode } from './session.ts';
import { expandTables } from './table-names.ts';
import { keyColumnsOf, writeModeOf } from './write-mode.ts';

/** Plain JSON, so that any process can open loaders with it. */
export interface Target {
  readonly table: TableName;
  /** Columns in job order, with the types of the table. */
  readonly schema: Schema;
  readonly mode: WriteMode;
  readonly keyColumns: readonly string[];
  readonly updateColumns: readonly string[];
  readonly skipNullColumns: readonly string[];
  /** Every row has a key by which the target finds it again. */
  readonly isRepeatable: boolean;
}

/** The one table that a writer names. */
export function targetName(source: Source): string {
  const tables = expandTables(source.tables);
  const [table] = tables;
  if (table === undefined) throw errors.tableMissing({ side: 'writer' }).at({ path: 'writer.parameter.table' });
  if (tables.length > 1) throw errors.severalTargets({ tables }).at({ path: 'writer.parameter.table' });
  return table;
}

export interface TargetRequest {
  readonly driver: AnyDriver;
  readonly options: WriterOptions;
  readonly table: TableName;
  readonly description: RelationalTable;
  /** What the reader delivers. */
  readonly source: Schema;
}

/** Settles everything; throws when the job and the table do not fit. */
export function settleTarget(request: TargetRequest): Target {
  const { driver, options, table, description, source } = request;
  const columns = writtenColumns(request);
  const { mode, keys } = writeModeOf(driver.dialect, options);
  const given = keys.length > 0 ? keys : (options.uniqueIndexColumn ?? []);
  const keyColumns = keyColumnsOf(driver.dialect, { table: description, columns, given, mode });
  checkNeededColumns(description, columns);
  const specs = columns.map((name) => description.schema.columns.find((column) => column.name === name) as ColumnSpec);
  if (specs.length !== source.columns.length) {
    throw errors
      .columnCountDiffers({ source: source.columns.map((column) => column.name), target: columns })
      .at({ path: 'writer.parameter.column' });
  }
  return {
    table,
    schema: { columns: specs },
    mode,
    keyColumns,
    updateColumns: mode === 'update' ? updateColumns(request, columns, keyColumns) : [],
    skipNullColumns: skipNullColumns(request, columns, mode),
    isRepeatable: mode !== 'insert' && hasWholeKey(description, columns),
  };
}

/** The table has a unique key of columns that are written and never NULL. */
function hasWholeKey({ primaryKey, uniqueKeys, schema }: RelationalTable, written: readonly string[]): boolean {
  const nullable = new Set(schema.columns.filter((column) => column.isNullable).map((column) => column.name));
  const isWhole = (name: string): boolean => written.includes(name) && !nullable.has(name);
  return [primaryKey, ...uniqueKeys].some((key) => key.length > 0 && key.every(isWhole));
}

function writtenColumns({ description, options }: TargetRequest): readonly string[] {
  return targetColumns(description, options.column ?? ['*']);
}

/** Columns that are neither nullable nor have a default must be written, or every row would be refused. */
function checkNeededColumns(table: RelationalTable, columns: readonly string[]): void {
  if (table.columnsWithDefault === undefined) return;
  const free = new Set([...columns, ...table.columnsWithDefault, ...(table.generatedColumns ?? [])]);
  const missing = table.schema.columns.filter((column) => !column.isNullable && !free.has(column.name));
  if (missing.length === 0) return;
  throw errors
    .columnNeedsValue({ table: table.name, columns: missing.map((column) => column.name) })
    .at({ path: 'writer.parameter.column' });
}

function updateColumns(request: TargetRequest, columns: readonly string[], keys: readonly string[]): readonly string[] {
  const given = request.options.updateColumn ?? [];
  if (given.length === 0 || (given.length === 1 && given[0] === '*')) {
    return columns.filter((name) => !keys.includes(name));
  }
  return given.map((entry) => writtenColumn(request, columns, entry));
}

function skipNullColumns(request: TargetRequest, columns: readonly string[], mode: WriteMode): readonly string[] {
  const { nullMode, skipNullColumn } = request.options;
  if (nullMode !== 'skipNull') return [];
  if (mode === 'update') throw errors.skipNullWithUpdate({ mode }).at({ path: 'writer.parameter.nullMode' });
  const given = skipNullColumn ?? [];
  return given.length === 0 ? columns : given.map((entry) => writtenColumn(request, columns, entry));
}

function writtenColumn(request: TargetRequest, columns: readonly string[], entry: string): string {
  const name = findName(columns, entry);
  if (name !== undefined) return name;
  throw errors.columnNotFound({ table: request.description.name, column: entry, suggestion: suggest(entry, columns) });
}
