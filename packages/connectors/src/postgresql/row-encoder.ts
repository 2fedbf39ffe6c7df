/**
 * Turns columns into the bytes of a binary COPY. One function is generated per list of codecs; it writes whole rows
 * into the buffer that is sent. What the server would not take is found before (see screen.ts), so nothing here fails.
 */
import type { Batch, Type } from '@sluice/core';
import { layoutOf } from '@sluice/core';
import { numericTextRoom, numericWordsRoom, writeNumericText, writeNumericWords } from './numeric-writing.ts';
import { epochShift } from './row-decoder.ts';
import type { Codec } from './types.ts';
import { writeUuid } from './uuid.ts';

export interface EncodedColumn {
  readonly type: Type;
  readonly codec: Codec;
}

/** A buffer that fills with rows. */
export interface EncodeState {
  readonly bytes: Buffer;
  readonly view: DataView;
  position: number;
}

/**
 * Appends the rows `rows[from]` to `rows[to - 1]` (without `rows`: from to `to - 1`) as long as they fit whole, and
 * returns the index of the first one that did not.
 */
export type RowEncoder = (
  batch: Batch,
  rows: Int32Array | undefined,
  from: number,
  to: number,
  state: EncodeState,
) => number;

/** Upper bound of the bytes of one row. */
export type RowSizer = (batch: Batch, row: number) => number;

const shortText = 48;

export function compileRowEncoder(columns: readonly EncodedColumn[]): { encode: RowEncoder; sizeOf: RowSizer } {
  const source = `
    const sizeOf = function (batch, row) {
      const columns = batch.columns;
      ${columns.map(offsetsCode).join('')}
      return ${roomCode(columns)};
    };
    const encode = function (batch, rows, from, to, state) {
      const columns = batch.columns, bytes = state.bytes, view = state.view, limit = bytes.length;
      ${columns.map(localsCode).join('')}
      let p = state.position;
      let index = from;
      for (; index < to; index++) {
        const row = rows === undefined ? index : rows[index];
        if (p + ${roomCode(columns)} > limit) break;
        view.setInt16(p, ${columns.length}); p += 2;
        ${columns.map(columnCode).join('')}
      }
      state.position = p;
      return index;
    };
    return { encode, sizeOf };`;
  const create = new Function('writeNumericWords', 'writeNumericText', 'writeUuid', source) as (
    ...functions: readonly unknown[]
  ) => { encode: RowEncoder; sizeOf: RowSizer };
  return create(writeNumericWords, writeNumericText, writeUuid);
}

/** Bytes of a value with its length, at most, without those of texts. */
const rooms: Readonly<Record<Codec, number>> = {
  bool: 5,
  int2: 6,
  int4: 8,
  uint4: 8,
  date: 8,
  float4: 8,
  int8: 12,
  float8: 12,
  time: 12,
  timestamp: 12,
  numeric: numericWordsRoom,
  uuid: 20,
  text: 4,
  bytea: 4,
  jsonb: 5,
};

function roomCode(columns: readonly EncodedColumn[]): string {
  let fixed = 2;
  const texts: string[] = [];
  for (const [index, { codec, type }] of columns.entries()) {
    if (layoutOf(type) !== 'bytes' || codec === 'uuid') {
      fixed += rooms[codec];
      continue;
    }
    const length = `offsets${index}[row + 1] - offsets${index}[row]`;
    fixed += codec === 'numeric' ? numericTextRoom(0) : rooms[codec];
    texts.push(codec === 'numeric' ? `((${length}) >> 1)` : length);
  }
  return [String(fixed), ...texts].join(' + ');
}

function offsetsCode(column: EncodedColumn, index: number): string {
  return layoutOf(column.type) === 'bytes' ? `const offsets${index} = columns[${index}].offsets;\n` : '';
}

