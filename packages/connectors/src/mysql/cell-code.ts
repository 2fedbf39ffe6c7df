/** Pieces of generated code that both encoders use: access to the cells of a column, and the checks of their range. */
import { type ColumnSpec, isMaxWords, isMinWords, layoutOf } from '@sluice/core';
import { type RoomPlan, refusal } from './encoded-rows.ts';
import { hasMembers } from './member-checks.ts';

/** First and last day that a DATE can hold: 0000-01-01 and 9999-12-31. */
const firstDay = -719_528;
const lastDay = 2_932_896;
/** 838:59:59.999999 in microseconds. */
const maxTime = 3_020_399_999_999;

/**
 * Local variables of column i: `c` column, `v` values, `n` validity when there are nulls, `o` offsets and `b` bytes.
 * Doubles are also seen as words.
 */
export function setUpCode(column: ColumnSpec, i: number): string {
  const layout = layoutOf(column.type);
  const nulls = `const c${i} = columns[${i}], n${i} = c${i}.nullCount > 0 ? c${i}.validity : undefined;`;
  if (layout === 'bytes') return `${nulls} const o${i} = c${i}.offsets, b${i} = c${i}.bytes;`;
  const values = `${nulls} const v${i} = c${i}.values;`;
  if (layout !== 'f64') return values;
  return `${values} const w${i} = new Int32Array(v${i}.buffer, v${i}.byteOffset, v${i}.length * 2);`;
}

export const isNullCode = (i: number): string => `n${i} !== undefined && (n${i}[row >> 3] & (1 << (row & 7))) === 0`;

const refuse = (i: number, why: number): string =>
  `{ rows.refuse(row, ${i}, ${why}); p = start; ends[row] = p; continue; }`;

/** Digits of a second that the column keeps. */
function secondDigits(column: ColumnSpec): number {
  const match = /^(?:datetime|timestamp|time)\((\d)\)/i.exec(column.nativeType ?? '');
  return match === null ? (column.nativeType === undefined ? 6 : 0) : Number(match[1]);
}

/** Refuses values that the server would change without an error. Uses `memberChecks` of the columns. */
export function checkCode(column: ColumnSpec, i: number): string {
  const outOfRange = refuse(i, refusal.outOfRange);
  switch (column.type.kind) {
    case 'int16':
      // 1 to 99 are short for a year of another number.
      return /^year/i.test(column.nativeType ?? '') ? `if (v${i}[row] > 0 && v${i}[row] < 100) ${outOfRange}` : '';
    case 'float32':
    case 'float64':
      return `if (v${i}[row] - v${i}[row] !== 0) ${outOfRange}`;
    case 'decimal':
      if (layoutOf(column.type) === 'words') {
        return `if ((v${i}[row * 2 + 1] === 2147483647 || v${i}[row * 2 + 1] === -2147483648) && isNoNumber(v${i}[row * 2], v${i}[row * 2 + 1])) ${outOfRange}`;
      }
      // A letter at the end: NaN, Infinity.
      return `if (b${i}[o${i}[row + 1] - 1] > 57) ${outOfRange}`;
    case 'date':
      return `if (v${i}[row] < ${firstDay} || v${i}[row] > ${lastDay}) ${outOfRange}`;
    case 'time':
      return `const value = v${i}[row * 2 + 1] * 4294967296 + (v${i}[row * 2] >>> 0);
        if (value > ${maxTime} || value < -${maxTime}) ${outOfRange}${fractionCheck(column, i, 'value % 1000000')}`;
    case 'timestamp':
      return `const seconds = floorQuotient(v${i}[row * 2], v${i}[row * 2 + 1], 1000000);
        const micros = floorRemainder(v${i}[row * 2], seconds, 1000000);
        const day = Math.floor(seconds / 86400);
        if (day < ${firstDay} || day > ${lastDay}) ${outOfRange}${fractionCheck(column, i, 'micros')}`;
    default:
      if (!hasMembers(column)) return '';
      return `if (!memberChecks[${i}](b${i}, o${i}[row], o${i}[row + 1])) ${refuse(i, refusal.noMember)}`;
  }
}

function fractionCheck(column: ColumnSpec, i: number, micros: string): string {
  const digits = secondDigits(column);
  return digits >= 6 ? '' : `\n        if (${micros} % ${10 ** (6 - digits)} !== 0) ${refuse(i, refusal.inexact)}`;
}

/** NaN and the infinities of a decimal. */
export function isNoNumber(lo: number, hi: number): boolean {
  return isMinWords(lo, hi) || isMaxWords(lo, hi) || (hi === -0x8000_0000 && lo === 1);
}

/** Code that copies the text of column i to `bytes` at `p`. */
export const copyCode = (i: number): string => `const from = o${i}[row], size = o${i}[row + 1] - from;
        if (size < 48) for (let k = 0; k < size; k++) bytes[p + k] = b${i}[from + k];
        else bytes.set(b${i}.subarray(from, from + size), p);
        p += size;`;

/** The loop around the rows; `cells` is the code of one row. */
export function loopCode(columns: readonly ColumnSpec[], cells: string, room: string): string {
  return `'use strict';
return function encode(columns, from, to, rows, stopAt) {
  const bytes = rows.bytes, room = bytes.length, ends = rows.ends;
  let p = rows.position, row = from;
  ${columns.map(setUpCode).join('\n  ')}
  for (; row < to && p < stopAt; row++) {
    if (p + ${room} > room) break;
    const start = p;
    ${cells}
    ends[row] = p;
  }
  rows.position = p;
  return row;
};`;
}

export function roomCode(plan: RoomPlan): string {
  const parts = plan.variable.map(({ column, factor }) => `(o${column}[row + 1] - o${column}[row]) * ${factor}`);
  return [String(plan.fixed), ...parts].join(' + ');
}
