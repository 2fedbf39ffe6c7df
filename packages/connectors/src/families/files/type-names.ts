import type { Type } from '@sluice/core';
import { types } from '@sluice/core';
import { fileErrors } from './errors.ts';

/** A `type` of a column entry: what it means, and whether the writer's wish may refine it. */
export interface DeclaredType {
  readonly type: Type;
  /**
   * Types of published jobs (`string`, `long` …) say little; our own names say exactly what is meant. `own-text` is
   * text in a file that has types.
   */
  readonly family: 'text' | 'whole' | 'number' | 'bool' | 'date' | 'exact' | 'own-text';
}

const loose: Readonly<Record<string, DeclaredType>> = {
  string: { type: types.utf8, family: 'text' },
  long: { type: types.int64, family: 'whole' },
  double: { type: types.anyDecimal, family: 'number' },
  boolean: { type: types.bool, family: 'bool' },
  date: { type: types.timestamp, family: 'date' },
  bytes: { type: types.binary, family: 'exact' },
};

const exact: Readonly<Record<string, Type>> = {
  bool: types.bool,
  int8: types.int8,
  int16: types.int16,
  int32: types.int32,
  int: types.int32,
  int64: types.int64,
  bigint: types.int64,
  uint64: types.uint64,
  float32: types.float32,
  float64: types.float64,
  decimal: types.anyDecimal,
  utf8: types.utf8,
  text: types.utf8,
  binary: types.binary,
  day: { kind: 'date' },
  time: types.time,
  timestamp: types.timestamp,
  timestamptz: types.timestampZoned,
  'timestamp(us)': types.timestamp,
  'timestamp(us,zoned)': types.timestampZoned,
  'timestamp(ns)': { kind: 'timestamp', unit: 'ns', zoned: false },
  'timestamp(ns,zoned)': { kind: 'timestamp', unit: 'ns', zoned: true },
  json: types.json,
};

/**
 * Reads `string`, `long`, `double`, `boolean`, `date`, `bytes`, and the names that plans print: `int32`,
 * `decimal(15,2)`, `utf8(20)`, `timestamp(us, zoned)`, `list<int32>`, `vector(3)`. As `date` means a date with a time
 * in published jobs, a plain calendar day is `day`.
 */
export function parseTypeName(name: string): DeclaredType {
  const word = name.toLowerCase().replaceAll(/\s/g, '');
  const known = loose[word];
  if (known !== undefined) return known;
  const type = parseExact(word);
  if (type === undefined) {
    const problem = `type "${name}" is not known; use string, long, double, boolean, date, bytes or a type such as int32, decimal(15,2), day, timestamp, json`;
    throw fileErrors.badColumn({ problem });
  }
  return { type, family: 'exact' };
}

function parseExact(word: string): Type | undefined {
  const simple = exact[word];
  if (simple !== undefined) return simple;
  const list = /^list<(.+)>$/.exec(word);
  if (list !== null) {
    const item = parseExact(list[1] as string);
    return item === undefined ? undefined : types.list(item);
  }
  const sized = /^(decimal|numeric|utf8|varchar|char|binary|vector)\((\d+)(?:,(\d+))?\)$/.exec(word);
  if (sized === null) return undefined;
  const size = Number(sized[2]);
  switch (sized[1]) {
    case 'decimal':
    case 'numeric':
      return types.decimal(size, Number(sized[3] ?? 0));
    case 'binary':
      return { kind: 'binary', maxLength: size };
    case 'vector':
      return types.vector(size);
    default:
      return { kind: 'utf8', maxLength: size };
  }
}
