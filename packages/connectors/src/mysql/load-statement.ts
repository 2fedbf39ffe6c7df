/** The SQL of a load, around its rows. */
import type { ColumnSpec } from '@sluice/core';
import { quoteIdentifier, quoteTable } from '../families/relational/identifiers.ts';
import type { LoadRequest } from '../families/relational/session.ts';

export type InsertVerb = 'INSERT' | 'INSERT IGNORE' | 'REPLACE';

const quote = (name: string): string => quoteIdentifier('`', name);

/** The text before and after the tuples of an INSERT. */
export function insertParts(
  request: LoadRequest,
  verb = verbOf(request),
): { readonly head: string; readonly tail: string } {
  const columns = request.schema.columns.map(({ name }) => quote(name)).join(', ');
  return { head: `${verb} INTO ${quoteTable('`', request.table)} (${columns}) VALUES `, tail: conflictClause(request) };
}

function verbOf({ mode }: LoadRequest): InsertVerb {
  return mode === 'replace' ? 'REPLACE' : 'INSERT';
}

/** One row with placeholders, for bulk execute. */
export function placeholderInsert(request: LoadRequest, verb = verbOf(request)): string {
  const { head, tail } = insertParts(request, verb);
  return `${head}(${request.schema.columns.map(() => '?').join(', ')})${tail}`;
}

/**
 * INSERT IGNORE would hide every other error too, so `ignore` sets a column to its own value instead, which changes
 * nothing.
 */
function conflictClause(request: LoadRequest): string {
  const names = request.schema.columns.map(({ name }) => name);
  if (request.mode === 'update') {
    const changed = request.updateColumns.length > 0 ? request.updateColumns : names;
    return ` ON DUPLICATE KEY UPDATE ${changed.map((name) => `${quote(name)} = VALUES(${quote(name)})`).join(', ')}`;
  }
  if (request.mode !== 'ignore') return '';
  const kept = quote(request.keyColumns[0] ?? names[0] ?? '');
  return ` ON DUPLICATE KEY UPDATE ${kept} = ${kept}`;
}

/**
 * LOAD DATA of the rows that the text encoder makes; `LOCAL` takes them from this process.
 *
 * @param backslash the literal of a backslash in the session's sql_mode.
 */
export function loadDataStatement(request: LoadRequest, backslash: string): string {
  const targets = request.schema.columns.map((column, i) =>
    conversion(column) === undefined ? quote(column.name) : `@v${i}`,
  );
  const conversions = request.schema.columns.flatMap((column, i) => {
    const convert = conversion(column);
    return convert === undefined ? [] : [`${quote(column.name)} = ${convert(`@v${i}`)}`];
  });
  return [
    `LOAD DATA LOCAL INFILE 'rows' ${request.mode === 'replace' ? 'REPLACE ' : ''}INTO TABLE ${quoteTable('`', request.table)}`,
    `CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\t' ESCAPED BY ${backslash} LINES TERMINATED BY '\n'`,
    `(${targets.join(', ')})`,
    ...(conversions.length === 0 ? [] : [`SET ${conversions.join(', ')}`]),
  ].join(' ');
}

/** What LOAD DATA would not take as text: hex digits of binary values, and numbers for bits. */
function conversion({ type, nativeType }: ColumnSpec): ((variable: string) => string) | undefined {
  if (type.kind === 'binary') return (variable) => `UNHEX(${variable})`;
  if (/^bit/i.test(nativeType ?? '') || type.kind === 'bool') return (variable) => `CAST(${variable} AS UNSIGNED)`;
  return undefined;
}
