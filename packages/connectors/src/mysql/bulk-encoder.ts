/** Encodes rows for COM_STMT_BULK_EXECUTE: for each cell an indicator byte and, unless it says NULL, the binary value. */
import {
  type ColumnSpec,
  type Type,
  floorQuotient,
  floorRemainder,
  formatDecimal64,
  layoutOf,
  toCivil,
} from '@sluice/core';
import { checkCode, copyCode, isNoNumber, isNullCode, loopCode, roomCode } from './cell-code.ts';
import { type EncodeCode, type RoomPlan, type RowEncoder, growingEncoder } from './encoded-rows.ts';
import { memberChecksOf } from './member-checks.ts';
import { wireType } from './wire/protocol.ts';

/** Instead of a value. */
const indicator = { null: 1, default: 2 } as const;

/** Type and flag byte of each parameter. */
export function parameterTypes(columns: readonly ColumnSpec[]): Uint8Array {
  return Uint8Array.from(columns.flatMap(({ type }) => [parameterType(type), type.kind === 'uint64' ? 0x80 : 0]));
}

function parameterType(type: Type): number {
  switch (type.kind) {
    case 'bool':
    case 'int8':
      return wireType.tiny;
    case 'int16':
      return wireType.short;
    case 'int32':
      return wireType.long;
    case 'int64':
    case 'uint64':
      return wireType.longLong;
    case 'float32':
      return wireType.float;
    case 'float64':
      return wireType.double;
    case 'decimal':
      return wireType.newDecimal;
    case 'date':
      return wireType.date;
    case 'time':
      return wireType.time;
    case 'timestamp':
      return wireType.datetime;
    case 'binary':
    case 'vector':
      return wireType.blob;
    default:
      return wireType.varString;
  }
}

/** @param defaults names of the columns whose NULL means: take the default. */
export function compileBulkEncoder(columns: readonly ColumnSpec[], defaults: ReadonlySet<string>): RowEncoder {
  const plan = roomPlan(columns);
  const cells = columns.map((column, i) => cellCode(column, i, defaults.has(column.name)));
  const memberChecks = memberChecksOf(columns);
  const kernels = { floorQuotient, floorRemainder, formatDecimal64, isNoNumber, toCivil, f32, f32Bytes, memberChecks };
  const text = loopCode(columns, cells.join('\n    '), roomCode(plan));
  const create = new Function(...Object.keys(kernels), text) as (...values: unknown[]) => EncodeCode;
  return growingEncoder(create(...Object.values(kernels)), plan);
}

const f32 = new Float32Array(1);
const f32Bytes = new Uint8Array(f32.buffer);

function roomPlan(columns: readonly ColumnSpec[]): RoomPlan {
  return {
    // The longest fixed cell is a decimal: indicator, length, 21 bytes.
    fixed: columns.reduce((sum, { type }) => sum + 24 + (type.kind === 'vector' ? type.size * 4 : 0), 0),
    variable: columns.flatMap(({ type }, column) => (layoutOf(type) === 'bytes' ? [{ column, factor: 1 }] : [])),
  };
}

function cellCode(column: ColumnSpec, i: number, takesDefault: boolean): string {
  return `if (${isNullCode(i)}) bytes[p++] = ${takesDefault ? indicator.default : indicator.null}; else {
        ${checkCode(column, i)}
        bytes[p++] = 0;
        ${valueCode(column.type, i)}
    }`;
}

const put = (value: string, size: number): string =>
  Array.from({ length: size }, (_, k) => `bytes[p + ${k}] = ${k === 0 ? value : `${value} >> ${8 * k}`};`).join(' ');

