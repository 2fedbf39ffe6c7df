import { type CellValue, type Type, types } from '@sluice/core';
import { expect, test } from 'vitest';
import { ask, schemaOf, writeColumn, writeRows } from './test-duckdb.ts';

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
  const { path, rejections } = writeColumn(types.decimal(9, 2), ['9999999.99']);
  expect(rejections).toEqual([]);
  expect(await ask('select a::varchar from $file', path)).toEqual([['9999999.99']]);
});

test('values that only null cells hold do not matter', async () => {
  const { path, rejections } = writeRows(schemaOf(types.date, types.int64), [
    ['2026-11-20', 1n],
    [null, 2n],
  ]);
  expect(rejections).toEqual([]);
  expect(await ask('select a::varchar, b from $file', path)).toEqual([
    ['2026-11-20', '1'],
    [null, '2'],
  ]);
});
