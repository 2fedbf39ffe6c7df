/**
 * Decodes rows of the binary protocol straight into columns, with code generated for the list of columns.
 *
 * The generated text depends on column numbers, wire types and decimal sizes alone; no name and no text of a user or a
 * server gets into it.
 */
import {
  type Batch,
  type Type,
  layoutOf,
  maxWordPrecision,
  noDay,
  parseDecimal64,
  storeProduct,
  toDays,
  writeAscii,
} from '@sluice/core';
import { columnFlag, maxFrame, wireType } from './wire/protocol.ts';

/** What a date without month or day (`0000-00-00`, `2020-00-10`) becomes. */
export type ZeroDates = 'reject' | 'null';

/** A column to decode: how it comes and what it becomes (`typeOfDefinition`). */
export interface DecodedColumn {
  readonly wireType: number;
  readonly flags: number;
  readonly type: Type;
}

/** The bytes at hand: `PacketStream`, or one packet. */
export interface RowWindow {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
}

export interface RowDecoder {
  /**
   * Appends rows to the batch until it has `maxRows`, about `maxBytes` more were taken, or no whole row is left.
   *
   * @returns -1, or the column with a value that cannot be decoded; then `position` stands at the frame of that row.
   */
  decodeRows(window: RowWindow, batch: Batch, maxRows: number, maxBytes: number): number;
  /** Appends the row in `bytes` from `start`, after the frame header. Returns as `decodeRows`. */
  decodeRow(bytes: Uint8Array, start: number, batch: Batch): number;
}

export function compileRowDecoder(columns: readonly DecodedColumn[], zeroDates: ZeroDates): RowDecoder {
  const setUp = columns.map(setUpCode).join('\n');
  const row = columns.map((column, index) => cellCode(column, index, zeroDates)).join('\n');
  const nullBytes = (columns.length + 9) >> 3;
  const text = `'use strict';
return {
  decodeRows(window, batch, maxRows, maxBytes) {
    const bytes = window.bytes, end = window.end, columns = batch.columns;
    let position = window.position, row = batch.rowCount, n = 0, p = 0;
    const stop = position + maxBytes;
    ${setUp}
    while (row < maxRows && position + 4 <= end && position < stop) {
      const length = bytes[position] | (bytes[position + 1] << 8) | (bytes[position + 2] << 16);
      const start = position + 4;
      const next = start + length;
      if (next > end || length === ${maxFrame} || bytes[start] !== 0) break;
      p = start + ${1 + nullBytes};
      ${row.replaceAll('FAIL', '{ batch.rowCount = row; window.position = position; return')}
      row++;
      position = next;
    }
    batch.rowCount = row;
    window.position = position;
    return -1;
  },
  decodeRow(bytes, start, batch) {
    const columns = batch.columns;
    let row = batch.rowCount, n = 0, p = start + ${1 + nullBytes};
    ${setUp}
    ${row.replaceAll('FAIL', '{ return')}
    batch.rowCount = row + 1;
    return -1;
  },
};`;
  const kernels = { noDay, toDays, storeProduct, parseDecimal64, writeMoment, f32, f32Bytes };
  const create = new Function(...Object.keys(kernels), text) as (...values: unknown[]) => RowDecoder;
  return create(...Object.values(kernels));
}

const f32 = new Float32Array(1);
const f32Bytes = new Uint8Array(f32.buffer);

/** Local variables of a column: `c` column, `v` values, `o` offsets, `b` bytes, `z` their length, `q` end of the text so far. */
function setUpCode(column: DecodedColumn, i: number): string {
  const layout = layoutOf(column.type);
  if (layout === 'bytes') {
    return `const c${i} = columns[${i}], o${i} = c${i}.offsets;
    let b${i} = c${i}.bytes, z${i} = b${i}.length, q${i} = o${i}[row];`;
  }
  // A double is stored as its two words, as it comes.
  if (layout === 'f64') {
    return `const c${i} = columns[${i}], v${i} = new Int32Array(c${i}.values.buffer, c${i}.values.byteOffset, c${i}.values.length * 2);`;
  }
  return `const c${i} = columns[${i}], v${i} = c${i}.values;`;
}