function valueCode(type: Type, i: number): string {
  switch (type.kind) {
    case 'bool':
    case 'int8':
      return `bytes[p++] = v${i}[row];`;
    case 'int16':
      return `const value = v${i}[row]; ${put('value', 2)} p += 2;`;
    case 'int32':
      return `const value = v${i}[row]; ${put('value', 4)} p += 4;`;
    case 'int64':
    case 'uint64':
      return wordsCode(`v${i}`);
    case 'float64':
      return wordsCode(`w${i}`);
    case 'float32':
      return `f32[0] = v${i}[row];
        bytes[p] = f32Bytes[0]; bytes[p + 1] = f32Bytes[1]; bytes[p + 2] = f32Bytes[2]; bytes[p + 3] = f32Bytes[3]; p += 4;`;
    case 'date':
      return `const civil = toCivil(v${i}[row]);
        bytes[p] = 4; bytes[p + 1] = civil >> 9; bytes[p + 2] = civil >> 17;
        bytes[p + 3] = (civil >> 5) & 15; bytes[p + 4] = civil & 31; p += 5;`;
    case 'timestamp':
      return timestampCode;
    case 'time':
      return timeCode;
    case 'vector':
      return `const cell = new Uint8Array(v${i}.buffer, v${i}.byteOffset + row * ${type.size * 4}, ${type.size * 4});
        ${lengthCode(`${type.size * 4}`)} bytes.set(cell, p); p += ${type.size * 4};`;
    default:
      if (layoutOf(type) === 'words') return decimalCode(type, i);
      return `const length = o${i}[row + 1] - o${i}[row]; ${lengthCode('length')} ${copyCode(i)}`;
  }
}

const wordsCode = (words: string): string =>
  `const low = ${words}[row * 2], high = ${words}[row * 2 + 1]; ${put('low', 4)} p += 4; ${put('high', 4)} p += 4;`;

function decimalCode(type: Type, i: number): string {
  const scale = type.kind === 'decimal' ? (type.scale ?? 0) : 0;
  return `const end = formatDecimal64(bytes, p + 1, v${i}[row * 2], v${i}[row * 2 + 1], ${scale});
        bytes[p] = end - p - 1; p = end;`;
}

/** Uses `day`, `seconds` and `micros` of the check. */
const timestampCode = `const civil = toCivil(day), clock = seconds - day * 86400;
        bytes[p + 1] = civil >> 9; bytes[p + 2] = civil >> 17; bytes[p + 3] = (civil >> 5) & 15; bytes[p + 4] = civil & 31;
        if (clock === 0 && micros === 0) { bytes[p] = 4; p += 5; } else {
          const hour = (clock / 3600) | 0, minute = ((clock - hour * 3600) / 60) | 0;
          bytes[p + 5] = hour; bytes[p + 6] = minute; bytes[p + 7] = clock - hour * 3600 - minute * 60;
          if (micros === 0) { bytes[p] = 7; p += 8; } else { bytes[p] = 11; p += 8; ${put('micros', 4)} p += 4; }
        }`;

/** Uses `value` of the check. */
const timeCode = `const size = value < 0 ? 0 - value : value, whole = Math.floor(size / 1000000), micros = size - whole * 1000000;
        const days = (whole / 86400) | 0, clock = whole - days * 86400, hour = (clock / 3600) | 0;
        const minute = ((clock - hour * 3600) / 60) | 0;
        bytes[p] = 12; bytes[p + 1] = value < 0 ? 1 : 0; p += 2; ${put('days', 4)} p += 4;
        bytes[p] = hour; bytes[p + 1] = minute; bytes[p + 2] = clock - hour * 3600 - minute * 60; p += 3;
        ${put('micros', 4)} p += 4;`;

/** A length-encoded number. */
const lengthCode = (length: string): string => `if (${length} < 251) bytes[p++] = ${length};
        else if (${length} < 65536) { bytes[p] = 252; bytes[p + 1] = ${length}; bytes[p + 2] = ${length} >> 8; p += 3; }
        else if (${length} < 16777216) { bytes[p] = 253; bytes[p + 1] = ${length}; bytes[p + 2] = ${length} >> 8; bytes[p + 3] = ${length} >> 16; p += 4; }
        else { bytes[p] = 254; p++; ${put(length, 4)} bytes[p + 4] = bytes[p + 5] = bytes[p + 6] = bytes[p + 7] = 0; p += 8; }`;
