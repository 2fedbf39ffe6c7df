import { expect, test } from 'vitest';
import { Batch } from './batch.ts';
import { type CellValue, getCell, setCell } from './cell.ts';
import { Column } from './column.ts';
import { selectRows } from './select.ts';
import { types } from './types.ts';
import type { Type } from './types.ts';

const columnTypes: readonly Type[] = [types.int64, types.utf8, types.bool, types.vector(2), types.float64];

function batchOf(rows: readonly (readonly CellValue[])[]): Batch {
  const schema = { columns: columnTypes.map((type, index) => ({ name: `c${index}`, type, isNullable: true })) };
  const batch = new Batch(
    schema,
    columnTypes.map((type) => new Column(type, 4)),
  );
  for (const row of rows) {
    batch.columns.forEach((column, index) => setCell(column, batch.rowCount, row[index] as CellValue));
    batch.rowCount++;
  }
  return batch;
}

function rowsOf(batch: Batch): CellValue[][] {
  return Array.from({ length: batch.rowCount }, (_, row) => batch.columns.map((column) => getCell(column, row)));
}

const rows: readonly (readonly CellValue[])[] = [
  [1n, 'one', true, Float32Array.of(1, 2), 0.5],
  [null, null, null, null, null],
  [3n, 'three', false, Float32Array.of(5, 6), -1],
  [4n, '', true, Float32Array.of(7, 8), 4],
];

test('takes rows of every layout, nulls included', () => {
  const batch = batchOf(rows);
  const selected = selectRows(batch, Int32Array.of(1, 2, 3));
  expect(rowsOf(selected)).toEqual([rows[1], rows[2], rows[3]]);
  expect(selected.columns.map((column) => column.nullCount)).toEqual([1, 1, 1, 1, 1]);
});

test('takes rows in any order and more than once', () => {
  expect(rowsOf(selectRows(batchOf(rows), Int32Array.of(3, 0, 0)))).toEqual([rows[3], rows[0], rows[0]]);
});

test('leads back to the batch and its ordinals', () => {
  const batch = batchOf(rows);
  batch.firstOrdinal = 100;
  batch.origin = 'orders';
  const kept = Int32Array.of(0, 2);
  const selected = selectRows(batch, kept);
  expect(selected.source).toEqual({ batch, rows: kept });
  expect(selected.ordinalOf(1)).toBe(102);
  expect(selected.origin).toBe('orders');
  expect(selectRows(selected, Int32Array.of(1)).ordinalOf(0)).toBe(102);
});

test('selects nothing', () => {
  const selected = selectRows(batchOf(rows), new Int32Array(0));
  expect(selected.rowCount).toBe(0);
  expect(selected.byteLength).toBe(0);
});
