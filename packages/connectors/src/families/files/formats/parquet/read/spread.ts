/** Cells that lie side by side are moved to their rows, and the rows in between become null. */
import type { Column } from '@sluice/core';
import { wordsOf } from './value-decoder.ts';

/**
 * The cells from `row` on belong to those of `count` rows from there on whose level is 1.
 *
 * @param levels 0 or 1 for each row, from `first` on.
 */
export function spread(column: Column, row: number, count: number, levels: Uint8Array, first: number): void {
  let cells = 0;
  for (let i = first; i < first + count; i++) cells += levels[i] as number;
  if (cells === count) return;
  if (column.layout === 'bytes') spreadOffsets(column.offsets, row, count, cells, levels, first);
  else if (column.values.BYTES_PER_ELEMENT < 4) spreadNarrow(column, row, count, cells, levels, first);
  else {
    const width = (column.values.BYTES_PER_ELEMENT * column.width) >> 2;
    spreadWords(wordsOf(column.values), width, row, count, cells, levels, first);
  }
  const { validity } = column;
  for (let i = 0; i < count; i++) {
    if (levels[first + i] === 0)
      validity[(row + i) >> 3] = (validity[(row + i) >> 3] as number) & ~(1 << ((row + i) & 7));
  }
  column.nullCount += count - cells;
}

/** The rows from `row` on are null. */
export function setNulls(column: Column, row: number, count: number): void {
  const { validity, offsets } = column;
  const end = row + count;
  if (column.layout === 'bytes') offsets.fill(offsets[row] as number, row + 1, end + 1);
  for (let at = row; at < end;) {
    if ((at & 7) === 0 && at + 8 <= end) {
      validity[at >> 3] = 0;
      at += 8;
    } else {
      validity[at >> 3] = (validity[at >> 3] as number) & ~(1 << (at & 7));
      at++;
    }
  }
  column.nullCount += count;
}

function spreadWords(
  words: Int32Array,
  width: number,
  row: number,
  count: number,
  cells: number,
  levels: Uint8Array,
  first: number,
): void {
  for (let i = count - 1, from = row + cells - 1; from >= row && from < row + i; i--) {
    if (levels[first + i] === 0) continue;
    if (width === 1) words[row + i] = words[from] as number;
    else {
      words[(row + i) * 2] = words[from * 2] as number;
      words[(row + i) * 2 + 1] = words[from * 2 + 1] as number;
    }
    from--;
  }
}

function spreadNarrow(
  { values }: Column,
  row: number,
  count: number,
  cells: number,
  levels: Uint8Array,
  first: number,
): void {
  for (let i = count - 1, from = row + cells - 1; from >= row && from < row + i; i--) {
    if (levels[first + i] === 1) values[row + i] = values[from--] as number;
  }
}

function spreadOffsets(
  offsets: Int32Array,
  row: number,
  count: number,
  cells: number,
  levels: Uint8Array,
  first: number,
): void {
  for (let i = count - 1, from = row + cells; from < row + i + 1; i--) {
    offsets[row + i + 1] = offsets[from] as number;
    from -= levels[first + i] as number;
  }
}