function cellCode(column: DecodedColumn, i: number, zeroDates: ZeroDates): string {
  const bit = i + 2;
  const setNull = `c${i}.setNull(row);${layoutOf(column.type) === 'bytes' ? ` o${i}[row + 1] = q${i};` : ''}`;
  const fail = `FAIL ${i}; }`;
  const isZero = 'n === 0 || bytes[p + 2] === 0 || bytes[p + 3] === 0';
  const bad = zeroDates === 'null' ? `if (${isZero}) { ${setNull} } else ${fail}` : fail;
  return `if (bytes[start + ${1 + (bit >> 3)}] & ${1 << (bit & 7)}) { ${setNull} } else {
        ${valueCode(column, i, bad)}
      }`;
}

/** @param bad code for a date that does not exist. */
function valueCode(column: DecodedColumn, i: number, bad: string): string {
  const isUnsigned = (column.flags & columnFlag.unsigned) !== 0;
  switch (column.wireType) {
    case wireType.tiny:
      return isUnsigned ? `v${i}[row] = bytes[p++];` : `v${i}[row] = (bytes[p++] << 24) >> 24;`;
    case wireType.short:
    case wireType.year:
      return `n = bytes[p] | (bytes[p + 1] << 8); p += 2; v${i}[row] = ${isUnsigned ? 'n' : '(n << 16) >> 16'};`;
    case wireType.int24:
    case wireType.long:
      if (layoutOf(column.type) === 'words') return `v${i}[row * 2] = ${word('p')}; v${i}[row * 2 + 1] = 0; p += 4;`;
      return `v${i}[row] = ${word('p')}; p += 4;`;
    case wireType.longLong:
    case wireType.double:
      return `v${i}[row * 2] = ${word('p')}; v${i}[row * 2 + 1] = ${word('p + 4')}; p += 8;`;
    case wireType.float:
      return `f32Bytes[0] = bytes[p]; f32Bytes[1] = bytes[p + 1]; f32Bytes[2] = bytes[p + 2]; f32Bytes[3] = bytes[p + 3];
        v${i}[row] = f32[0]; p += 4;`;
    case wireType.date:
    case wireType.datetime:
    case wireType.timestamp:
      if (column.type.kind === 'utf8') return momentTextCode(i);
      return column.wireType === wireType.date ? dateCode(i, bad) : timestampCode(i, bad);
    case wireType.time:
      return timeCode(i);
    case wireType.bit:
      return bitCode(column.type, i);
    default:
      return column.type.kind === 'decimal' && layoutOf(column.type) === 'words'
        ? decimalCode(column.type.precision ?? maxWordPrecision, column.type.scale ?? 0, i)
        : bytesCode(column, i);
  }
}

const word = (at: string): string => {
  const byte = (offset: number): string => `bytes[${at} + ${offset}]`;
  return `${byte(0)} | (${byte(1)} << 8) | (${byte(2)} << 16) | (${byte(3)} << 24)`;
};

/** Stores a safe integer as two words. */
const storeSafe = (i: number, value: string): string =>
  `v${i}[row * 2] = ${value}; v${i}[row * 2 + 1] = Math.floor(${value} * ${2 ** -32});`;

const daysCode = 'n === 0 ? noDay : toDays(bytes[p] | (bytes[p + 1] << 8), bytes[p + 2], bytes[p + 3])';

function dateCode(i: number, bad: string): string {
  return `n = bytes[p++];
        const day = ${daysCode};
        if (day === noDay) { ${bad} } else v${i}[row] = day;
        p += n;`;
}

function timestampCode(i: number, bad: string): string {
  return `n = bytes[p++];
        const day = ${daysCode};
        if (day === noDay) { ${bad} } else {
          const seconds = day * 86400 + (n > 4 ? bytes[p + 4] * 3600 + bytes[p + 5] * 60 + bytes[p + 6] : 0);
          const micros = n > 7 ? ${word('p + 7')} : 0;
          if (day > -104000 && day < 104000) { const value = seconds * 1000000 + micros; ${storeSafe(i, 'value')} }
          else storeProduct(v${i}, row * 2, seconds, 1000000, micros);
        }
        p += n;`;
}

/** A date or timestamp as it is, for rows that are rejected. */
function momentTextCode(i: number): string {
  return `n = bytes[p++];
        c${i}.reserveBytes(q${i} + 26); b${i} = c${i}.bytes; z${i} = b${i}.length;
        q${i} = writeMoment(b${i}, q${i}, bytes, p, n); p += n; o${i}[row + 1] = q${i};`;
}

