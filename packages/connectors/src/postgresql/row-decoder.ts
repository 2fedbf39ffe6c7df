/**
 * Turns the bytes of a binary COPY into columns. One function is generated per list of codecs: straight-line code that
 * reads where the bytes lie and writes into the buffers of the columns.
 *
 * The server sends one CopyData message per row, so a row is complete when its message is, and a single comparison per
 * row is enough to stay inside the bytes that have arrived.
 */
import type { Batch, Type } from '@sluice/core';
import { layoutOf } from '@sluice/core';
import { readNumericText, readNumericWords } from './numeric-reading.ts';
import type { Codec } from './types.ts';
import { readUuid } from './uuid.ts';

export interface DecodedColumn {
  readonly type: Type;
  readonly codec: Codec;
}

/** Where a decoder stopped. */
export interface DecodeState {
  /** Start of the first message that was not decoded. */
  position: number;
  /** Bytes that a batch may still take. */
  bytesLeft: number;
  /** Set when a message is no row of these columns; the decoder stops in front of it. */
  isUnexpected: boolean;
  /** Row and column, one after the other, of timestamps that are too late to be counted from 1970. */
  readonly late: number[];
}

/**
 * Decodes whole messages from `state.position` up to `end` into `batch`, until it has `maxRows` rows or
 * `state.bytesLeft` is used up.
 */
export type RowDecoder = (bytes: Buffer, end: number, batch: Batch, maxRows: number, state: DecodeState) => void;

const shift = 946_684_800_000_000n;
const epochDays = 10_957;
/** The microseconds from 1970 to 2000 as two words, the lower one unsigned. */
export const epochShift = { lo: Number(shift & 0xffff_ffffn), hi: Number(shift >> 32n), days: epochDays } as const;

/** Short texts are copied byte by byte, which is faster than a call. */
const shortText = 48;

export function compileRowDecoder(columns: readonly DecodedColumn[]): RowDecoder {
  const body = columns.map((column, index) => columnCode(column, index)).join('');
  const source = `
    return function decode(bytes, end, batch, maxRows, state) {
      const columns = batch.columns;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      ${columns.map(localsCode).join('')}
      let row = batch.rowCount;
      let at = state.position;
      let left = state.bytesLeft;
      while (row < maxRows && at + 5 <= end) {
        const size = ${int32('at + 1')};
        const next = at + 1 + size;
        if (next > end) break;
        let p = at + 5;
        if (bytes[at] !== 100 || ${int16('p')} !== ${columns.length}) { state.isUnexpected = true; break; }
        left -= size;
        if (left < 0 && row > 0) { left += size; break; }
        p += 2;
        ${body}
        if (p !== next) { state.isUnexpected = true; break; }
        at = next;
        row++;
      }
      state.position = at;
      state.bytesLeft = left;
      batch.rowCount = row;
    };`;
  const create = new Function('readNumericWords', 'readNumericText', 'readUuid', source) as (
    ...functions: readonly unknown[]
  ) => RowDecoder;
  return create(readNumericWords, readNumericText, readUuid);
}

function int16(p: string): string {
  return `view.getUint16(${p})`;
}

function int32(p: string): string {
  return `view.getInt32(${p})`;
}

function localsCode(column: DecodedColumn, index: number): string {
  const c = `const column${index} = columns[${index}];\n`;
  if (layoutOf(column.type) !== 'bytes') return `${c}const values${index} = column${index}.values;\n`;
  return `${c}const offsets${index} = column${index}.offsets; let data${index} = column${index}.bytes;\n`;
}

function columnCode(column: DecodedColumn, index: number): string {
  const isBytes = layoutOf(column.type) === 'bytes';
  return `
    if (bytes[p] === 255) {
      column${index}.setNull(row);
      ${isBytes ? `offsets${index}[row + 1] = offsets${index}[row];` : ''}
      p += 4;
    } else {
      ${valueCode(column, index)}
    }`;
}

function valueCode(column: DecodedColumn, index: number): string {
  const values = `values${index}`;
  switch (column.codec) {
    case 'bool':
      return `${values}[row] = bytes[p + 4]; p += 5;`;
    case 'int2':
      return `${values}[row] = ${int16('p + 4')}; p += 6;`;
    case 'int4':
      return `${values}[row] = ${int32('p + 4')}; p += 8;`;
    case 'date':
      return `const days = ${int32('p + 4')};
        ${values}[row] = days === 2147483647 || days === -2147483648 ? days : days + ${epochDays}; p += 8;`;
    case 'uint4':
      return `${values}[row * 2] = ${int32('p + 4')}; ${values}[row * 2 + 1] = 0; p += 8;`;
    case 'int8':
    case 'time':
      return `${values}[row * 2] = ${int32('p + 8')}; ${values}[row * 2 + 1] = ${int32('p + 4')}; p += 12;`;
    case 'timestamp':
      return timestampCode(values, index);
    case 'float4':
      return floatCode(values, 4);
    case 'float8':
      return floatCode(values, 8);
    case 'numeric':
      return numericCode(column, index);
    case 'uuid':
      return `data${index} = readUuid(bytes, p + 4, column${index}, row); p += 20;`;
    case 'jsonb': // one byte of version before the text
      return textCode(index, 1);
    default:
      return textCode(index, 0);
  }
}

/** PostgreSQL counts from 2000; its last 30 years, from 294247 on, do not fit into 64 bits from 1970 on. */
function timestampCode(values: string, index: number): string {
  return `
    const hi = ${int32('p + 4')}, lo = ${int32('p + 8')};
    if ((hi === 2147483647 && lo === -1) || (hi === -2147483648 && lo === 0)) {
      ${values}[row * 2] = lo; ${values}[row * 2 + 1] = hi;
    } else {
      const sum = (lo >>> 0) + ${epochShift.lo};
      const high = hi + ${epochShift.hi} + (sum > 4294967295 ? 1 : 0);
      if (high > 2147483647) state.late.push(row, ${index});
      ${values}[row * 2] = sum; ${values}[row * 2 + 1] = high;
    }
    p += 12;`;
}

function floatCode(values: string, size: 4 | 8): string {
  const read = size === 8 ? 'getFloat64' : 'getFloat32';
  return `${values}[row] = view.${read}(p + 4); p += ${4 + size};`;
}

function numericCode(column: DecodedColumn, index: number): string {
  const next = `p += 4 + ${int32('p')};`;
  if (layoutOf(column.type) === 'words') {
    const scale = column.type.kind === 'decimal' ? (column.type.scale ?? 0) : 0;
    return `readNumericWords(view, p + 4, values${index}, row * 2, ${scale}); ${next}`;
  }
  return `
    offsets${index}[row + 1] = readNumericText(view, p + 4, column${index}, offsets${index}[row]);
    data${index} = column${index}.bytes; ${next}`;
}

function textCode(index: number, skip: number): string {
  return `
    const start = p + 4 + ${skip}, length = ${int32('p')} - ${skip};
    p = start + length;
    const offset = offsets${index}[row], stop = offset + length;
    if (stop > data${index}.length) { column${index}.reserveBytes(stop); data${index} = column${index}.bytes; }
    if (length > ${shortText}) bytes.copy(data${index}, offset, start, p);
    else for (let i = 0; i < length; i++) data${index}[offset + i] = bytes[start + i];
    offsets${index}[row + 1] = stop;`;
}
