/** What is known of a file beside its content, as columns: values in the names of its folders, its path, lines. */
import { types, type Schema, type TextOptions } from '@sluice/core';
import { constantTexts, type FileColumn } from './columns.ts';
import { fileErrors } from './errors.ts';
import type { StoredFile } from './storage.ts';

export interface FactOptions {
  /** Folders named `key=value` give columns. */
  readonly hivePartitions: boolean;
  /** Names of extra columns; absent: none. */
  readonly pathColumn?: string | undefined;
  readonly lineColumn?: string | undefined;
}

/** What Hive writes for null. */
export const nullPartition = '__HIVE_DEFAULT_PARTITION__';

/** Keys and values in the names of the folders around a file, outermost first. */
export function partitionsOf(path: string): ReadonlyMap<string, string | null> {
  const partitions = new Map<string, string | null>();
  for (const folder of path.split('/').slice(0, -1)) {
    const at = folder.indexOf('=');
    if (at <= 0) continue;
    const value = decodePercent(folder.slice(at + 1));
    partitions.set(decodePercent(folder.slice(0, at)), value === nullPartition ? null : value);
  }
  return partitions;
}

/** `%2F` and the like; what is no such code stays as it is. */
function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  const bytes = Buffer.from(text, 'utf8');
  const decoded: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes[at] === 37 ? /^[\da-f]{2}$/i.exec(bytes.toString('latin1', at + 1, at + 3)) : null;
    decoded.push(code === null ? (bytes[at] as number) : Number.parseInt(code[0], 16));
    if (code !== null) at += 2;
  }
  return Buffer.from(decoded).toString('utf8');
}

/**
 * The columns with the facts that the options ask for: listed columns of that name take them, the others come last.
 *
 * @param isListed false: the columns are all of the file, so every partition becomes a column too.
 */
export function withFacts(
  columns: readonly FileColumn[],
  isListed: boolean,
  firstPath: string,
  options: FactOptions,
): readonly FileColumn[] {
  const keys = options.hivePartitions ? [...partitionsOf(firstPath).keys()] : [];
  const taken = new Set<string>();
  const found = columns.map((column): FileColumn => {
    const { key, ...rest } = column;
    if (key === undefined) return column;
    taken.add(key);
    if (key === options.pathColumn) return { ...rest, fact: 'path' };
    if (key === options.lineColumn) return { ...rest, fact: 'line', declared: lineType };
    return keys.includes(key) ? { ...rest, partition: key } : column;
  });
  const added: FileColumn[] = [];
  if (!isListed) for (const key of keys) if (!taken.has(key)) added.push({ partition: key, name: key, declared: text });
  const { pathColumn, lineColumn } = options;
  if (isName(pathColumn) && !taken.has(pathColumn)) added.push({ fact: 'path', name: pathColumn, declared: text });
  if (isName(lineColumn) && !taken.has(lineColumn)) added.push({ fact: 'line', name: lineColumn, declared: lineType });
  return [...found, ...added];
}

const text: FileColumn['declared'] = { type: types.utf8, family: 'text' };
const lineType: FileColumn['declared'] = { type: types.int64, family: 'exact' };

function isName(name: string | undefined): name is string {
  return name !== undefined && name !== '';
}

export interface FactTypes {
  readonly schema: Schema;
  readonly textOptions: readonly TextOptions[];
}

/**
 * Text of each column that is the same in all records of a file; undefined for the others. Throws `FILES_BAD_COLUMN`
 * for a text that is no value of its column, `FILES_NO_PARTITION` for a folder that is missing.
 */
export function fileTexts(columns: readonly FileColumn[], file: StoredFile, { schema, textOptions }: FactTypes) {
  const partitions = columns.some((column) => column.partition !== undefined) ? partitionsOf(file.path) : undefined;
  const constants = columns.map((column): FileColumn => {
    if (column.fact === 'path') return { ...column, value: file.path };
    if (column.partition === undefined) return column;
    const value = partitions?.get(column.partition);
    if (value === undefined) throw fileErrors.noPartition({ path: file.path, key: column.partition });
    return { ...column, value };
  });
  return constantTexts(constants, schema, textOptions);
}

/** Checks the facts of all files, so that a wrong one stops the job before its first row. */
export function checkFacts(columns: readonly FileColumn[], files: readonly StoredFile[], into: FactTypes): void {
  if (files.length === 0) constantTexts(columns, into.schema, into.textOptions);
  const checked = new Set<string>();
  for (const file of files) {
    const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
    const hasPath = columns.some((column) => column.fact === 'path');
    if (checked.has(folder) && !hasPath) continue;
    checked.add(folder);
    fileTexts(columns, file, into);
  }
}
