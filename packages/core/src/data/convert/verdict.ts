/** What a conversion promises, and how one is described. */
import type { Column } from '../column.ts';
import type { TextOptions } from '../text/parser.ts';
import type { TypeKind } from '../types.ts';

/**
 * - `exact`: every value arrives, the text of a value reads back to it
 * - `widened`: every value arrives in a larger type
 * - `checked`: each value is checked; those that do not fit become dirty records
 * - `lossy`: values may be rounded or reinterpreted, which the user must agree to
 * - `impossible`: there is no way
 */
export type VerdictWord = 'exact' | 'widened' | 'checked' | 'lossy' | 'impossible';

export interface Verdict {
  readonly verdict: VerdictWord;
  /** For people: what happens to values. */
  readonly note?: string;
}

/** How a cell fared: a `ParseStatus`, or one of the two below. */
export type CellStatus = 0 | 1 | 2 | 3 | typeof tooLong | typeof invalidUtf8;

export const tooLong = 4;
export const invalidUtf8 = 5;

/** Converts one cell that is not null. After any status but 0 the target cell has no defined value. */
export type CellConverter = (source: Column, target: Column, row: number) => CellStatus;

/** Looks at one cell that is not null. */
export type CellCheck = (source: Column, row: number) => CellStatus;

export interface Route extends Verdict {
  /** Present when cells lie in memory alike, so that the column passes as it is. */
  readonly check?: CellCheck | 'none';
  /** Present otherwise, unless impossible. */
  readonly compile?: (options: TextOptions) => CellConverter;
}

export const impossible: Route = { verdict: 'impossible' };

const numberKinds: ReadonlySet<TypeKind> = new Set([
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint64',
  'float32',
  'float64',
  'decimal',
]);
const momentKinds: ReadonlySet<TypeKind> = new Set(['date', 'time', 'timestamp']);

export function isNumberKind(kind: TypeKind): boolean {
  return numberKinds.has(kind);
}

export function isMomentKind(kind: TypeKind): boolean {
  return momentKinds.has(kind);
}
