/** By what a table is cut: the key of the job, a key of the table, or the physical position of its rows. */
import type { ColumnSpec, Type } from '@sluice/core';
import { typeName } from '@sluice/core';
import { knownColumn } from './columns.ts';
import type { Dialect, RelationalTable } from './session.ts';

export type KeyChoice =
  | { readonly kind: 'column'; readonly column: ColumnSpec; readonly note: string }
  | { readonly kind: 'physical'; readonly note: string }
  | { readonly kind: 'none'; readonly note: string };

/** Chooses the key; never fails for want of one. Throws when the job names a column that does not exist. */
export function chooseKey(dialect: Dialect, table: RelationalTable, splitPk: string | undefined): KeyChoice {
  const entry = splitPk?.trim() ?? '';
  if (entry === '') return automaticKey(dialect, table, '');
  const names = table.schema.columns.map((column) => column.name);
  const column = columnNamed(table, knownColumn(table, names, entry));
  if (column !== undefined && canSplitBy(dialect, column)) {
    return { kind: 'column', column, note: `split by "${column.name}", as the job says` };
  }
  const type = column === undefined ? 'unknown' : (column.nativeType ?? typeName(column.type));
  return automaticKey(dialect, table, `"${entry}" is ${type} and cannot be used to split; `);
}

function automaticKey(dialect: Dialect, table: RelationalTable, before: string): KeyChoice {
  const primary = columnNamed(table, table.primaryKey[0]);
  if (primary !== undefined && canSplitBy(dialect, primary)) {
    return { kind: 'column', column: primary, note: `${before}split by "${primary.name}", the primary key` };
  }
  for (const key of table.uniqueKeys) {
    const column = columnNamed(table, key[0]);
    if (column === undefined || column.isNullable || !canSplitBy(dialect, column)) continue;
    return { kind: 'column', column, note: `${before}split by "${column.name}", a unique key` };
  }
  if (dialect.physicalSplits && table.kind === 'table') {
    return { kind: 'physical', note: `${before}split by the physical position of rows, as there is no key to use` };
  }
  return { kind: 'none', note: `${before}read as one split, as there is no key to use` };
}

function columnNamed(table: RelationalTable, name: string | undefined): ColumnSpec | undefined {
  return table.schema.columns.find((column) => column.name === name);
}

function canSplitBy(dialect: Dialect, column: ColumnSpec): boolean {
  return isOrdered(column.type) && (dialect.canSplitBy?.(column) ?? true);
}

/** Types whose order the database and its parameters agree on exactly. */
const orderedKinds: ReadonlySet<Type['kind']> = new Set([
  'int8',
  'int16',
  'int32',
  'int64',
  'uint64',
  'decimal',
  'date',
  'timestamp',
  'utf8',
]);

function isOrdered(type: Type): boolean {
  return orderedKinds.has(type.kind);
}

export function isInteger(type: Type): boolean {
  return /^u?int/.test(type.kind);
}
