import { expect, test } from 'vitest';
import { BatchRing } from '../batch.ts';
import type { Batch } from '../batch.ts';
import { type CellValue, getCell, setCell } from '../cell.ts';
import type { Schema } from '../schema.ts';
import { types } from '../types.ts';
import { compileBatchConversion } from './batch.ts';

const options = { timeZone: 'UTC', lenientDates: false };
const from: Schema = {
  columns: [
    { name: 'id', type: types.int64, isNullable: false },
    { name: 'name', type: types.utf8, isNullable: true },
    { name: 'doc', type: types.list(types.int32), isNullable: true },
  ],
};
const to: Schema = {
  columns: [
    { name: 'id', type: types.int32, isNullable: false },
    { name: 'name', type: types.utf8, isNullable: false },
    { name: 'doc', type: types.json, isNullable: true },
  ],
};

function fill(batch: Batch, rows: readonly (readonly CellValue[])[]): Batch {
  for (const row of rows) {
    batch.columns.forEach((column, index) => setCell(column, batch.rowCount, row[index] as CellValue));
    batch.rowCount++;
  }
  return batch;
}

function rowsOf(batch: Batch): CellValue[][] {
  return Array.from({ length: batch.rowCount }, (_, row) => batch.columns.map((column) => getCell(column, row)));
}

test('has nothing to do between equal schemas', () => {
  expect(compileBatchConversion(from, from, options)).toBeUndefined();
});

test('converts, and shares what passes as it is', () => {
  const batch = fill(new BatchRing(from, 4).next(), [
    [1n, 'a', '[1]'],
    [2n, 'b', null],
  ]);
  batch.firstOrdinal = 40;
  batch.origin = 'orders';
  const result = compileBatchConversion(from, to, options)?.convert(batch);
  expect(result?.rejections).toEqual([]);
  const converted = result?.batch as Batch;
  expect(rowsOf(converted)).toEqual([
    [1, 'a', '[1]'],
    [2, 'b', null],
  ]);
  expect(converted.schema).toBe(to);
  expect(converted.columns[1]).toBe(batch.columns[1]);
  expect(converted.columns[2]?.type).toEqual(types.json);
  expect(converted.columns[2]?.bytes).toBe(batch.columns[2]?.bytes);
  expect(converted.source).toEqual({ batch });
  expect(converted.ordinalOf(1)).toBe(41);
  expect(converted.origin).toBe('orders');
});

test('drops rows that do not fit, names the first column at fault, and keeps their place', () => {
  const batch = fill(new BatchRing(from, 4).next(), [
    [1n, 'a', '[1]'],
    [2n ** 40n, null, '[2]'],
    [3n, 'c', '[3]'],
    [4n, null, '[4]'],
    [5n, 'e', null],
  ]);
  batch.firstOrdinal = 10;
  const result = compileBatchConversion(from, to, options)?.convert(batch);
  expect(result?.rejections).toEqual([
    { row: 1, column: 0, code: 'OUT_OF_RANGE', reason: 'does not fit int32' },
    { row: 3, column: 1, code: 'NULL_NOT_ALLOWED', reason: 'null is not allowed' },
  ]);
  const converted = result?.batch as Batch;
  expect(rowsOf(converted)).toEqual([
    [1, 'a', '[1]'],
    [3, 'c', '[3]'],
    [5, 'e', null],
  ]);
  expect(Array.from(converted.ordinals ?? [])).toEqual([10, 12, 14]);
  expect(converted.source).toEqual({ batch, rows: Int32Array.of(0, 2, 4) });
  expect(converted.schema).toBe(to);
});

test('leaves an empty batch when every row is refused', () => {
  const batch = fill(new BatchRing(from, 1).next(), [[2n ** 40n, 'x', null]]);
  const result = compileBatchConversion(from, to, options)?.convert(batch);
  expect(result?.batch.rowCount).toBe(0);
  expect(result?.rejections).toHaveLength(1);
});

test('keeps the batch before the last one valid', () => {
  const ring = new BatchRing(from, 4);
  const converter = compileBatchConversion(from, to, options);
  const first = converter?.convert(fill(ring.next(), [[1n, 'a', null]])).batch as Batch;
  const second = converter?.convert(fill(ring.next(), [[2n, 'b', '[]']])).batch as Batch;
  expect(rowsOf(first)).toEqual([[1, 'a', null]]);
  expect(rowsOf(second)).toEqual([[2, 'b', '[]']]);
});

test('starts each batch clean after one with nulls and refusals', () => {
  const wide: Schema = { columns: [{ name: 'a', type: types.int32, isNullable: true }] };
  const text: Schema = { columns: [{ name: 'a', type: types.utf8, isNullable: true }] };
  const ring = new BatchRing(wide, 2);
  const converter = compileBatchConversion(wide, text, options);
  converter?.convert(fill(ring.next(), [[null], [7]]));
  converter?.convert(fill(ring.next(), [[null], [7]]));
  const third = converter?.convert(fill(ring.next(), [[1], [2]])).batch as Batch;
  expect(rowsOf(third)).toEqual([['1'], ['2']]);
});

test('refuses schemas of different width', () => {
  expect(() => compileBatchConversion(from, { columns: [] }, options)).toThrow(
    expect.objectContaining({ code: 'CONVERSION_COLUMN_COUNT' }),
  );
});
