/**
 * From the values of SQLite to cells, one tight loop per column over a chunk of rows. A value whose storage class does
 * not fit the declared type is refused, never bent (invariant 6).
 */
import type { Column, ColumnSpec, Schema, Type } from '@sluice/core';
import { compileParser, powersOfTen, storeBigInt, storeNumber } from '@sluice/core';
import type { SessionSettings } from './session.ts';
import { realText } from './values.ts';

export type Row = readonly unknown[];

export interface Refusal {
  readonly column: number;
  readonly code: string;
  readonly reason: string;
}

export interface Refusals {
  /** By index in the chunk; the first one of a row stays. */
  readonly byRow: Map<number, Refusal>;
  /** Rows with replacement characters: perhaps their text was not valid UTF-8. */
  readonly doubtful: Set<number>;
}

/** Where a filler writes: rows from `base` on of one column, taken from index `index` of the row arrays. */
export interface Place {
  readonly index: number;
  readonly column: Column;
  readonly base: number;
}

export type Filler = (rows: readonly Row[], place: Place, refusals: Refusals) => void;

/** Sets one cell; undefined when done, otherwise why not. */
type Setter = (value: unknown, column: Column, row: number) => readonly [code: string, reason: string] | undefined;

export function createFillers(schema: Schema, settings: SessionSettings): readonly Filler[] {
  return schema.columns.map((column) => fillerOf(column, settings));
}

function fillerOf(column: ColumnSpec, settings: SessionSettings): Filler {
  const set = setterOf(column, settings);
  switch (column.type.kind) {
    case 'int64':
      return intFiller(set);
    case 'utf8':
      return textFiller(set);
    default:
      return anyFiller(set);
  }
}

/** Every kind, through its setter. */
function anyFiller(set: Setter): Filler {
  return (rows, place, refusals) => {
    const { index, column, base } = place;
    for (let row = 0; row < rows.length; row++) {
      const value = (rows[row] as Row)[index];
      if (value === null) setNull(column, base + row);
      else setOrRefuse(set, value, row, place, refusals);
    }
  };
}

function setNull(column: Column, row: number): void {
  column.setNull(row);
  if (column.layout === 'bytes') column.offsets[row + 1] = column.offsets[row] as number;
}

function setOrRefuse(set: Setter, value: unknown, row: number, place: Place, refusals: Refusals): void {
  const { column, index, base } = place;
  const problem = set(value, column, base + row);
  if (problem === undefined) return;
  if (column.layout === 'bytes') column.offsets[base + row + 1] = column.offsets[base + row] as number;
  const [code, reason] = problem;
  if (!refusals.byRow.has(row)) refusals.byRow.set(row, { column: index, code, reason });
}

function intFiller(set: Setter): Filler {
  return (rows, place, refusals) => {
    const { index, column, base } = place;
    const { values } = column;
    const words = new BigInt64Array(values.buffer, values.byteOffset, values.length >> 1);
    for (let row = 0; row < rows.length; row++) {
      const value = (rows[row] as Row)[index];
      if (typeof value === 'bigint') words[base + row] = value;
      else if (value === null) column.setNull(base + row);
      else setOrRefuse(set, value, row, place, refusals);
    }
  };
}

/** Below this a loop over characters is faster than a call into the encoder. */
const shortText = 32;

function textFiller(set: Setter): Filler {
  return (rows, place, refusals) => {
    const { index, column, base } = place;
    const { offsets } = column;
    let { bytes } = column;
    let position = offsets[base] as number;
    for (let row = 0; row < rows.length; row++) {
      const value = (rows[row] as Row)[index];
      if (typeof value === 'string') {
        const room = position + value.length * 3;
        if (room > bytes.length) {
          column.reserveBytes(room);
          bytes = column.bytes;
        }
        const end = value.length < shortText ? writeShort(value, bytes, position) : -1;
        if (end < 0) {
          position = writeLong(value, bytes, position);
          if (value.includes('\ufffd')) refusals.doubtful.add(row);
        } else position = end;
      } else if (value === null) column.setNull(base + row);
      else {
        setOrRefuse(set, value, row, place, refusals);
        bytes = column.bytes;
        position = offsets[base + row + 1] as number;
        continue;
      }
      offsets[base + row + 1] = position;
    }
  };
}

/** Writes ASCII; -1 when the text is something else. */
function writeShort(text: string, bytes: Uint8Array, position: number): number {
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return -1;
    bytes[position + at] = code;
  }
  return position + length;
}

const encoder = new TextEncoder();

function writeLong(text: string, bytes: Uint8Array, position: number): number {
  return position + encoder.encodeInto(text, bytes.subarray(position)).written;
}

