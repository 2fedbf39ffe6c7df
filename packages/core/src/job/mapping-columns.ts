/** Columns between which lines are drawn, and the entries of a script that mean them. */
import type { JsonValue } from '../data/batch.ts';
import { isObject, same } from './shape.ts';

export interface MappingColumn {
  readonly name: string;
  /** As `typeName` prints it; absent: not known. */
  readonly type?: string;
  /** As the store calls it. */
  readonly nativeType?: string;
  /** Of a target; absent: not known. */
  readonly isNullable?: boolean;
  /** The target fills it in when it gets no value. */
  readonly hasDefault?: boolean;
  /** As it is written in a script; absent: its name. */
  readonly entry?: JsonValue;
}

/** How a column is written in a script. */
export function entryOf({ name, entry }: MappingColumn): JsonValue {
  return entry === undefined ? name : entry;
}

/** Position of the column that an entry of the reader means; undefined for a constant or an expression. */
export function sourceColumnOf(columns: readonly MappingColumn[], entry: JsonValue): number | undefined {
  if (isObject(entry) && 'value' in entry) return undefined;
  return columnOf(columns, entry);
}

/** Position of the column that an entry of the writer means. */
export function targetColumnOf(columns: readonly MappingColumn[], entry: JsonValue): number | undefined {
  return columnOf(columns, entry);
}

function columnOf(columns: readonly MappingColumn[], entry: JsonValue): number | undefined {
  // Hundreds of columns are compared with hundreds of lines: texts must cost nothing.
  const isPlain = typeof entry !== 'object';
  const exact = columns.findIndex((column) => {
    const written = entryOf(column);
    return written === entry || (!isPlain && same(written, entry));
  });
  if (exact >= 0) return exact;
  if (typeof entry === 'string') return named(columns, entry);
  if (!isObject(entry)) return undefined;
  const { name, index } = entry;
  if (typeof name === 'string' && name !== '') return named(columns, name);
  const position = Number(index);
  return index !== undefined && Number.isInteger(position) && position >= 0 && position < columns.length
    ? position
    : undefined;
}

/** Exactly, inside of quotes, or in another case when only one fits. */
function named(columns: readonly MappingColumn[], text: string): number | undefined {
  const name = /^(?:"(.+)"|`(.+)`|\[(.+)\])$/
    .exec(text.trim())
    ?.slice(1)
    .find((part) => part !== undefined);
  const wanted = name ?? text.trim();
  const exact = columns.findIndex((column) => column.name === wanted);
  if (exact >= 0) return exact;
  const lower = wanted.toLowerCase();
  const matches = columns.flatMap((column, index) => (column.name.toLowerCase() === lower ? [index] : []));
  return matches.length === 1 ? matches[0] : undefined;
}
