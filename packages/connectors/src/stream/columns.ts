/** What the columns of a stream reader are made of. */
import {
  type Column,
  type ColumnSpec,
  Column as CellColumn,
  compileParser,
  getCell,
  storeNumber,
  types,
} from '@sluice/core';
import type { ConnectorContext, Type } from '@sluice/core';
import { errors } from './errors.ts';
import type { ColumnOptions } from './fields.ts';
import { type RandomNumbers, randomShare } from './random.ts';

const typesByName: Readonly<Record<ColumnOptions['type'], Type>> = {
  string: types.utf8,
  long: types.int64,
  double: types.float64,
  bool: types.bool,
  date: types.timestamp,
  bytes: types.binary,
};

/** Fills rows 0 to `rowCount` - 1 of an empty column. */
export type ColumnFiller = (column: Column, rowCount: number, firstRow: number, next: RandomNumbers) => void;

export interface StreamColumn {
  readonly spec: ColumnSpec;
  /** True when every batch is the same. */
  readonly isConstant: boolean;
  /** Upper bound of the bytes of a cell. */
  readonly cellBytes: number;
  /** `firstRow` is the number of the first row over all splits. */
  readonly fill: ColumnFiller;
}

/** Throws when options do not make sense together. */
export function compileColumn(options: ColumnOptions, index: number, context: ConnectorContext): StreamColumn {
  const name = options.name ?? `column${index + 1}`;
  const sources = [options.value, options.random, options.incr].filter((source) => source !== undefined);
  if (sources.length !== 1) throw errors.columnSource({ column: name });
  const type = typesByName[options.type];
  const spec: ColumnSpec = { name, type, isNullable: options.value === null };
  const column: NamedColumn = { ...options, name };
  if (options.value !== undefined) return { spec, isConstant: true, ...constantFiller(column, context) };
  if (options.incr !== undefined) return { spec, isConstant: false, ...runningFiller(column, options.incr) };
  return { spec, isConstant: false, ...randomFiller(column, options.random as string, context) };
}

type NamedColumn = ColumnOptions & { readonly name: string };
type Filler = Pick<StreamColumn, 'cellBytes' | 'fill'>;

/** The text as the only cell of a column of its type; undefined when it is none. */
function parseCell(
  column: NamedColumn,
  text: string,
  { timeZone, lenientDates }: ConnectorContext,
): Column | undefined {
  const { dateFormat } = column;
  const type = typesByName[column.type];
  const parse = compileParser(type, { timeZone, lenientDates, ...(dateFormat === undefined ? {} : { dateFormat }) });
  const bytes = new TextEncoder().encode(text);
  const cell = new CellColumn(type, 1);
  return parse(bytes, 0, bytes.length, cell, 0) === 0 ? cell : undefined;
}

function constantFiller(column: NamedColumn, context: ConnectorContext): Filler {
  if (column.value === null) return { cellBytes: 8, fill: fillNulls };
  const cell = parseCell(column, String(column.value), context);
  if (cell === undefined) throw errors.badValue({ column: column.name, type: column.type });
  return { cellBytes: cell.byteLength(1), fill: (target, rowCount) => repeatCell(cell, target, rowCount) };
}

function fillNulls(target: Column, rowCount: number): void {
  for (let row = 0; row < rowCount; row++) target.setNull(row);
  target.offsets.fill(0);
}

function repeatCell(cell: Column, target: Column, rowCount: number): void {
  if (cell.layout !== 'bytes') {
    const { width } = cell;
    for (let at = 0; at < rowCount * width; at++) target.values[at] = cell.values[at % width] as number;
    return;
  }
  const length = cell.offsets[1] as number;
  target.reserveBytes(length * rowCount);
  const text = cell.bytes.subarray(0, length);
  for (let row = 0; row < rowCount; row++) {
    target.bytes.set(text, row * length);
    target.offsets[row + 1] = (row + 1) * length;
  }
}

