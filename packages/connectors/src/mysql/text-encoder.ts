/** Encodes rows as text: as lines of LOAD DATA, or as the tuples of INSERT … VALUES. */
import {
  type ColumnSpec,
  floorQuotient,
  floorRemainder,
  formatDate,
  formatDecimal64,
  formatFloat32,
  formatFloat64,
  formatInt32,
  formatInt64,
  formatTime,
  formatTimestamp,
  formatUint64,
  layoutOf,
  writeFixed,
} from '@sluice/core';
import { checkCode, copyCode, isNoNumber, isNullCode, loopCode, roomCode } from './cell-code.ts';
import { type EncodeCode, type RoomPlan, type RowEncoder, growingEncoder } from './encoded-rows.ts';
import { memberChecksOf } from './member-checks.ts';

/**
 * - `load`: fields divided by tabs, lines ended by line feeds, backslash escapes, `\N` for NULL, binary as hex digits
 * - `insert`: `(…),` with quoted texts and `x'…'` for binary
 */
export type TextForm = 'load' | 'insert';

export interface TextEncoderOptions {
  /** Names of the columns whose NULL means: take the default. Only with `insert`. */
  readonly defaults: ReadonlySet<string>;
  /** Backslash is an ordinary character in literals (NO_BACKSLASH_ESCAPES). */
  readonly hasPlainBackslash: boolean;
}

export function compileTextEncoder(
  columns: readonly ColumnSpec[],
  form: TextForm,
  options: TextEncoderOptions,
): RowEncoder {
  const cells = columns.map((column, i) => (form === 'load' ? loadCell(column, i) : insertCell(column, i, options)));
  const row = form === 'load' ? loadRow(cells) : insertRow(cells);
  const plan = roomPlan(columns);
  const text = loopCode(columns, row, roomCode(plan));
  const values = { ...kernels, memberChecks: memberChecksOf(columns) };
  const create = new Function(...Object.keys(values), text) as (...values: unknown[]) => EncodeCode;
  return growingEncoder(create(...Object.values(values)), plan);
}

const kernels = {
  floorQuotient,
  floorRemainder,
  formatDate,
  formatDecimal64,
  formatFloat32,
  formatFloat64,
  formatInt32,
  formatInt64,
  formatTime,
  formatTimestamp,
  formatUint64,
  isNoNumber,
  writeFixed,
};

const tab = 9;
const lineFeed = 10;
const quote = 39;
const comma = 44;
const backslash = 92;

function roomPlan(columns: readonly ColumnSpec[]): RoomPlan {
  return {
    // The longest fixed cell is a timestamp: 26 bytes, two quotes, a comma; `DEFAULT` is shorter.
    fixed: columns.length * 48 + 4,
    variable: columns.flatMap(({ type }, column) => (layoutOf(type) === 'bytes' ? [{ column, factor: 2 }] : [])),
  };
}

function loadRow(cells: readonly string[]): string {
  return `${cells.join(`\n    bytes[p++] = ${tab};\n    `)}\n    bytes[p++] = ${lineFeed};`;
}

function insertRow(cells: readonly string[]): string {
  return `bytes[p++] = 40;\n    ${cells.join(`\n    bytes[p++] = ${comma};\n    `)}\n    bytes[p++] = 41; bytes[p++] = ${comma};`;
}

const ascii = (text: string): string => [...text].map((letter) => `bytes[p++] = ${letter.charCodeAt(0)};`).join(' ');

function loadCell(column: ColumnSpec, i: number): string {
  return `if (${isNullCode(i)}) { ${ascii('\\N')} } else {
      ${checkCode(column, i)}
      ${isText(column) ? escapeCode(i, loadEscapes) : plainCode(column, i)}
    }`;
}

function insertCell(column: ColumnSpec, i: number, options: TextEncoderOptions): string {
  const absent = ascii(options.defaults.has(column.name) ? 'DEFAULT' : 'NULL');
  const quoted = (code: string): string => `bytes[p++] = ${quote}; ${code} bytes[p++] = ${quote};`;
  let code = plainCode(column, i);
  if (isText(column)) code = quoted(escapeCode(i, options.hasPlainBackslash ? quoteEscapes : insertEscapes));
  else if (column.type.kind === 'binary') code = `bytes[p++] = 120; ${quoted(code)}`;
  else if (/^(?:date|time|timestamp|float32|float64)$/.test(column.type.kind)) code = quoted(code);
  return `if (${isNullCode(i)}) { ${absent} } else {
      ${checkCode(column, i)}
      ${code}
    }`;
}

function isText({ type }: ColumnSpec): boolean {
  return type.kind === 'utf8' || type.kind === 'json' || type.kind === 'list';
}

/** Bytes that are written as two: what comes first, and what for the byte itself. */
type Escapes = readonly { readonly byte: number; readonly first: number; readonly second: number }[];

const same = (byte: number, first: number): Escapes[number] => ({ byte, first, second: byte });
const quoteEscapes: Escapes = [same(quote, quote)];
const insertEscapes: Escapes = [same(quote, quote), same(backslash, backslash)];
const loadEscapes: Escapes = [
  same(backslash, backslash),
  { byte: tab, first: backslash, second: 116 },
  { byte: lineFeed, first: backslash, second: 110 },
  { byte: 0, first: backslash, second: 48 },
];

function escapeCode(i: number, escapes: Escapes): string {
  const tests = escapes.map(
    ({ byte, first, second }) => `if (byte === ${byte}) { bytes[p++] = ${first}; bytes[p++] = ${second}; }`,
  );
  return `for (let at = o${i}[row], end = o${i}[row + 1]; at < end; at++) {
        const byte = b${i}[at];
        ${tests.join(' else ')} else bytes[p++] = byte;
      }`;
}

function plainCode({ type, nativeType }: ColumnSpec, i: number): string {
  // A year needs four digits: the text 0 means 2000.
  if (/^year/i.test(nativeType ?? '')) return `p = writeFixed(bytes, p, v${i}[row], 4);`;
  const words = `v${i}[row * 2], v${i}[row * 2 + 1]`;
  switch (type.kind) {
    case 'bool':
    case 'int8':
    case 'int16':
    case 'int32':
      return `p = formatInt32(bytes, p, v${i}[row]);`;
    case 'int64':
      return `p = formatInt64(bytes, p, ${words});`;
    case 'uint64':
      return `p = formatUint64(bytes, p, ${words});`;
    case 'float32':
      return `p = formatFloat32(bytes, p, v${i}[row]);`;
    case 'float64':
      return `p = formatFloat64(bytes, p, v${i}[row]);`;
    case 'date':
      return `p = formatDate(bytes, p, v${i}[row]);`;
    case 'time':
      return `p = formatTime(bytes, p, ${words});`;
    case 'timestamp':
      return `p = formatTimestamp(bytes, p, ${words}, '${type.unit === 'ns' ? 'ns' : 'us'}');`;
    case 'decimal':
      if (layoutOf(type) === 'words') return `p = formatDecimal64(bytes, p, ${words}, ${type.scale ?? 0});`;
      return copyCode(i);
    default:
      return hexCode(i);
  }
}

function hexCode(i: number): string {
  return `for (let at = o${i}[row], end = o${i}[row + 1]; at < end; at++) {
        const high = b${i}[at] >> 4, low = b${i}[at] & 15;
        bytes[p++] = high + (high > 9 ? 55 : 48); bytes[p++] = low + (low > 9 ? 55 : 48);
      }`;
}
