/** Values of one column each, from the bytes of a record into a cell. */
import { isAscii, isUtf8 } from 'node:buffer';
import {
  type Column,
  copyBytes,
  infiniteDay,
  isInt64High,
  isMaxWords,
  isMinWords,
  isSafeWords,
  minusInfiniteDay,
  type ParseStatus,
  storeBigInt,
  storeNumber,
  storeProduct,
  storeWords,
  wordsToBigInt,
  wordsToNumber,
} from '@sluice/core';
import { Damage } from '../damage.ts';
import { badText, type CellStatus, type Cursor } from './cursor.ts';
import type { AvroNode, Logical } from './schema.ts';

/** Reads the value at the cursor into the cell. A status but 0 means that the column cannot hold it. */
export type ReadCell = (cursor: Cursor, column: Column, row: number) => CellStatus;

/** For every node that is no record, array, map or union. */
export function scalarReader(node: AvroNode): ReadCell {
  switch (node.kind) {
    case 'null':
      return () => 0;
    case 'boolean':
      return readBoolean;
    case 'float':
      return (cursor, column, row) => {
        column.values[row] = cursor.view.getFloat32(cursor.take(4), true);
        return 0;
      };
    case 'double':
      return (cursor, column, row) => {
        column.values[row] = cursor.view.getFloat64(cursor.take(8), true);
        return 0;
      };
    case 'int':
      return intReader(node.logical);
    case 'long':
      return longReader(node.logical);
    case 'string':
      return (cursor, column, row) => readText(cursor, cursor.readLength(), column, row);
    case 'bytes':
      if (node.logical?.name === 'decimal') return decimalReader(node.logical, undefined);
      return (cursor, column, row) => readBytes(cursor, cursor.readLength(), column, row);
    case 'fixed':
      return fixedReader(node.size, node.logical);
    case 'enum':
      return enumReader(node.symbols);
    default:
      throw new Error(`a ${node.kind} is no scalar`);
  }
}

function readBoolean(cursor: Cursor, column: Column, row: number): 0 {
  const value = cursor.bytes[cursor.take(1)] as number;
  if (value > 1) throw new Damage('a boolean is neither 0 nor 1');
  column.values[row] = value;
  return 0;
}

function intReader(logical: Logical | undefined): ReadCell {
  if (logical?.name === 'time-millis')
    return (cursor, column, row) => {
      storeNumber(column.values as Int32Array, row * 2, cursor.readInt() * 1000);
      return 0;
    };
  const isDate = logical?.name === 'date';
  return (cursor, column, row) => {
    const value = cursor.readInt();
    column.values[row] = value;
    // The ends of the range mean infinity here.
    return isDate && (value === infiniteDay || value === minusInfiniteDay) ? 2 : 0;
  };
}

function longReader(logical: Logical | undefined): ReadCell {
  if (logical === undefined || logical.name === 'time-micros')
    return (cursor, column, row) => {
      cursor.readLong();
      storeWords(column.values as Int32Array, row * 2, cursor.lo, cursor.hi);
      return 0;
    };
  if (logical.name.endsWith('-millis')) return readMillis;
  return (cursor, column, row) => {
    cursor.readLong();
    const { lo, hi } = cursor;
    storeWords(column.values as Int32Array, row * 2, lo, hi);
    return isMaxWords(lo, hi) || isMinWords(lo, hi) ? 2 : 0;
  };
}

function readMillis(cursor: Cursor, column: Column, row: number): ParseStatus {
  cursor.readLong();
  const { lo, hi } = cursor;
  if (!isSafeWords(hi)) return 2;
  return isInt64High(storeProduct(column.values as Int32Array, row * 2, wordsToNumber(lo, hi), 1000, 0)) ? 0 : 2;
}

/** Appends `size` bytes of text. */
export function readText(cursor: Cursor, size: number, column: Column, row: number): 0 | typeof badText {
  const start = cursor.take(size);
  const { bytes } = cursor;
  const position = column.offsets[row] as number;
  column.reserveBytes(position + size);
  column.offsets[row + 1] = position + size;
  const into = column.bytes;
  if (size <= 48) {
    let union = 0;
    for (let i = 0; i < size; i++) {
      const byte = bytes[start + i] as number;
      into[position + i] = byte;
      union |= byte;
    }
    if (union < 128) return 0;
  } else {
    const text = bytes.subarray(start, start + size);
    into.set(text, position);
    if (isAscii(text)) return 0;
  }
  return isUtf8(bytes.subarray(start, start + size)) ? 0 : badText;
}

