import type { Column, TextParser } from '@sluice/core';

/** Makes the first `rowCount` cells of a column null. */
export function fillNull(column: Column, rowCount: number): void {
  column.reserveRows(rowCount);
  if (column.layout === 'bytes') column.offsets.fill(0, 0, rowCount + 1);
  for (let row = 0; row < rowCount; row++) column.setNull(row);
}

/** Gives the first `rowCount` cells of a column the same value. `text` was checked to be one. */
export function fillText(column: Column, rowCount: number, text: Uint8Array, parse: TextParser): void {
  column.reserveRows(rowCount);
  if (rowCount === 0) return;
  if (column.layout === 'bytes') column.offsets[0] = 0;
  parse(text, 0, text.length, column, 0);
  const { layout, width, values } = column;
  if (layout !== 'bytes') {
    // Doubles what is there.
    for (let done = width; done < rowCount * width; done *= 2)
      values.copyWithin(done, 0, Math.min(done, rowCount * width - done));
    return;
  }
  const size = column.offsets[1] as number;
  column.reserveBytes(size * rowCount);
  for (let row = 1; row < rowCount; row++) {
    column.bytes.copyWithin(row * size, 0, size);
    column.offsets[row + 1] = (row + 1) * size;
  }
}

/** Numbers the first `rowCount` cells of an int64 column. */
export function fillNumbers(column: Column, rowCount: number, numberOf: (row: number) => number): void {
  column.reserveRows(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const number = numberOf(row);
    column.values[row * 2] = number;
    column.values[row * 2 + 1] = number / 2 ** 32;
  }
}
