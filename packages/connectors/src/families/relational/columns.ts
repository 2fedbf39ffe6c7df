/** What the entries of `column` mean: columns of the table, or SQL. */
import type { SluiceError } from '@sluice/core';
import { suggest } from '@sluice/core';
import { errors } from './errors.ts';
import { findName, quoteIdentifier, unquote } from './identifiers.ts';
import type { Dialect, RelationalTable } from './session.ts';

/** The columns of a reader as SQL: names of columns quoted, everything else as the job wrote it. */
export function selectList(
  dialect: Dialect,
  table: RelationalTable,
  entries: readonly string[],
  excluded: readonly string[] = [],
): readonly string[] {
  const names = table.schema.columns.map((column) => column.name);
  if (isStar(entries)) {
    const left = new Set(excluded.map((entry) => knownColumn(table, names, entry)));
    return names.filter((name) => !left.has(name)).map((name) => quoteIdentifier(dialect.quote, name));
  }
  if (entries.every((entry) => entry.trim() === ''))
    throw errors.columnMissing({ side: 'reader' }).at({ path: 'reader.parameter.column' });
  return entries.map((entry) => {
    const name = findName(names, entry);
    return name === undefined ? entry.trim() : quoteIdentifier(dialect.quote, name);
  });
}

export function isStar(entries: readonly string[]): boolean {
  return entries.length === 1 && (entries[0] as string).trim() === '*';
}

/** After the database refused a SELECT: the entry that looks like a misspelt column, as an error of its own. */
export function misspeltColumn(
  table: RelationalTable,
  entries: readonly string[],
  cause: unknown,
): SluiceError | undefined {
  const names = table.schema.columns.map((column) => column.name);
  const isWord = /^["`[]?[\p{L}_][\p{L}\p{N}_$]*["`\]]?$/u;
  const entry = entries.find(
    (text) =>
      isWord.test(text.trim()) && !sqlWords.has(text.trim().toLowerCase()) && findName(names, text) === undefined,
  );
  if (entry === undefined) return undefined;
  const place = { path: 'reader.parameter.column' };
  return errors.columnNotFound(notFound(table, names, entry), cause).at(place);
}

/** Words that are values without being columns. */
const sqlWords = new Set([
  'null',
  'true',
  'false',
  'current_date',
  'current_time',
  'current_timestamp',
  'current_user',
  'session_user',
  'user',
  'localtime',
  'localtimestamp',
  'sysdate',
]);

/** The columns of a writer by their names in the table, in job order. */
export function targetColumns(table: RelationalTable, entries: readonly string[]): readonly string[] {
  const generated = new Set(table.generatedColumns ?? []);
  const names = table.schema.columns.map((column) => column.name);
  if (isStar(entries)) return names.filter((name) => !generated.has(name));
  const place = { path: 'writer.parameter.column' };
  if (entries.length === 0) throw errors.columnMissing({ side: 'writer' }).at(place);
  const found = entries.map((entry) => {
    const name = findName(names, entry);
    if (name === undefined) throw errors.columnNotFound(notFound(table, names, entry)).at(place);
    return name;
  });
  for (const [index, column] of found.entries()) {
    if (generated.has(column)) throw errors.columnNotWritable({ table: table.name, column }).at(place);
    if (found.indexOf(column) !== index) throw errors.columnTwice({ table: table.name, column }).at(place);
  }
  return found;
}

/** The column that an entry names; throws `columnNotFound` with a suggestion. */
export function knownColumn(table: RelationalTable, names: readonly string[], entry: string): string {
  const name = findName(names, entry);
  if (name === undefined) throw errors.columnNotFound(notFound(table, names, entry));
  return name;
}

function notFound(table: RelationalTable, names: readonly string[], entry: string) {
  return { table: table.name, column: entry.trim(), suggestion: suggest(unquote(entry.trim()) ?? entry, names) };
}
