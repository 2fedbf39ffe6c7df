import { Batch } from './batch.ts';
import { Column } from './column.ts';

/**
 * A new batch of some rows, in the given order. `source` leads back to `batch`, ordinals and origin come from there;
 * rows that could not be read (`rejected`) stay there.
 */
export function selectRows(batch: Batch, rows: Int32Array): Batch {
  const selected = new Batch(
    batch.schema,
    batch.columns.map((column) => selectCells(column, rows)),
  );
  selected.rowCount = rows.length;
  selected.origin = batch.origin;
  selected.ordinals = Float64Array.from(rows, (row) => batch.ordinalOf(row));
  selected.firstOrdinal = selected.ordinals[0] ?? batch.firstOrdinal;
  selected.source = { batch, rows };
  return selected;
}

function selectCells(column: Column, rows: Int32Array): Column {
  const selected = new Column(column.type, rows.length);
  if (column.layout === 'bytes') selectBytes(column, rows, selected);
  else selectValues(column, rows, selected);
  if (column.nullCount > 0) {
    for (let to = 0; to < rows.length; to++) if (column.isNull(rows[to] as number)) selected.setNull(to);
  }
  return selected;
}

function selectValues(column: Column, rows: Int32Array, selected: Column): void {
  const { values, width } = column;
  const into = selected.values;
  for (let to = 0; to < rows.length; to++) {
    const from = (rows[to] as number) * width;
    for (let part = 0; part < width; part++) into[to * width + part] = values[from + part] as number;
  }
}

/** Neighbouring rows are copied together. */
function selectBytes(column: Column, rows: Int32Array, selected: Column): void {
  const { offsets, bytes } = column;
  let total = 0;
  for (let to = 0; to < rows.length; to++) {
    const row = rows[to] as number;
    total += (offsets[row + 1] as number) - (offsets[row] as number);
    selected.offsets[to + 1] = total;
  }
  selected.reserveBytes(total);
  for (let to = 0; to < rows.length;) {
    const first = to++;
    const from = rows[first] as number;
    while (to < rows.length && rows[to] === from + to - first) to++;
    const piece = bytes.subarray(offsets[from], offsets[from + to - first]);
    selected.bytes.set(piece, selected.offsets[first]);
  }
}
