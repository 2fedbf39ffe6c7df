/** Statements that a writer runs around the load. */
import type { WriterOptions } from './fields.ts';
import { quoteTable } from './identifiers.ts';
import { cleanStatement } from './select.ts';
import type { Dialect, TableName } from './session.ts';

/** `@table` replaced by the quoted name of the target. */
export function withTable(dialect: Dialect, sql: readonly string[] | undefined, table: TableName): readonly string[] {
  const quoted = quoteTable(dialect.quote, table);
  return (sql ?? []).map((statement) => cleanStatement(statement).replace(/@table\b/g, () => quoted));
}

/** True for statements that delete or replace data or structure. */
export function isDestructive(sql: string): boolean {
  return /^\s*(?:truncate|delete|drop|replace|update|alter)\b/i.test(withoutComments(sql));
}

/** True for a plain CREATE TABLE, which fails when the table exists. */
export function isPlainCreate(sql: string): boolean {
  return createsTable(sql) && !/^\s*create\s+(?:\w+\s+)*?table\s+if\s+not\s+exists/i.test(withoutComments(sql));
}

function createsTable(sql: string): boolean {
  return /^\s*create\s+(?:\w+\s+)*?table\b/i.test(withoutComments(sql));
}

function withoutComments(sql: string): string {
  return sql.replace(/\/\*.*?\*\//gs, ' ').replace(/--[^\n]*/g, ' ');
}

/** The statements of a writer in the order they run. */
export function writerStatements(dialect: Dialect, options: WriterOptions, table: TableName) {
  return {
    ddl: withTable(dialect, options.ddl, table),
    before: withTable(dialect, options.preSql, table),
    after: withTable(dialect, options.postSql, table),
    /** The table may be missing until they have run. */
    makeTable: (options.ddl ?? []).length > 0 || (options.preSql ?? []).some(createsTable),
  };
}
