/** CREATE TABLE for columns of our types, or for a table like another one. */
import type { ColumnSpec, ProposedTable } from '@sluice/core';
import { quoteIdentifier, quoteTable } from './identifiers.ts';
import type { Dialect, RelationalTable, TableName } from './session.ts';

export interface TablePlan {
  readonly table: TableName;
  readonly columns: readonly PlannedColumn[];
  readonly primaryKey: readonly string[];
  readonly uniqueKeys?: readonly (readonly string[])[];
}

interface PlannedColumn {
  readonly name: string;
  readonly sqlType: string;
  readonly isNullable: boolean;
}

/** The columns in the words of a dialect. */
export function planColumns(dialect: Dialect, columns: readonly ColumnSpec[]): readonly PlannedColumn[] {
  return columns.map(({ name, type, isNullable }) => ({ name, sqlType: dialect.typeFor(type), isNullable }));
}

/** One statement. A key that the database cannot have on these types is left out and told about. */
export function createTable(dialect: Dialect, plan: TablePlan): ProposedTable {
  const quote = (name: string): string => quoteIdentifier(dialect.quote, name);
  const notes: string[] = [];
  const canBeKey = (key: readonly string[]): boolean =>
    key.every((name) => {
      const column = plan.columns.find((candidate) => candidate.name === name);
      return column !== undefined && (dialect.canBeKey?.(column.sqlType) ?? true);
    });
  const keys = [
    ...(plan.primaryKey.length === 0 ? [] : [{ words: 'primary key', key: plan.primaryKey }]),
    ...(plan.uniqueKeys ?? []).map((key) => ({ words: 'unique', key })),
  ].flatMap(({ words, key }) => {
    if (canBeKey(key)) return [`${words} (${key.map(quote).join(', ')})`];
    notes.push(`The key (${key.join(', ')}) is left out: the database cannot have one on such types.`);
    return [];
  });
  const isKey = new Set(plan.primaryKey);
  const columns = plan.columns.map(({ name, sqlType, isNullable }) => {
    return `${quote(name)} ${sqlType}${isNullable && !isKey.has(name) ? ' null' : ' not null'}`;
  });
  const body = [...columns, ...keys].map((line) => `  ${line}`).join(',\n');
  return { statement: `create table ${quoteTable(dialect.quote, plan.table)} (\n${body}\n)`, notes };
}

/** A new, empty table with the columns and keys of another. */
export function createLike(
  dialect: Dialect,
  table: TableName,
  like: { readonly table: TableName; readonly description: RelationalTable },
): string {
  const quoted = quoteTable(dialect.quote, table);
  const { description } = like;
  if (dialect.createLike !== undefined && description.kind === 'table')
    return dialect.createLike(quoted, quoteTable(dialect.quote, like.table));
  // Defaults and computed columns are not known here: what they would fill in may stay empty.
  const filled = new Set([...(description.columnsWithDefault ?? []), ...(description.generatedColumns ?? [])]);
  const columns = description.schema.columns.map(({ name, type, nativeType, isNullable }) => ({
    name,
    sqlType: nativeType ?? dialect.typeFor(type),
    isNullable: isNullable || filled.has(name),
  }));
  const { primaryKey, uniqueKeys } = description;
  return createTable(dialect, { table, columns, primaryKey, uniqueKeys }).statement;
}

/** True for one statement that makes a table, whichever way the database reads a backslash in a text. */
export function isCreateTable(sql: string): boolean {
  const comments = /\/\*.*?\*\/|--[^\n]*/gs;
  if (!/^\s*create\s+(?:\w+\s+)*?table\b/i.test(sql.replace(comments, ' '))) return false;
  const texts = [/'(?:[^']|'')*'/, /'(?:[^'\\]|''|\\.)*'/];
  return texts.every((text) => {
    const quoted = new RegExp(`${text.source}|"(?:[^"]|"")*"|\`(?:[^\`]|\`\`)*\`|${comments.source}`, 'gs');
    return !sql
      .replace(quoted, ' ')
      .trim()
      .replace(/[;\s]+$/, '')
      .includes(';');
  });
}
