import type { Column, JsonValue } from '@sluice/core';
import type { CellProblem as FoundProblem } from '../../cell-problem.ts';
import { keptRawBytes } from '../../format.ts';

/** With what lies in the file. */
export interface CellProblem extends FoundProblem {
  /** In a form that no cell of the column's type can be made of. */
  readonly value: JsonValue;
}

/** The beginning of the bytes of a cell. */
export function bytesFound({ bytes, offsets }: Column, cell: number): JsonValue {
  const start = offsets[cell] as number;
  const length = (offsets[cell + 1] as number) - start;
  const kept = Math.min(length, keptRawBytes);
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset + start, kept).toString('base64');
  return kept < length ? { base64, length } : { base64 };
}

export function tooManyDigits(row: number, precision: number, value: JsonValue): CellProblem {
  return { row, code: 'OUT_OF_RANGE', found: `a decimal of more than ${precision} digits`, value };
}