/** `0000-00-00`, `2020-00-10 00:00:00.000001`. */
function writeMoment(into: Uint8Array, at: number, bytes: Uint8Array, p: number, size: number): number {
  const part = (offset: number): string => String(offset < size ? bytes[p + offset] : 0).padStart(2, '0');
  const year = size === 0 ? 0 : (bytes[p] as number) | ((bytes[p + 1] as number) << 8);
  const clock = size > 4 ? ` ${part(4)}:${part(5)}:${part(6)}` : '';
  const micros = size > 7 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(p + 7, true) : 0;
  const fraction = size > 7 ? `.${String(micros).padStart(6, '0')}` : '';
  return writeAscii(into, at, `${String(year).padStart(4, '0')}-${part(2)}-${part(3)}${clock}${fraction}`);
}

function timeCode(i: number): string {
  return `n = bytes[p++];
        let value = 0;
        if (n > 0) {
          value = ((${word('p + 1')}) * 24 + bytes[p + 5]) * 3600000000 + (bytes[p + 6] * 60 + bytes[p + 7]) * 1000000;
          if (n > 8) value += ${word('p + 8')};
          if (bytes[p] !== 0) value = 0 - value;
        }
        ${storeSafe(i, 'value')}
        p += n;`;
}

/** Big-endian bytes, as few as the width of the column needs. */
function bitCode(type: Type, i: number): string {
  if (type.kind === 'bool') return `n = bytes[p++]; v${i}[row] = bytes[p + n - 1] === 0 ? 0 : 1; p += n;`;
  return `n = bytes[p++];
        let high = 0, low = 0;
        for (let k = 0; k < n; k++) { high = (high << 8) | (low >>> 24); low = (low << 8) | bytes[p + k]; }
        v${i}[row * 2] = low; v${i}[row * 2 + 1] = high; p += n;`;
}

/** Decimals come as text with exactly `scale` digits; whatever looks otherwise is left to the careful parser. */
function decimalCode(precision: number, scale: number, i: number): string {
  const slow = `if (parseDecimal64(bytes, p, p + n, ${precision}, ${scale}, v${i}, row * 2) !== 0) FAIL ${i}; }`;
  const whole = precision - scale;
  if (precision > 15 || scale > 9) return `n = bytes[p++]; ${slow} p += n;`;
  const value = `${scale === 0 ? 'digits' : `digits * ${10 ** scale} + fraction`}`;
  const readFraction = `at++;
          for (; at < p + n; at++) fraction = (fraction * 10 + bytes[at] - 48) | 0;`;
  return `n = bytes[p++];
        const isNegative = bytes[p] === 45, point = p + n - ${scale === 0 ? 0 : scale + 1};
        let at = isNegative ? p + 1 : p;
        if (point - at > ${Math.min(Math.max(whole, 1), 9)} || point <= at${scale === 0 ? '' : ' || bytes[point] !== 46'}) { ${slow} } else {
          let digits = 0, fraction = 0;
          for (; at < point; at++) digits = (digits * 10 + bytes[at] - 48) | 0;
          ${scale === 0 ? '' : readFraction}
          const value = isNegative ? 0 - (${value}) : ${value};
          ${storeSafe(i, 'value')}
        }
        p += n;`;
}

function bytesCode(column: DecodedColumn, i: number): string {
  const isPadded = column.type.kind === 'decimal' && (column.flags & columnFlag.zerofill) !== 0;
  return `n = bytes[p++];
        if (n > 250) {
          if (n === 252) { n = bytes[p] | (bytes[p + 1] << 8); p += 2; }
          else if (n === 253) { n = bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16); p += 3; }
          else { n = ${word('p')}; p += 8; }
        }
        ${isPadded ? 'while (n > 1 && bytes[p] === 48 && bytes[p + 1] !== 46) { p++; n--; }' : ''}
        if (q${i} + n > z${i}) { c${i}.reserveBytes(q${i} + n); b${i} = c${i}.bytes; z${i} = b${i}.length; }
        if (n < 48) for (let k = 0; k < n; k++) b${i}[q${i} + k] = bytes[p + k];
        else b${i}.set(bytes.subarray(p, p + n), q${i});
        q${i} += n; p += n; o${i}[row + 1] = q${i};`;
}
