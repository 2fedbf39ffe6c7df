/** Finds the rows that the server would refuse or change silently, before any of their bytes are sent. */
import type { Batch, Column, Rejection, Type } from '@sluice/core';
import { floorQuotient, floorRemainder, wordsToBigInt } from '@sluice/core';
import { epochShift } from './row-decoder.ts';
import type { Codec } from './types.ts';
import { isUuid } from './uuid.ts';

export interface ScreenedColumn {
  readonly type: Type;
  readonly codec: Codec;
  readonly quantum?: number;
}

/** Why a cell cannot be sent. */
interface Finding {
  readonly code: string;
  readonly reason: string;
}

type Check = (column: Column, row: number) => boolean;

/** All rows that must not be sent, each with its first bad column. */
export function screenBatch(columns: readonly ScreenedColumn[], batch: Batch): readonly Rejection[] {
  const found = new Map<number, Rejection>();
  for (const [index, spec] of columns.entries()) {
    const column = batch.columns[index] as Column;
    for (const { isBad, finding } of checksOf(spec, column, batch.rowCount)) {
      for (let row = 0; row < batch.rowCount; row++) {
        if (!isBad(column, row) || column.isNull(row) || found.has(row)) continue;
        found.set(row, { row, column: index, ...finding });
      }
    }
  }
  return [...found.values()].sort((left, right) => left.row - right.row);
}

const findings = {
  nul: { code: 'INVALID_TEXT', reason: 'PostgreSQL stores no text with a zero byte.' },
  uuid: { code: 'MALFORMED', reason: 'The text is no uuid.' },
  range: { code: 'OUT_OF_RANGE', reason: 'The value is outside of the range of the column.' },
  inexact: { code: 'INEXACT', reason: 'The column keeps fewer digits than the value has.' },
} as const satisfies Record<string, Finding>;

function checksOf(
  spec: ScreenedColumn,
  column: Column,
  rows: number,
): readonly { readonly isBad: Check; readonly finding: Finding }[] {
  switch (spec.codec) {
    case 'text':
    case 'jsonb':
      return hasZero(column, rows) ? [{ isBad: hasZeroInCell, finding: findings.nul }] : [];
    case 'uuid':
      return [{ isBad: isNoUuid, finding: findings.uuid }];
    case 'uint4':
      return [{ isBad: (cells, row) => (cells.values[row * 2 + 1] as number) !== 0, finding: findings.range }];
    case 'date':
      return [{ isBad: isEarlyDate, finding: findings.range }];
    case 'timestamp':
      return [{ isBad: isEarlyTimestamp, finding: findings.range }, ...quantumCheck(spec)];
    case 'time':
    case 'numeric':
      return quantumCheck(spec);
    default:
      return [];
  }
}

/** One search over the texts of all rows. */
function hasZero(column: Column, rows: number): boolean {
  return column.bytes.subarray(column.offsets[0], column.offsets[rows]).includes(0);
}

function hasZeroInCell(column: Column, row: number): boolean {
  return column.bytes.subarray(column.offsets[row], column.offsets[row + 1]).includes(0);
}

function isNoUuid(column: Column, row: number): boolean {
  return !isUuid(column.bytes, column.offsets[row] as number, column.offsets[row + 1] as number);
}

/** So early that counting from 2000 would run over. int32 min means -infinity. */
function isEarlyDate(column: Column, row: number): boolean {
  const days = column.values[row] as number;
  return days < -0x8000_0000 + epochShift.days + 1 && days !== -0x8000_0000;
}

function isEarlyTimestamp(column: Column, row: number): boolean {
  const hi = column.values[row * 2 + 1] as number;
  return hi < -0x8000_0000 + epochShift.hi + 2 && !(hi === -0x8000_0000 && column.values[row * 2] === 0);
}

function quantumCheck({ quantum }: ScreenedColumn): readonly { readonly isBad: Check; readonly finding: Finding }[] {
  if (quantum === undefined) return [];
  const isBad: Check = (column, row) => {
    const lo = column.values[row * 2] as number;
    const hi = column.values[row * 2 + 1] as number;
    const isEndless = (hi === 0x7fff_ffff && lo === -1) || (hi === -0x8000_0000 && (lo === 0 || lo === 1));
    return !isEndless && remainder(lo, hi, quantum) !== 0;
  };
  return [{ isBad, finding: findings.inexact }];
}

function remainder(lo: number, hi: number, divisor: number): number {
  if (divisor > 1e9) return Number(wordsToBigInt(lo, hi) % BigInt(divisor));
  if (divisor < 1_024 && (hi >= 0x20_0000 || hi < -0x20_0000)) return Number(wordsToBigInt(lo, hi) % BigInt(divisor));
  return floorRemainder(lo, floorQuotient(lo, hi, divisor), divisor);
}