function localsCode(column: EncodedColumn, index: number): string {
  const nulls = `const nulls${index} = columns[${index}].nullCount, validity${index} = columns[${index}].validity;\n`;
  const isBytes = layoutOf(column.type) === 'bytes';
  const cells = isBytes ? `data${index} = columns[${index}].bytes` : `values${index} = columns[${index}].values`;
  return `${nulls}const ${cells};\n${offsetsCode(column, index)}`;
}

function columnCode(column: EncodedColumn, index: number): string {
  return `
    if (nulls${index} !== 0 && (validity${index}[row >> 3] & (1 << (row & 7))) === 0) {
      view.setInt32(p, -1); p += 4;
    } else {
      ${valueCode(column, index)}
    }`;
}

function valueCode(column: EncodedColumn, index: number): string {
  const values = `values${index}`;
  switch (column.codec) {
    case 'bool':
      return `view.setInt32(p, 1); bytes[p + 4] = ${values}[row]; p += 5;`;
    case 'int2':
      return `view.setInt32(p, 2); view.setInt16(p + 4, ${values}[row]); p += 6;`;
    case 'int4':
      return `view.setInt32(p, 4); view.setInt32(p + 4, ${values}[row]); p += 8;`;
    case 'date':
      return `const days = ${values}[row]; view.setInt32(p, 4); view.setInt32(p + 4,
        days === 2147483647 || days === -2147483648 ? days : days - ${epochShift.days}); p += 8;`;
    case 'uint4':
      return `view.setInt32(p, 4); view.setInt32(p + 4, ${values}[row * 2]); p += 8;`;
    case 'int8':
    case 'time':
      return `view.setInt32(p, 8); view.setInt32(p + 4, ${values}[row * 2 + 1]); view.setInt32(p + 8, ${values}[row * 2]); p += 12;`;
    case 'timestamp':
      return timestampCode(values);
    case 'float4':
      return `view.setInt32(p, 4); view.setFloat32(p + 4, ${values}[row]); p += 8;`;
    case 'float8':
      return `view.setInt32(p, 8); view.setFloat64(p + 4, ${values}[row]); p += 12;`;
    case 'numeric':
      return numericCode(column, index);
    case 'uuid':
      return `view.setInt32(p, 16); writeUuid(data${index}, offsets${index}[row], offsets${index}[row + 1], bytes, p + 4); p += 20;`;
    case 'jsonb':
      return textCode(index, 1);
    default:
      return textCode(index, 0);
  }
}

function timestampCode(values: string): string {
  return `
    view.setInt32(p, 8);
    const lo = ${values}[row * 2], hi = ${values}[row * 2 + 1];
    if ((hi === 2147483647 && lo === -1) || (hi === -2147483648 && lo === 0)) {
      view.setInt32(p + 4, hi); view.setInt32(p + 8, lo);
    } else {
      const rest = (lo >>> 0) - ${epochShift.lo};
      view.setInt32(p + 4, hi - ${epochShift.hi} - (rest < 0 ? 1 : 0)); view.setInt32(p + 8, rest);
    }
    p += 12;`;
}

function numericCode(column: EncodedColumn, index: number): string {
  if (layoutOf(column.type) !== 'words') {
    return `p = writeNumericText(view, p, data${index}, offsets${index}[row], offsets${index}[row + 1]);`;
  }
  const scale = column.type.kind === 'decimal' ? (column.type.scale ?? 0) : 0;
  return `p = writeNumericWords(view, p, values${index}[row * 2], values${index}[row * 2 + 1], ${scale});`;
}

function textCode(index: number, version: 0 | 1): string {
  return `
    const start = offsets${index}[row], stop = offsets${index}[row + 1], length = stop - start;
    view.setInt32(p, length + ${version}); p += 4;
    ${version === 1 ? 'bytes[p++] = 1;' : ''}
    if (length > ${shortText}) bytes.set(data${index}.subarray(start, stop), p);
    else for (let i = 0; i < length; i++) bytes[p + i] = data${index}[start + i];
    p += length;`;
}
