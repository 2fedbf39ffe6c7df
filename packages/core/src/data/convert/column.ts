import type { Column } from '../column.ts';
import { defineErrors } from '../../errors/define.ts';
import type { ColumnSpec } from '../schema.ts';
import type { TextOptions } from '../text/parser.ts';
import { parsed } from '../text/status.ts';
import type { Type } from '../types.ts';
import { typeName } from '../types.ts';
import { findRoute } from './route.ts';
import type { CellCheck, CellConverter, CellStatus } from './verdict.ts';

export const conversionErrors = defineErrors('conversion', {
  impossible: {
    message: ({ column, from, to }: { column: string; from: string; to: string }) =>
      `Column "${column}" cannot be converted from ${from} to ${to}.`,
    hint: () => 'Choose another target column, or cast the column in the query of the reader.',
  },
  columnCount: {
    message: ({ from, to }: { from: number; to: number }) => `The reader has ${from} columns, the writer ${to}.`,
    hint: () => 'Name as many columns in the reader as in the writer, in the same order.',
  },
});

export interface ConversionOptions extends TextOptions {
  /** Empty text for a column that is no text means NULL; otherwise it is malformed. Default false. */
  readonly emptyAsNull?: boolean;
}

/** Called once for each row that does not fit. */
export type Reject = (row: number, code: string, reason: string) => void;

/**
 * Converts the cells of `source` into `target`, which is empty; without `target` (columns that pass as they are) it
 * only checks. A rejected row leaves a null cell, so that the rows behind it stay in place.
 */
export type ColumnConverter = (source: Column, target: Column | undefined, rowCount: number, reject: Reject) => void;

/** True when cells of both types lie in memory alike: the column passes, at most with a check. */
export function passesAsIs(from: Type, to: Type): boolean {
  return findRoute(from, to).check !== undefined;
}

/**
 * The converter from one column to another; undefined when every cell passes as it is. Throws
 * `CONVERSION_IMPOSSIBLE`, and what the options may cause (unknown zone, bad date format).
 */
export function compileConversion(
  from: ColumnSpec,
  to: ColumnSpec,
  options: ConversionOptions,
): ColumnConverter | undefined {
  const route = findRoute(from.type, to.type);
  const refusals = refusalsOf(to.type);
  const refusesNull = from.isNullable && !to.isNullable;
  if (route.check !== undefined) {
    if (route.check === 'none') return refusesNull ? checkNulls : undefined;
    return checkCells(route.check, refusesNull, refusals);
  }
  if (route.compile === undefined) {
    throw conversionErrors.impossible({ column: to.name, from: typeName(from.type), to: typeName(to.type) });
  }
  const emptyIsNull = options.emptyAsNull === true && from.type.kind === 'utf8' && to.type.kind !== 'binary';
  const mayBeNull = emptyIsNull && !to.isNullable;
  return convertCells(route.compile(options), { refusesNull: refusesNull || mayBeNull, emptyIsNull }, refusals);
}

interface Refusal {
  readonly code: string;
  readonly reason: string;
}

const nullRefusal: Refusal = { code: 'NULL_NOT_ALLOWED', reason: 'null is not allowed' };

/** By `CellStatus`. */
function refusalsOf(to: Type): readonly Refusal[] {
  const name = typeName(to);
  const unit = to.kind === 'binary' ? 'bytes' : 'characters';
  const maxLength = 'maxLength' in to ? (to.maxLength ?? 0) : 0;
  return [
    { code: '', reason: '' },
    { code: 'MALFORMED', reason: `is no valid ${name}` },
    { code: 'OUT_OF_RANGE', reason: `does not fit ${name}` },
    { code: 'INEXACT', reason: `would lose digits as ${name}` },
    { code: 'TOO_LONG', reason: `is longer than ${maxLength} ${unit}` },
    { code: 'INVALID_UTF8', reason: 'is not valid UTF-8' },
  ];
}

const checkNulls: ColumnConverter = (source, _target, rowCount, reject) => {
  if (source.nullCount === 0) return;
  for (let row = 0; row < rowCount; row++) {
    if (source.isNull(row)) reject(row, nullRefusal.code, nullRefusal.reason);
  }
};

function checkCells(check: CellCheck, refusesNull: boolean, refusals: readonly Refusal[]): ColumnConverter {
  return (source, _target, rowCount, reject) => {
    const hasNulls = source.nullCount > 0;
    for (let row = 0; row < rowCount; row++) {
      if (hasNulls && source.isNull(row)) {
        if (refusesNull) reject(row, nullRefusal.code, nullRefusal.reason);
        continue;
      }
      const status = check(source, row);
      if (status !== parsed) refuse(row, status, refusals, reject);
    }
  };
}

function convertCells(
  convert: CellConverter,
  { refusesNull, emptyIsNull }: { readonly refusesNull: boolean; readonly emptyIsNull: boolean },
  refusals: readonly Refusal[],
): ColumnConverter {
  return (source, target, rowCount, reject) => {
    if (target === undefined) throw new TypeError('This conversion needs a target column.');
    target.reserveRows(rowCount);
    const hasNulls = source.nullCount > 0;
    for (let row = 0; row < rowCount; row++) {
      if ((hasNulls && source.isNull(row)) || (emptyIsNull && source.offsets[row] === source.offsets[row + 1])) {
        leaveNull(target, row);
        if (refusesNull) reject(row, nullRefusal.code, nullRefusal.reason);
        continue;
      }
      const status = convert(source, target, row);
      if (status !== parsed) {
        leaveNull(target, row);
        refuse(row, status, refusals, reject);
      }
    }
  };
}

function refuse(row: number, status: CellStatus, refusals: readonly Refusal[], reject: Reject): void {
  const { code, reason } = refusals[status] as Refusal;
  reject(row, code, reason);
}

function leaveNull(target: Column, row: number): void {
  target.setNull(row);
  if (target.layout === 'bytes') target.offsets[row + 1] = target.offsets[row] as number;
}
