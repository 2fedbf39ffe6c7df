import type { TextOptions, Type } from '@sluice/core';
import { excelErrors } from './errors.ts';
import { mostColumns, mostRows } from './sheet-rows.ts';

export interface ExcelReadOptions {
  /** Name of a sheet, or its place from 1 among the visible ones; `*` for all visible ones. Default: the first visible. */
  readonly sheet?: string;
  /** The first row of the table has names. Default true. */
  readonly hasHeader?: boolean;
  /** Rows of the sheet, or of the range, before the table. Default 0. */
  readonly skipRows?: number;
  /** The part of the sheet that counts: `B3:F100`, `B:F`, `B3`. Default: all. */
  readonly range?: string;
  /** `skip` leaves them out, `keep` makes rows of nulls of those between others, `stop` ends the table. Default skip. */
  readonly emptyRows?: 'skip' | 'keep' | 'stop';
  /** `first`: the value is in the upper left cell, as it is stored; `fill`: in all of them. Default first. */
  readonly mergedCells?: 'first' | 'fill';
  /** `#N/A` and the like, and formulas without a result: the row is rejected, or null, or text. Default reject. */
  readonly errorCells?: 'reject' | 'null' | 'text';
  /** Cells to the right of the table. Default reject. */
  readonly extraCells?: 'reject' | 'ignore';
  /** `inferred` from the first rows, or `text` for every column that `columnTypes` does not mention. Default inferred. */
  readonly types?: 'inferred' | 'text';
  /** Types that are known, by place in the table from 0 or by name; `format` is the pattern of dates in texts. */
  readonly columnTypes?: readonly ColumnType[];
  /** A text that means null. Empty cells always do. */
  readonly nullFormat?: string;
  /** For dates and times in texts. Default UTC, strict. */
  readonly textOptions?: TextOptions;
  /** Rows that types are inferred from. Default 1000. */
  readonly sampleRows?: number;
  /** Largest growth of the compressed parts together, as with `compress`. Default 250. */
  readonly maxExpansion?: number;
  /** Texts that cells share are kept in a temporary file when they take more than this. Default 8 MiB. */
  readonly textMemoryBytes?: number;
  /** Most bytes of such texts, 4 for each counted as well. Default, and at most: just below 2 GiB. */
  readonly maxTextBytes?: number;
  /** Default: that of the system. */
  readonly temporaryFolder?: string;
}

export interface ColumnType {
  readonly index?: number;
  readonly name?: string;
  readonly type: Type;
  readonly format?: string;
}

/** Rows from 1, columns from 0, all inclusive. */
export interface CellRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  /** Undefined: as far as there are cells. */
  readonly right: number | undefined;
}

const corner = '\\$?([A-Za-z]{1,3})?\\$?(\\d{1,7})?';
const grammar = new RegExp(`^${corner}(?::${corner})?$`);

/** Throws `EXCEL_BAD_RANGE`. */
export function parseRange(text: string): CellRange {
  const match = grammar.exec(text.trim());
  const [left, top, right, bottom] = match?.slice(1) ?? [];
  const range = {
    top: Number(top ?? 1),
    left: columnOf(left) ?? 0,
    bottom: Number(bottom ?? mostRows),
    right: columnOf(right),
  };
  const isSound =
    match !== null &&
    text.trim() !== '' &&
    range.top >= 1 &&
    range.bottom >= range.top &&
    range.bottom <= mostRows &&
    (range.right ?? mostColumns - 1) >= range.left &&
    (range.right ?? range.left) < mostColumns;
  if (!isSound) throw excelErrors.badRange({ range: text });
  return range;
}

function columnOf(letters: string | undefined): number | undefined {
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** `AB` for 27. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}
