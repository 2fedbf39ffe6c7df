import type { Schema } from '@sluice/core';
import type { FileRefusal } from '../../placement.ts';
import type { Dialect } from './dialect.ts';

/** What the code of a scanner is made from. Plain data. */
export interface ScanShape {
  readonly dialect: Dialect;
  readonly schema: Schema;
  /** For each field of a record the columns it goes to. */
  readonly fields: readonly (readonly number[])[];
  /** Columns that have the same text in every row. */
  readonly constants: readonly number[];
  /** Columns that take the line in which the record begins. */
  readonly lines: readonly number[];
  /** A record with more fields than `fields` is refused. */
  readonly isExact: boolean;
  /** Fields that a record lacks at its end are null; else it is refused. */
  readonly fillsMissing: boolean;
  /** Why every record is refused. */
  readonly refusal?: FileRefusal;
}
