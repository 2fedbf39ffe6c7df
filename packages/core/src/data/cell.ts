/** Single cells as JavaScript values: comfortable and slow. For tests, previews and dirty records, never for the bulk. */
import { defineErrors } from '../errors/define.ts';
import type { JsonValue } from './batch.ts';
import type { Column } from './column.ts';
import { typeName } from './types.ts';
import type { Type } from './types.ts';
import { type CompiledFormatter, compileFormatter } from './text/formatter.ts';
import { type TextOptions, type TextParser, compileParser } from './text/parser.ts';
import { storeBigInt, wordsToBigInt } from './text/words.ts';

/**
 * int8 to int32 and floats are numbers, int64 and uint64 bigints, binary bytes, vectors Float32Array; decimals, dates,
 * times, timestamps (instants in UTC), texts, JSON and lists are canonical text.
 */
export type CellValue = null | boolean | number | bigint | string | Uint8Array | Float32Array;

const errors = defineErrors('cell', {
  misfit: {
    message: ({ type }: { type: string }) => `A value does not fit a cell of type ${type}.`,
    hint: () => 'This is a defect of the connector that offered the value.',
    kind: 'internal',
  },
});

const textOptions: TextOptions = { timeZone: 'UTC', lenientDates: false };
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The cell; null when it is null. */
export function getCell(column: Column, row: number): CellValue {
  if (column.isNull(row)) return null;
  const { type, values } = column;
  switch (type.kind) {
    case 'bool':
      return values[row] !== 0;
    case 'int8':
    case 'int16':
    case 'int32':
    case 'float32':
    case 'float64':
      return values[row] as number;
    case 'int64':
      return wordsToBigInt(values[row * 2] as number, values[row * 2 + 1] as number);
    case 'uint64':
      return BigInt.asUintN(64, wordsToBigInt(values[row * 2] as number, values[row * 2 + 1] as number));
    case 'vector':
      return (values as Float32Array).slice(row * type.size, (row + 1) * type.size);
    case 'binary':
      return column.bytes.slice(column.offsets[row], column.offsets[row + 1]);
    default:
      return cellText(column, row);
  }
}

/** Canonical text of a cell that is not null; instants in UTC. */
export function cellText(column: Column, row: number): string {
  const formatter = formatterOf(column.type);
  const into = new Uint8Array(formatter.maxBytes(column, row));
  return decoder.decode(into.subarray(0, formatter.format(column, row, into, 0)));
}

/**
 * Sets a cell; in layout `bytes` rows are filled in order. Numbers may come as number, bigint or text, everything may
 * come as canonical text. Throws when the value does not fit the type.
 */
export function setCell(column: Column, row: number, value: CellValue): void {
  column.reserveRows(row + 1);
  if (value === null) {
    column.setNull(row);
    if (column.layout === 'bytes') column.offsets[row + 1] = column.offsets[row] as number;
    return;
  }
  if (!setPlain(column, row, value)) setText(column, row, value);
  column.clearNull(row);
}

/** The kinds whose JavaScript value says it all. */
function setPlain(column: Column, row: number, value: Exclude<CellValue, null>): boolean {
  const { type } = column;
  if ((type.kind === 'float64' || type.kind === 'float32') && typeof value === 'number') column.values[row] = value;
  else if (type.kind === 'int64' && typeof value === 'bigint' && BigInt.asIntN(64, value) === value) {
    storeBigInt(column.values as Int32Array, row * 2, value);
  } else if (type.kind === 'vector' && value instanceof Float32Array && value.length === type.size) {
    (column.values as Float32Array).set(value, row * type.size);
  } else return false;
  return true;
}

function setText(column: Column, row: number, value: Exclude<CellValue, null>): void {
  const bytes = value instanceof Uint8Array ? value : encoder.encode(String(value));
  const isFit = !(value instanceof Float32Array) && (typeof value !== 'string' || value.isWellFormed());
  const status = isFit ? parserOf(column.type)(bytes, 0, bytes.length, column, row) : 1;
  if (status !== 0) throw errors.misfit({ type: typeName(column.type) });
}

/** Lossless: 64-bit integers, decimals and odd floats as text, binary as `{"base64": "…"}`, vectors as lists. */
export function cellToJson(column: Column, row: number): JsonValue {
  const value = getCell(column, row);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return numberToJson(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Float32Array) return Array.from(value, numberToJson);
  let text = '';
  for (const byte of value) text += String.fromCharCode(byte);
  return { base64: btoa(text) };
}

function numberToJson(value: number): JsonValue {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

/** The value that `cellToJson` wrote, ready for `setCell` of a column of the same type. */
export function jsonToCell(type: Type, json: JsonValue): CellValue {
  if (json === null || typeof json === 'boolean') return json;
  if (typeof json === 'number') return json;
  if (typeof json === 'string') return stringToCell(type, json);
  if (type.kind === 'vector' && Array.isArray(json)) return Float32Array.from(json as JsonValue[], Number);
  if (type.kind === 'binary' && 'base64' in json && typeof json.base64 === 'string') {
    return Uint8Array.from(atob(json.base64), (letter) => letter.charCodeAt(0));
  }
  throw errors.misfit({ type: typeName(type) });
}

function stringToCell(type: Type, text: string): CellValue {
  switch (type.kind) {
    case 'int64':
    case 'uint64':
      return BigInt(text);
    case 'float32':
    case 'float64':
      return Number(text);
    default:
      return text;
  }
}

const formatters = new Map<string, CompiledFormatter>();
const parsers = new Map<string, TextParser>();

function formatterOf(type: Type): CompiledFormatter {
  const name = typeName(type);
  const known = formatters.get(name) ?? compileFormatter(type, textOptions);
  formatters.set(name, known);
  return known;
}

function parserOf(type: Type): TextParser {
  const name = typeName(type);
  const known = parsers.get(name) ?? compileParser(type, textOptions);
  parsers.set(name, known);
  return known;
}