function setterOf(column: ColumnSpec, settings: SessionSettings): Setter {
  const { type } = column;
  const where = column.nativeType === undefined ? 'a column without a type' : `a column declared ${column.nativeType}`;
  const wrong: Wrong = (found) => ['WRONG_TYPE', `${found} in ${where}`];
  const parse = textParser(type, settings);
  const fromText = (text: string, target: Column, row: number) => parse(text, target, row);
  switch (type.kind) {
    case 'int64':
      return (value, target, row) => {
        if (typeof value !== 'bigint') return wrong(describe(value));
        return void storeBigInt(target.values as Int32Array, row * 2, value);
      };
    case 'bool':
      return boolSetter(fromText, wrong);
    case 'float64':
      return floatSetter(wrong);
    case 'decimal':
      return decimalSetter(type, fromText, wrong);
    case 'date':
    case 'timestamp':
      return dateSetter(type, { fromText, wrong, perSecond: settings.integerDates === 'seconds' ? 1 : 1_000 });
    case 'binary':
      return (value, target, row) => {
        if (typeof value === 'string') return fromText(value, target, row);
        return value instanceof Uint8Array ? append(value, target, row) : wrong(describe(value));
      };
    case 'utf8':
      return (value, target, row) => {
        if (typeof value === 'string') return fromText(value, target, row);
        if (typeof value === 'bigint') return fromText(String(value), target, row);
        return typeof value === 'number' ? fromText(realText(value), target, row) : wrong(describe(value));
      };
    case 'json':
      return (value, target, row) => {
        if (value instanceof Uint8Array) return wrong(describe(value));
        return fromText(typeof value === 'string' ? value : String(value), target, row);
      };
    default:
      return (value, target, row) =>
        typeof value === 'string' ? fromText(value, target, row) : wrong(describe(value));
  }
}

type Wrong = (found: string) => readonly [string, string];
type FromText = (text: string, column: Column, row: number) => readonly [string, string] | undefined;

function describe(value: unknown): string {
  if (typeof value === 'bigint') return 'an integer';
  if (typeof value === 'number') return 'a real number';
  return typeof value === 'string' ? 'a text' : 'a blob';
}

function boolSetter(fromText: FromText, wrong: Wrong): Setter {
  return (value, column, row) => {
    if (value === 0n || value === 1n) return void (column.values[row] = Number(value));
    return typeof value === 'string' ? fromText(value, column, row) : wrong(describe(value));
  };
}

function floatSetter(wrong: Wrong): Setter {
  return (value, column, row) => {
    if (typeof value === 'number') return void (column.values[row] = value);
    if (typeof value !== 'bigint') return wrong(describe(value));
    if (BigInt(Number(value)) !== value) return ['INEXACT', 'the integer has more digits than a float holds'];
    return void (column.values[row] = Number(value));
  };
}

function decimalSetter(type: Type & { kind: 'decimal' }, fromText: FromText, wrong: Wrong): Setter {
  const { precision, scale = 0 } = type;
  const isWords = precision !== undefined && precision <= 18;
  const factor = powersOfTen[scale] ?? 0;
  const limit = Math.min(10 ** (precision ?? 0), 1e15);
  return (value, column, row) => {
    if (typeof value === 'number') {
      const scaled = Math.round(value * factor);
      // Up to 15 digits one decimal of this scale belongs to the float, and it is this one.
      if (isWords && scaled / factor === value && scaled < limit && scaled > -limit) {
        return void storeNumber(column.values as Int32Array, row * 2, scaled);
      }
      return fromText(String(value), column, row);
    }
    if (typeof value === 'bigint') return fromText(String(value), column, row);
    return typeof value === 'string' ? fromText(value, column, row) : wrong(describe(value));
  };
}

/** Day 0 of 1970 as a Julian day. */
const julianEpoch = 2_440_587.5;
const dayMs = 86_400_000;

function dateSetter(
  type: Type & { kind: 'date' | 'timestamp' },
  how: { readonly fromText: FromText; readonly wrong: Wrong; readonly perSecond: number },
): Setter {
  return (value, column, row) => {
    if (typeof value === 'string') return how.fromText(value, column, row);
    if (typeof value !== 'bigint' && typeof value !== 'number') return how.wrong(describe(value));
    const ms =
      typeof value === 'bigint' ? (Number(value) / how.perSecond) * 1_000 : Math.round((value - julianEpoch) * dayMs);
    // The years 0000 to 9999, as in the date functions of SQLite.
    if (!(ms >= -62_167_219_200_000 && ms < 253_402_300_800_000)) return ['OUT_OF_RANGE', 'the number is no date'];
    if (type.kind === 'timestamp')
      return void storeNumber(column.values as Int32Array, row * 2, Math.round(ms * 1_000));
    if (ms % dayMs !== 0) return ['INEXACT', 'the number has a time of day'];
    return void (column.values[row] = ms / dayMs);
  };
}

function append(value: Uint8Array, column: Column, row: number): undefined {
  const position = column.offsets[row] as number;
  column.reserveBytes(position + value.length);
  column.bytes.set(value, position);
  column.offsets[row + 1] = position + value.length;
}

const problems = {
  1: ['MALFORMED', 'the text is no'],
  2: ['OUT_OF_RANGE', 'the value does not fit'],
  3: ['INEXACT', 'the value has more digits than'],
} as const;

function textParser(type: Type, settings: SessionSettings): FromText {
  const { timeZone, lenientDates } = settings.context;
  const parse = compileParser(type, { timeZone, lenientDates });
  let scratch = new Uint8Array(256);
  return (text, column, row) => {
    if (text.length * 3 > scratch.length) scratch = new Uint8Array(text.length * 3);
    const short = text.length < shortText ? writeShort(text, scratch, 0) : -1;
    const end = short < 0 ? writeLong(text, scratch, 0) : short;
    const status = parse(scratch, 0, end, column, row);
    if (status === 0) return undefined;
    const [code, reason] = problems[status];
    return [code, `${reason} ${type.kind}`];
  };
}
