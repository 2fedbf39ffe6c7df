import type { ColumnSpec, Schema, TextOptions, Type } from '@sluice/core';
import { Column, compileParser, typeName, types } from '@sluice/core';
import { fileErrors } from './errors.ts';
import { parseTypeName, type DeclaredType } from './type-names.ts';

/** One entry of `column`. Plain JSON: travels to the tasks. */
export interface FileColumn {
  /** Where its text comes from, one of: the place in a record, a name of the header or a key, a constant, */
  readonly index?: number;
  readonly key?: string;
  readonly value?: string | null;
  /** the folder `<partition>=<value>` around the file, or what is known of the file and the record. */
  readonly partition?: string;
  readonly fact?: FileFact;
  readonly name: string;
  readonly declared: DeclaredType;
  /** Pattern of dates. */
  readonly format?: string;
}

/** Path of the file; line in which a record begins, or its number in files without lines, from 1. */
export type FileFact = 'path' | 'line';

/** `column` of a job: entries, or undefined for all. */
export function parseColumns(column: unknown): readonly FileColumn[] | undefined {
  if (column === undefined || column === null) return undefined;
  const entries = Array.isArray(column) ? (column as readonly unknown[]) : [column];
  if (entries.length === 0 || (entries.length === 1 && entries[0] === '*')) return undefined;
  return entries.map((entry, place) => parseEntry(entry, place));
}

export interface TypedEntry {
  readonly index?: number;
  readonly name?: string;
  readonly type: Type;
  readonly format?: string;
}

/** Entries of `column` that say their type, for formats whose cells have none of their own. */
export function typedEntries(column: unknown): { readonly isListed: boolean; readonly entries: readonly TypedEntry[] } {
  const columns = parseColumns(column);
  const entries = (columns ?? []).flatMap(({ index, key, declared, format }): readonly TypedEntry[] => {
    if (declared === untyped || (index === undefined && key === undefined)) return [];
    const place = index === undefined ? { name: key as string } : { index };
    return [{ ...place, type: declared.type, ...(format === undefined ? {} : { format }) }];
  });
  return { isListed: columns !== undefined, entries };
}

const untyped: DeclaredType = { type: types.utf8, family: 'text' };

function parseEntry(entry: unknown, place: number): FileColumn {
  if (typeof entry === 'number' || (typeof entry === 'string' && /^\d+$/.test(entry))) {
    return { index: Number(entry), name: `column${entry}`, declared: untyped };
  }
  if (typeof entry === 'string') return { key: entry, name: entry, declared: untyped };
  if (typeof entry !== 'object' || entry === null)
    throw fileErrors.badColumn({ problem: `entry ${place + 1} is no object` });
  const { index, name, value, type, format } = entry as Readonly<Record<string, unknown>>;
  const declared = type === undefined || type === null ? untyped : parseTypeName(String(type));
  const common = {
    name: typeof name === 'string' && name !== '' ? name : '',
    declared,
    ...(typeof format === 'string' && format !== '' ? { format } : {}),
  };
  if (index !== undefined && index !== null && index !== '') {
    const number = Number(index);
    if (!Number.isInteger(number) || number < 0)
      throw fileErrors.badColumn({ problem: `index ${String(index)} is no whole number from 0` });
    return { ...common, index: number, name: common.name || `column${number}` };
  }
  if ('value' in entry) {
    const text = value === null || value === undefined ? null : String(value);
    return { ...common, value: text, name: common.name || `constant${place}` };
  }
  if (common.name === '')
    throw fileErrors.badColumn({ problem: `entry ${place + 1} has neither index nor name nor value` });
  return { ...common, key: common.name };
}

/** All columns of a file by position. */
export function allColumns(names: readonly string[], byName: boolean): readonly FileColumn[] {
  const used = new Set<string>();
  return names.map((name, index) => {
    let unique = name === '' ? `column${index}` : name;
    while (used.has(unique)) unique = `${unique}_${index}`;
    used.add(unique);
    // Of two equal names only the first can be found by name.
    return {
      ...(byName && names.indexOf(name) === index ? { key: name } : { index }),
      name: unique,
      declared: untyped,
    };
  });
}

/** True for columns whose cells are in the records, not around them. */
export function isInRecord({ index, key }: FileColumn): boolean {
  return index !== undefined || key !== undefined;
}

export function schemaOf(columns: readonly FileColumn[]): Schema {
  return { columns: columns.map((column) => spec(column, column.declared.type)) };
}

/** The schema with the types a writer wants, where their text forms say the same. */
export function refineSchema(columns: readonly FileColumn[], wanted: Schema, hasByteEncoding: boolean): Schema {
  return {
    columns: columns.map((column, index) => {
      const wish = wanted.columns[index]?.type;
      const { type } = column.declared;
      return spec(column, wish !== undefined && canAdopt(column.declared, wish, hasByteEncoding) ? wish : type);
    }),
  };
}

function spec(column: FileColumn, type: Type): ColumnSpec {
  return { name: column.name, type, isNullable: true };
}

/** True when reading the text as `wish` gives what reading it as declared and converting would, or finds the same fault. */
function canAdopt(declared: DeclaredType, wish: Type, hasByteEncoding: boolean): boolean {
  const { kind } = wish;
  switch (declared.family) {
    case 'text':
      return kind !== 'binary' || hasByteEncoding;
    case 'whole':
      return kind === 'int8' || kind === 'int16' || kind === 'int32' || kind === 'uint64';
    case 'number':
      return kind === 'float32' || kind === 'float64' || kind === 'decimal';
    case 'date':
      return kind === 'date' || kind === 'timestamp';
    case 'own-text':
      return kind === 'binary' && hasByteEncoding;
    case 'bool':
    case 'exact':
      return false;
  }
}

/** Checks constants against their types, so that a wrong one stops the job and not every row. */
export function constantTexts(
  columns: readonly FileColumn[],
  schema: Schema,
  options: readonly TextOptions[],
): readonly (Uint8Array | null | undefined)[] {
  return columns.map((column, index) => {
    if (column.value === undefined || column.value === null) return column.value;
    const text = new TextEncoder().encode(column.value);
    const type = schema.columns[index]?.type as Type;
    checkConstant(column, text, type, options[index] as TextOptions);
    return text;
  });
}

function checkConstant(column: FileColumn, text: Uint8Array, type: Type, options: TextOptions): void {
  const trial = new Column(type, 1);
  if (compileParser(type, options)(text, 0, text.length, trial, 0) === 0) return;
  throw fileErrors.badColumn({ problem: `the constant of "${column.name}" is no ${typeName(type)}` });
}
