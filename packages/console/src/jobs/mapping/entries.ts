/** What stands on both sides of the mapping, and what a line's source is. */
import { entryOf, sourceColumnOf, targetColumnOf } from '@sluice/core';
import type { JsonValue, MappingColumn, MappingLine } from '@sluice/core';

/** - `column`: of the source · `constant`, `parameter`, `function`: made for each row · `other`: a name nobody knows */
export type SourceKind = 'column' | 'constant' | 'parameter' | 'function' | 'other';

/** One place on the left or on the right. */
export interface Entry {
  /** Unique on its side. */
  readonly key: string;
  readonly label: string;
  readonly kind: SourceKind;
  /** Absent for everything that is computed, and where the columns are not known. */
  readonly column?: MappingColumn;
  /** As the script writes it. */
  readonly value: JsonValue;
}

export interface Columns {
  readonly source: readonly MappingColumn[];
  readonly target: readonly MappingColumn[];
}

/** How the reader writes the name of a column: as the entries of its own template do. */
export type EntryStyle = 'name' | 'object' | 'index';

export function styleOf(templateColumn: JsonValue | undefined): EntryStyle {
  const first = Array.isArray(templateColumn) ? (templateColumn as readonly JsonValue[])[0] : undefined;
  if (!isRecord(first)) return 'name';
  return 'index' in first ? 'index' : 'object';
}

/** A column with its entry in the manner of the reader. */
export function styled(column: MappingColumn, index: number, style: EntryStyle): MappingColumn {
  if (style === 'name') return column;
  const place: Record<string, JsonValue> = style === 'index' ? { index } : { name: column.name };
  return { ...column, entry: column.type === undefined ? place : { ...place, type: column.type } };
}

/** Known columns first, then everything that the lines name beside them, in their order. */
export function sidesOf(
  { source, target }: Columns,
  lines: readonly MappingLine[],
): { readonly sources: readonly Entry[]; readonly targets: readonly Entry[] } {
  const sources = new Map(source.map((column) => known(column)));
  const targets = new Map(target.map((column) => known(column)));
  for (const line of lines) {
    const sourceKey = sourceKeyOf(source, line.source);
    if (line.source !== null && !sources.has(sourceKey))
      sources.set(sourceKey, { ...other(sourceKey, line.source), kind: kindOf(line.source, source) });
    const targetKey = targetKeyOf(target, line.target);
    if (line.target !== null && !targets.has(targetKey)) targets.set(targetKey, other(targetKey, line.target));
  }
  return { sources: [...sources.values()], targets: [...targets.values()] };
}

function known(column: MappingColumn): [string, Entry] {
  const key = columnKey(column);
  return [key, { key, label: column.name, kind: 'column', column, value: entryOf(column) }];
}

function other(key: string, value: JsonValue): Entry {
  return { key, label: labelOf(value), kind: 'other', value };
}

/** The same for all spellings of one column. */
export function sourceKeyOf(columns: readonly MappingColumn[], value: JsonValue): string {
  return keyOf(columns, sourceColumnOf(columns, value), value);
}

export function targetKeyOf(columns: readonly MappingColumn[], value: JsonValue): string {
  return keyOf(columns, targetColumnOf(columns, value), value);
}

function keyOf(columns: readonly MappingColumn[], index: number | undefined, value: JsonValue): string {
  const column = index === undefined ? undefined : columns[index];
  return column === undefined ? `value:${JSON.stringify(value)}` : columnKey(column);
}

function columnKey({ name }: MappingColumn): string {
  return `column:${name}`;
}

const words = new Set(['null', 'true', 'false']);

export function kindOf(value: JsonValue, columns: readonly MappingColumn[]): SourceKind {
  if (sourceColumnOf(columns, value) !== undefined) return 'column';
  const text = isRecord(value) ? value['value'] : value;
  if (typeof text === 'string' && /\$\{[^}]*\}|\$\[[^\]]*\]/.test(text)) return 'parameter';
  if (isRecord(value)) return 'value' in value ? 'constant' : 'other';
  if (typeof text !== 'string') return 'constant';
  if (/^(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?)$/.test(text.trim()) || words.has(text.trim().toLowerCase()))
    return 'constant';
  return /^[\p{L}_][\p{L}\p{N}_$#]*$/u.test(text) ? 'other' : 'function';
}

/** For people. */
export function labelOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return JSON.stringify(value);
  const { name, index, value: constant } = value;
  if (constant !== undefined) return `'${String(constant)}'`;
  if (typeof name === 'string') return name;
  return typeof index === 'number' ? `#${index}` : JSON.stringify(value);
}

/**
 * The entry for what a person typed into a row: a constant is written as the reader of this style writes constants.
 * Texts that look like JSON objects are taken as they are.
 */
export function typedEntry(text: string, style: EntryStyle): JsonValue {
  if (text.trim().startsWith('{')) {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      return text;
    }
  }
  if (style === 'name') return text;
  const constant = /^'((?:[^']|'')*)'$/.exec(text.trim());
  return { value: constant === null ? text : (constant[1] as string).replaceAll("''", "'"), type: 'string' };
}

function isRecord(value: JsonValue | undefined): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
