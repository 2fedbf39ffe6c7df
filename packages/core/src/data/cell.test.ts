import { expect, test } from 'vitest';
import { type CellValue, cellToJson, getCell, jsonToCell, setCell } from './cell.ts';
import type { JsonValue } from './batch.ts';
import { Column } from './column.ts';
import { types } from './types.ts';
import type { Type } from './types.ts';

const cases: readonly (readonly [Type, CellValue, JsonValue])[] = [
  [types.bool, true, true],
  [types.int8, -128, -128],
  [types.int16, 32_767, 32_767],
  [types.int32, -2_147_483_648, -2_147_483_648],
  [types.int64, -9_223_372_036_854_775_808n, '-9223372036854775808'],
  [types.int64, 5n, '5'],
  [types.uint64, 18_446_744_073_709_551_615n, '18446744073709551615'],
  [types.float64, 0.1, 0.1],
  [types.float64, Number.NaN, 'NaN'],
  [types.float64, -Infinity, '-Infinity'],
  [types.float64, -0, '-0'],
  [types.float32, Math.fround(0.1), Math.fround(0.1)],
  [types.decimal(15, 2), '-0.05', '-0.05'],
  [types.decimal(15, 2), 'NaN', 'NaN'],
  [types.decimal(38, 2), '12345678901234567890.00', '12345678901234567890.00'],
  [types.anyDecimal, '1.10', '1.10'],
  [types.utf8, 'aé€😀\0', 'aé€😀\0'],
  [types.utf8, '', ''],
  [types.binary, Uint8Array.of(0, 255, 128), { base64: 'AP+A' }],
  [types.binary, new Uint8Array(0), { base64: '' }],
  [types.date, '2020-02-29', '2020-02-29'],
  [types.time, '-838:59:59.000001', '-838:59:59.000001'],
  [types.timestamp, '2020-01-02 03:04:05.6', '2020-01-02 03:04:05.6'],
  [types.timestampZoned, '2020-01-02 03:04:05+00:00', '2020-01-02 03:04:05+00:00'],
  [types.json, '{"a": 1}', '{"a": 1}'],
  [types.list(types.int32), '[1,null]', '[1,null]'],
  [types.vector(3), Float32Array.of(1, -0.5, Number.NaN), [1, -0.5, 'NaN']],
  [types.int32, null, null],
  [types.utf8, null, null],
];

test.each(cases)('%o keeps %s, also through JSON as %j', (type, value, json) => {
  const column = new Column(type, 1);
  setCell(column, 0, value);
  setCell(column, 1, value);
  expect(getCell(column, 1)).toEqual(value);
  expect(cellToJson(column, 1)).toEqual(json);
  const again = new Column(type, 1);
  setCell(again, 0, jsonToCell(type, JSON.parse(JSON.stringify(json)) as JsonValue));
  expect(getCell(again, 0)).toEqual(value);
});

test.each([
  [types.int8, 128],
  [types.int32, 1.5],
  [types.int64, 2n ** 63n],
  [types.uint64, -1n],
  [types.bool, 'maybe'],
  [types.date, '2020-02-30'],
  [types.vector(2), Float32Array.of(1)],
  [types.utf8, '\ud800'],
] as const)('%o refuses %s', (type, value) => {
  const column = new Column(type, 1);
  expect(() => setCell(column, 0, value)).toThrow(expect.objectContaining({ code: 'CELL_MISFIT' }));
});

test('a cell can be set again after it was null', () => {
  const column = new Column(types.int32, 1);
  setCell(column, 0, null);
  setCell(column, 0, 5);
  expect(getCell(column, 0)).toBe(5);
  expect(column.nullCount).toBe(0);
});
