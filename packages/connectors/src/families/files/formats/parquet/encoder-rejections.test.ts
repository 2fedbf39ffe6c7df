import { type CellValue, type Type, storeBigInt, types } from '@sluice/core';
import { batchOf } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { ask, schemaOf, writeBatches, writeColumn, writeRows } from './test-duckdb.ts';

const cases: readonly {
  readonly type: Type;
  readonly bad: CellValue;
  readonly good: CellValue;
  readonly code: string;
}[] = [
  { type: types.date, bad: 'infinity', good: '2026-11-20', code: 'OUT_OF_RANGE' },
  { type: types.date, bad: '-infinity', good: '2026-11-20', code: 'OUT_OF_RANGE' },
  { type: types.time, bad: '24:00:00', good: '23:59:59', code: 'OUT_OF_RANGE' },
  { type: types.time, bad: '-00:00:01', good: '00:00:01', code: 'OUT_OF_RANGE' },
  { type: types.time, bad: '838:59:59', good: '00:00:01', code: 'OUT_OF_RANGE' },
  { type: types.timestamp, bad: 'infinity', good: '2026-11-20 01:02:03', code: 'OUT_OF_RANGE' },
  { type: types.timestampZoned, bad: '-infinity', good: '2026-11-20 01:02:03Z', code: 'OUT_OF_RANGE' },
  { type: types.decimal(9, 2), bad: 'NaN', good: '1.00', code: 'OUT_OF_RANGE' },
  { type: types.decimal(18, 2), bad: 'Infinity', good: '1.00', code: 'OUT_OF_RANGE' },
  { type: types.decimal(12, 2), bad: '-Infinity', good: '1.00', code: 'OUT_OF_RANGE' },
  { type: types.decimal(30, 2), bad: 'NaN', good: '1.00', code: 'OUT_OF_RANGE' },
  { type: types.decimal(5, -2), bad: 'Infinity', good: '100', code: 'OUT_OF_RANGE' },
  { type: types.list(types.int8), bad: '[1,300]', good: '[1]', code: 'OUT_OF_RANGE' },
  { type: types.list(types.int32), bad: '[1,"x"]', good: '[1]', code: 'MALFORMED' },
  { type: types.list(types.decimal(30, 0)), bad: '[1,"NaN"]', good: '[1]', code: 'OUT_OF_RANGE' },
  { type: types.list(types.date), bad: '["2026-11-20","infinity"]', good: '["2026-11-20"]', code: 'OUT_OF_RANGE' },
];

for (const { type, bad, good, code } of cases) {
  test(`${JSON.stringify(type)} refuses ${String(bad)} and keeps the rows around it`, async () => {
    const { path, rejections } = writeColumn(type, [good, bad, null, good, bad, good]);
    expect(rejections.map((each) => [each.row, each.column, each.code])).toEqual([
      [1, 0, code],
      [4, 0, code],
    ]);
    expect(await ask('select a is null, count(*) from $file group by all order by all', path)).toEqual([
      [false, '3'],
      [true, '1'],
    ]);
  });
}

test('a row that several columns refuse is refused once and is in no column', async () => {
  const schema = schemaOf(types.int64, types.date, types.time, types.utf8);
  const { path, rejections } = writeRows(schema, [
    [1n, '2026-11-20', '01:00:00', 'first'],
    [2n, 'infinity', '25:00:00', 'second'],
    [3n, '2026-11-21', '02:00:00', 'third'],
  ]);
  expect(rejections).toEqual([{ row: 1, column: 1, code: 'OUT_OF_RANGE', reason: 'Parquet has no infinite date.' }]);
  expect(await ask('select a, b::varchar, c::varchar, d from $file', path)).toEqual([
    ['1', '2026-11-20', '01:00:00', 'first'],
    ['3', '2026-11-21', '02:00:00', 'third'],
  ]);
});

test('a null in a required column is refused', async () => {
  const schema = { columns: [{ name: 'a', type: types.utf8, isNullable: false }] };
  const { path, rejections } = writeRows(schema, [['x'], [null], ['y']]);
  expect(rejections.map(({ row, code }) => [row, code])).toEqual([[1, 'NULL_NOT_ALLOWED']]);
  expect(await ask('select a from $file', path)).toEqual([['x'], ['y']]);
});

test('a scaled integer of more digits than its type is refused', async () => {
  const schema = schemaOf(types.decimal(9, 2), types.decimal(12, 0));
  const batch = batchOf(schema, [
    ['9999999.99', '999999999999'],
    ['0.00', '0'],
    ['0.00', '0'],
    ['-9999999.99', '-999999999999'],
  ]);
  storeBigInt(batch.columns[0]?.values as Int32Array, 2, 1_000_000_000n);
  storeBigInt(batch.columns[1]?.values as Int32Array, 4, -1_000_000_000_000n);
  const { path, rejections } = writeBatches(schema, [batch]);
  expect(rejections).toEqual([
    { row: 1, column: 0, code: 'OUT_OF_RANGE', reason: 'The value has more digits than decimal(9,2).' },
    { row: 2, column: 1, code: 'OUT_OF_RANGE', reason: 'The value has more digits than decimal(12,0).' },
  ]);
  expect(await ask('select a::varchar, b::varchar from $file', path)).toEqual([
    ['9999999.99', '999999999999'],
    ['-9999999.99', '-999999999999'],
  ]);
});

test('what lies under a null does not matter', async () => {
  const schema = schemaOf(types.date, types.timestamp, types.time, types.decimal(9, 2));
  const batch = batchOf(schema, [
    ['2026-11-20', '2026-11-20 01:02:03', '01:02:03', '1.00'],
    [null, null, null, null],
  ]);
  batch.columns[0]?.values.set([0x7fff_ffff], 1);
  for (const column of batch.columns.slice(1)) column.values.set([-1, 0x7fff_ffff], 2);
  const { path, rejections } = writeBatches(schema, [batch]);
  expect(rejections).toEqual([]);
  expect(await ask('select a::varchar, b::varchar, c::varchar, d::varchar from $file', path)).toEqual([
    ['2026-11-20', '2026-11-20 01:02:03', '01:02:03', '1.00'],
    [null, null, null, null],
  ]);
});