function readBytes(cursor: Cursor, size: number, column: Column, row: number): 0 {
  const start = cursor.take(size);
  return appendBytes(cursor.bytes, start, start + size, column, row);
}

function appendBytes(bytes: Uint8Array, start: number, end: number, column: Column, row: number): 0 {
  const position = column.offsets[row] as number;
  column.reserveBytes(position + end - start);
  column.offsets[row + 1] = copyBytes(bytes, start, end, column.bytes, position);
  return 0;
}

/** Appends text that is known to be sound. */
export function appendText(text: string, column: Column, row: number): 0 {
  const bytes = Buffer.from(text, 'utf8');
  return appendBytes(bytes, 0, bytes.length, column, row);
}

function enumReader(symbols: readonly string[]): ReadCell {
  const texts = symbols.map((symbol) => Buffer.from(symbol, 'utf8'));
  return (cursor, column, row) => {
    const text = texts[cursor.readIndex(texts.length, 'a symbol')] as Buffer;
    return appendBytes(text, 0, text.length, column, row);
  };
}

function fixedReader(size: number, logical: Logical | undefined): ReadCell {
  switch (logical?.name) {
    case 'decimal':
      return decimalReader(logical, size);
    case 'uuid':
      return (cursor, column, row) => appendText(uuidText(cursor, cursor.take(16)), column, row);
    case 'duration':
      return (cursor, column, row) => appendText(durationText(cursor.view, cursor.take(12)), column, row);
    default:
      return (cursor, column, row) => readBytes(cursor, size, column, row);
  }
}

function uuidText({ bytes }: Cursor, start: number): string {
  const hex = bytes.toString('hex', start, start + 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** ISO 8601: `P1M2DT3.004S`. Months, days and milliseconds stay apart, as none is a number of the others. */
function durationText(view: DataView, start: number): string {
  const [months, days, millis] = [0, 4, 8].map((place) => view.getUint32(start + place, true)) as [
    number,
    number,
    number,
  ];
  const date = `${months === 0 ? '' : `${months}M`}${days === 0 ? '' : `${days}D`}`;
  const fraction = millis % 1000 === 0 ? '' : `.${String(millis % 1000).padStart(3, '0')}`;
  const time = millis === 0 && date !== '' ? '' : `T${Math.floor(millis / 1000)}${fraction}S`;
  return `P${date}${time}`;
}

/** Two's complement, highest byte first; of `size` bytes or of a length before it. */
function decimalReader(
  { precision, scale }: Extract<Logical, { name: 'decimal' }>,
  size: number | undefined,
): ReadCell {
  const limit = 10n ** BigInt(precision);
  const isWide = precision > 18;
  const safeLimit = Number(limit) * 0.999_999;
  return (cursor, column, row) => {
    const length = size ?? cursor.readLength();
    const start = cursor.take(length);
    if (length <= 8 && !isWide) {
      readWords(cursor, start, length);
      const { lo, hi } = cursor;
      storeWords(column.values as Int32Array, row * 2, lo, hi);
      return Math.abs(wordsToNumber(lo, hi)) < safeLimit || isBelow(wordsToBigInt(lo, hi), limit) ? 0 : 2;
    }
    const value = bigIntOf(cursor.bytes, start, length);
    if (!isBelow(value, limit)) return 2;
    if (isWide) return appendText(scaledText(value, scale), column, row);
    storeBigInt(column.values as Int32Array, row * 2, value);
    return 0;
  };
}

function isBelow(value: bigint, limit: bigint): boolean {
  return value < limit && value > -limit;
}

function readWords(cursor: Cursor, start: number, length: number): void {
  const { bytes } = cursor;
  const sign = length > 0 && (bytes[start] as number) > 127 ? -1 : 0;
  let lo = sign;
  let hi = sign;
  for (let i = start; i < start + length; i++) {
    hi = (hi << 8) | (lo >>> 24);
    lo = (lo << 8) | (bytes[i] as number);
  }
  cursor.lo = lo;
  cursor.hi = hi;
}

function bigIntOf(bytes: Buffer, start: number, length: number): bigint {
  if (length === 0) return 0n;
  return BigInt.asIntN(length * 8, BigInt(`0x${bytes.toString('hex', start, start + length)}`));
}

function scaledText(value: bigint, scale: number): string {
  if (scale === 0) return String(value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