function runningFiller(column: NamedColumn, incr: string): Filler {
  const [start, step = 1, ...others] = incr.split(',').map(toWhole);
  if (column.type !== 'long' || start === undefined || Number.isNaN(start + step) || others.length > 0) {
    throw errors.badRange({ column: column.name, option: 'incr', type: column.type });
  }
  return {
    cellBytes: 8,
    fill: (target, rowCount, firstRow) => {
      const words = target.values as Int32Array;
      for (let row = 0; row < rowCount; row++) storeNumber(words, row * 2, start + (firstRow + row) * step);
    },
  };
}

/** A safe integer, NaN for anything else. */
function toWhole(text: string): number {
  const value = Number(text);
  return text.trim() !== '' && Number.isSafeInteger(value) ? value : Number.NaN;
}

function randomFiller(column: NamedColumn, random: string, context: ConnectorContext): Filler {
  const [low, high] = readRange(column, random, context);
  switch (column.type) {
    case 'long':
      return { cellBytes: 8, fill: (target, rowCount, _, next) => fillWhole(target, rowCount, low, high, 1, next) };
    case 'date':
      return { cellBytes: 8, fill: (target, rowCount, _, next) => fillWhole(target, rowCount, low, high, 1000, next) };
    case 'double':
      return { cellBytes: 8, fill: (target, rowCount, _, next) => fillDoubles(target, rowCount, low, high, next) };
    case 'bool':
      return { cellBytes: 1, fill: (target, rowCount, _, next) => fillBooleans(target, rowCount, low, high, next) };
    default:
      return {
        cellBytes: 4 + high,
        fill: (target, rowCount, _, next) => fillTexts(target, rowCount, low, high, next),
      };
  }
}

/** Longest random text. */
const maxLength = 1_000_000;

function readRange(column: NamedColumn, random: string, context: ConnectorContext): readonly [number, number] {
  const parts = random.split(',').map((part) => part.trim());
  const [low = Number.NaN, high = Number.NaN] = parts.map((part) => toBound(column, part, context));
  const isLength = column.type === 'string' || column.type === 'bytes';
  const isWeight = column.type === 'bool';
  const isOrdered = isWeight ? low >= 0 && high >= 0 && low + high > 0 : low <= high;
  if (parts.length !== 2 || !isOrdered || (isLength && (low < 0 || high > maxLength))) {
    throw errors.badRange({ column: column.name, option: 'random', type: column.type });
  }
  return [low, high];
}

/** Dates in milliseconds of the wall clock. */
function toBound(column: NamedColumn, text: string, context: ConnectorContext): number {
  if (column.type === 'double') return text === '' ? Number.NaN : Number(text);
  if (column.type !== 'date') return toWhole(text);
  const cell = parseCell(column, text, context);
  const iso = cell === undefined ? '' : String(getCell(cell, 0));
  return Date.parse(`${iso.replace(' ', 'T')}Z`);
}

/** Whole numbers from `low` to `high`, both included, times `factor`. */
function fillWhole(
  target: Column,
  rowCount: number,
  low: number,
  high: number,
  factor: number,
  next: RandomNumbers,
): void {
  const words = target.values as Int32Array;
  const count = high - low + 1;
  for (let row = 0; row < rowCount; row++) {
    const value = Math.min(high, low + Math.floor(randomShare(next) * count));
    storeNumber(words, row * 2, value * factor);
  }
}

function fillDoubles(target: Column, rowCount: number, low: number, high: number, next: RandomNumbers): void {
  for (let row = 0; row < rowCount; row++) target.values[row] = low + randomShare(next) * (high - low);
}

function fillBooleans(target: Column, rowCount: number, no: number, yes: number, next: RandomNumbers): void {
  for (let row = 0; row < rowCount; row++) target.values[row] = randomShare(next) * (no + yes) < no ? 0 : 1;
}

const letters = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');

function fillTexts(target: Column, rowCount: number, shortest: number, longest: number, next: RandomNumbers): void {
  const { offsets } = target;
  target.reserveBytes(rowCount * longest);
  const { bytes } = target;
  let at = 0;
  for (let row = 0; row < rowCount; row++) {
    const end = at + shortest + Math.floor(randomShare(next) * (longest - shortest + 1));
    while (at < end) bytes[at++] = letters[(next() >>> 8) % 62] as number;
    offsets[row + 1] = at;
  }
}
