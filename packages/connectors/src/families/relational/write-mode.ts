/** Words for write modes in published jobs, and what they ask of a table. */
import { suggest } from '@sluice/core';
import { errors } from './errors.ts';
import { findName } from './identifiers.ts';
import type { Dialect, RelationalTable, WriteMode } from './session.ts';

const words: Readonly<Record<string, WriteMode>> = {
  insert: 'insert',
  'insert into': 'insert',
  copy: 'insert',
  append: 'insert',
  update: 'update',
  upsert: 'update',
  merge: 'update',
  'insert or update': 'update',
  'on duplicate key update': 'update',
  'insert on duplicate key update': 'update',
  replace: 'replace',
  'replace into': 'replace',
  'insert or replace': 'replace',
  ignore: 'ignore',
  'insert ignore': 'ignore',
  'insert ignore into': 'ignore',
  'insert or ignore': 'ignore',
};

const conflictModes: Readonly<Record<string, WriteMode>> = { reject: 'insert', ignore: 'ignore', replace: 'update' };

export interface WrittenMode {
  readonly mode: WriteMode;
  /** Key columns written in the word itself: `update(k1, k2)`. */
  readonly keys: readonly string[];
}

/**
 * The mode a job asks for. `conflictMode` decides where it is given, as `writeMode` then says only how rows are sent
 * (`insert` or `copy`). Without any word: the first mode of the dialect.
 */
export function writeModeOf(
  dialect: Dialect,
  options: { readonly writeMode?: string | undefined; readonly conflictMode?: string | undefined },
): WrittenMode {
  const word = (options.writeMode ?? '').trim();
  const match = /^([^()]*)(?:\(([^()]*)\))?$/.exec(word);
  const plain = (match?.[1] ?? word)
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, ' ');
  const keys = (match?.[2] ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  const fallback = dialect.writeModes[0] as WriteMode;
  const written = plain === '' ? fallback : words[plain];
  const mode = written === 'insert' || plain === '' ? (conflictModes[options.conflictMode ?? ''] ?? written) : written;
  if (mode === undefined || !dialect.writeModes.includes(mode)) {
    throw errors
      .writeModeUnknown({ word: mode ?? word, supported: dialect.writeModes })
      .at({ path: 'writer.parameter.writeMode' });
  }
  return { mode, keys };
}

export interface KeyRequest {
  readonly table: RelationalTable;
  /** Target columns of the job. */
  readonly columns: readonly string[];
  /** Key columns that the job names; may be empty. */
  readonly given: readonly string[];
  readonly mode: WriteMode;
}

/**
 * Columns by which the target knows an existing row: those given, else the primary key, else the first unique index,
 * as far as the job writes them. Empty when the database finds the key itself and there is none to name.
 */
export function keyColumnsOf(dialect: Dialect, request: KeyRequest): readonly string[] {
  const { table, columns, given, mode } = request;
  if (mode === 'insert') return [];
  if (given.length > 0) return given.map((entry) => findName(columns, entry) ?? missingKey(table, columns, entry));
  const isCovered = (key: readonly string[]): boolean => key.length > 0 && key.every((name) => columns.includes(name));
  const key = [table.primaryKey, ...table.uniqueKeys].find(isCovered);
  if (key !== undefined) return key;
  if (dialect.needsConflictKey && mode !== 'ignore') throw errors.keyMissing({ table: table.name, mode });
  return [];
}

function missingKey(table: RelationalTable, columns: readonly string[], entry: string): never {
  throw errors.columnNotFound({
    table: table.name,
    column: entry,
    suggestion: suggest(entry, columns),
  });
}
