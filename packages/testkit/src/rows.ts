import { Batch, Column, getCell, setCell, type CellValue, type Schema } from '@sluice/core';

/** Rows as cells, for expectations. */
export type Rows = readonly (readonly CellValue[])[];

/** The rows of a batch, copied. */
export function rowsOf(batch: Batch): CellValue[][] {
  return Array.from({ length: batch.rowCount }, (_, row) => batch.columns.map((column) => getCell(column, row)));
}

/** All rows of all batches, copied. */
export async function collect(batches: AsyncIterable<Batch>): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  for await (const batch of batches) rows.push(...rowsOf(batch));
  return rows;
}

/** A batch of these rows. Cells as `setCell` takes them: canonical text will do for every type. */
export function batchOf(schema: Schema, rows: Rows): Batch {
  const batch = new Batch(
    schema,
    schema.columns.map((column) => new Column(column.type, Math.max(rows.length, 1))),
  );
  rows.forEach((cells, row) => cells.forEach((cell, index) => setCell(batch.columns[index] as Column, row, cell)));
  batch.rowCount = rows.length;
  return batch;
}
