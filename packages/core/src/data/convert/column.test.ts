import { describe, expect, test } from 'vitest';
import { type CellValue, getCell, setCell } from '../cell.ts';
import { Column } from '../column.ts';
import { types } from '../types.ts';
import type { Type } from '../types.ts';
import { compileConversion, passesAsIs } from './column.ts';

const options = { timeZone: 'Asia/Shanghai', lenientDates: false };
const nanos: Type = { kind: 'timestamp', unit: 'ns', zoned: false };
const utf8 = (maxLength: number): Type => ({ kind: 'utf8', maxLength });

/** The cell that arrives, or the code of the refusal. A good neighbour on either side must arrive too. */
function convert(from: Type, to: Type, value: CellValue): CellValue | string {
  const source = new Column(from, 3);
  setCell(source, 0, null);
  setCell(source, 1, value);
  setCell(source, 2, value);
  const target = passesAsIs(from, to) ? undefined : new Column(to, 0);
  const codes: string[] = [];
  const converter = compileConversion(
    { name: 'a', type: from, isNullable: true },
    { name: 'b', type: to, isNullable: true },
    options,
  );
  converter?.(source, target, 3, (row, code) => codes.push(`${row} ${code}`));
  if (codes.length > 0) {
    expect(codes).toEqual([`1 ${codes[0]?.slice(2)}`, `2 ${codes[0]?.slice(2)}`]);
    if (target !== undefined) expect([0, 1, 2].map((row) => getCell(target, row))).toEqual([null, null, null]);
    return codes[0]?.slice(2) as string;
  }
  if (target !== undefined) {
    expect(getCell(target, 0)).toBe(null);
    return getCell(target, 2);
  }
  const alike = Object.assign(new Column(to, 0), {
    validity: source.validity,
    nullCount: source.nullCount,
    values: source.values,
    offsets: source.offsets,
    bytes: source.bytes,
  });
  return getCell(alike, 2);
}

type Case = readonly [Type, Type, CellValue, CellValue];

function runCases(cases: readonly Case[]): void {
  test.each(cases)('%o to %o: %s becomes %s', (from, to, value, expected) => {
    expect(convert(from, to, value)).toEqual(expected);
  });
}

test('takes empty text for null where that is asked for, but not for a column without null', () => {
  const source = new Column(types.utf8, 2);
  setCell(source, 0, '');
  setCell(source, 1, '7');
  const convertWith = (isNullable: boolean, emptyAsNull: boolean): [CellValue[], string[]] => {
    const target = new Column(types.int32, 0);
    const codes: string[] = [];
    const from = { name: 'a', type: types.utf8, isNullable: false };
    const to = { name: 'b', type: types.int32, isNullable };
    compileConversion(from, to, { ...options, emptyAsNull })?.(source, target, 2, (_, code) => codes.push(code));
    return [[getCell(target, 0), getCell(target, 1)], codes];
  };
  expect(convertWith(true, true)).toEqual([[null, 7], []]);
  expect(convertWith(true, false)).toEqual([[null, 7], ['MALFORMED']]);
  expect(convertWith(false, true)).toEqual([[null, 7], ['NULL_NOT_ALLOWED']]);
});

describe('whole numbers', () => {
  runCases([
    [types.int32, types.int64, -1, -1n],
    [types.int32, types.int64, 2_147_483_647, 2_147_483_647n],
    [types.int32, types.uint64, -1, 'OUT_OF_RANGE'],
    [types.int32, types.uint64, 5, 5n],
    [types.int32, types.int8, 127, 127],
    [types.int32, types.int8, 128, 'OUT_OF_RANGE'],
    [types.int32, types.int16, -32_769, 'OUT_OF_RANGE'],
    [types.int8, types.int32, -128, -128],
    [types.int64, types.int32, 2_147_483_647n, 2_147_483_647],
    [types.int64, types.int32, 2_147_483_648n, 'OUT_OF_RANGE'],
    [types.int64, types.int32, -2_147_483_648n, -2_147_483_648],
    [types.int64, types.int32, -2_147_483_649n, 'OUT_OF_RANGE'],
    [types.int64, types.int32, 4_294_967_296n, 'OUT_OF_RANGE'],
    [types.int64, types.uint64, -1n, 'OUT_OF_RANGE'],
    [types.int64, types.uint64, 9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n],
    [types.uint64, types.int64, 9_223_372_036_854_775_808n, 'OUT_OF_RANGE'],
    [types.uint64, types.int32, 2_147_483_648n, 'OUT_OF_RANGE'],
    [types.uint64, types.int32, 7n, 7],
    [types.bool, types.int32, true, 1],
    [types.bool, types.int64, true, 1n],
    [types.bool, types.float64, false, 0],
    [types.bool, types.decimal(5, 2), true, '1.00'],
    [types.bool, types.decimal(38, 2), false, '0.00'],
    [types.int32, types.bool, 1, true],
    [types.int32, types.bool, 2, 'OUT_OF_RANGE'],
    [types.int64, types.bool, 0n, false],
    [types.int64, types.bool, -1n, 'OUT_OF_RANGE'],
  ]);
});

describe('floating point numbers', () => {
  runCases([
    [types.int64, types.float64, 9_007_199_254_740_992n, 9_007_199_254_740_992],
    [types.int64, types.float64, 9_007_199_254_740_993n, 'INEXACT'],
    [types.int64, types.float64, -9_223_372_036_854_775_808n, -9_223_372_036_854_775_808],
    [types.int64, types.float64, 9_223_372_036_854_775_807n, 'INEXACT'],
    [types.uint64, types.float64, 18_446_744_073_709_549_568n, 18_446_744_073_709_549_568],
    [types.uint64, types.float64, 18_446_744_073_709_551_615n, 'INEXACT'],
    [types.int32, types.float32, 16_777_216, 16_777_216],
    [types.int32, types.float32, 16_777_217, 'INEXACT'],
    [types.int16, types.float32, -32_768, -32_768],
    [types.int64, types.float32, 16_777_217n, 'INEXACT'],
    [types.float64, types.int64, 1.5, 'INEXACT'],
    [types.float64, types.int64, -3, -3n],
    [types.float64, types.int64, 2 ** 63, 'OUT_OF_RANGE'],
    [types.float64, types.int64, -9_223_372_036_854_775_808, -9_223_372_036_854_775_808n],
    [types.float64, types.uint64, 18_446_744_073_709_549_568, 18_446_744_073_709_549_568n],
    [types.float64, types.uint64, -1, 'OUT_OF_RANGE'],
    [types.float64, types.int64, Number.NaN, 'OUT_OF_RANGE'],
    [types.float64, types.int32, Infinity, 'OUT_OF_RANGE'],
    [types.float64, types.int32, -0, 0],
    [types.float64, types.int8, 128, 'OUT_OF_RANGE'],
    [types.float32, types.int32, 2_147_483_648, 'OUT_OF_RANGE'],
    [types.float32, types.float64, 0.5, 0.5],
    [types.float32, types.float64, Number.NaN, Number.NaN],
    [types.float64, types.float32, 0.1, Math.fround(0.1)],
    [types.float64, types.float32, 1e39, 'OUT_OF_RANGE'],
    [types.float64, types.float32, 1e-60, 'OUT_OF_RANGE'],
    [types.float64, types.float32, -Infinity, -Infinity],
    [types.float64, types.float32, -0, -0],
  ]);
});

describe('decimals', () => {
  runCases([
    [types.int32, types.decimal(10, 2), 12, '12.00'],
    [types.int32, types.decimal(4, 2), 100, 'OUT_OF_RANGE'],
    [types.int32, types.decimal(4, 2), -99, '-99.00'],
    [types.int64, types.decimal(18, 0), 999_999_999_999_999_999n, '999999999999999999'],
    [types.int64, types.decimal(18, 0), 1_000_000_000_000_000_000n, 'OUT_OF_RANGE'],
    [types.int64, types.decimal(38, 2), -9_223_372_036_854_775_808n, '-9223372036854775808.00'],
    [types.uint64, types.anyDecimal, 18_446_744_073_709_551_615n, '18446744073709551615'],
    [types.uint64, types.decimal(10, 0), 9_223_372_036_854_775_808n, 'OUT_OF_RANGE'],
    [types.decimal(10, 2), types.int32, '12.00', 12],
    [types.decimal(10, 2), types.int32, '12.50', 'INEXACT'],
    [types.decimal(18, 0), types.int32, '2147483648', 'OUT_OF_RANGE'],
    [types.decimal(18, 0), types.int64, '-999999999999999999', -999_999_999_999_999_999n],
    [types.anyDecimal, types.uint64, '18446744073709551615', 18_446_744_073_709_551_615n],
    [types.anyDecimal, types.int64, 'NaN', 'OUT_OF_RANGE'],
    [types.decimal(10, 2), types.decimal(12, 4), '-1.25', '-1.2500'],
    [types.decimal(10, 4), types.decimal(10, 2), '1.2500', '1.25'],
    [types.decimal(10, 4), types.decimal(10, 2), '1.2501', 'INEXACT'],
    [types.decimal(10, 2), types.decimal(5, 2), '999.99', '999.99'],
    [types.decimal(10, 2), types.decimal(5, 2), '-1000.00', 'OUT_OF_RANGE'],
    [types.decimal(18, 0), types.decimal(17, 0), '-99999999999999999', '-99999999999999999'],
    [types.decimal(18, 0), types.decimal(17, 0), '100000000000000000', 'OUT_OF_RANGE'],
    [types.decimal(10, 2), types.decimal(5, 2), 'NaN', 'NaN'],
    [types.decimal(10, 2), types.decimal(5, 2), '-Infinity', '-Infinity'],
    [types.decimal(10, 2), types.decimal(38, 4), '1.25', '1.2500'],
    [types.decimal(38, 4), types.decimal(10, 2), '1.2500', '1.25'],
    [types.anyDecimal, types.decimal(10, 2), '1e3', '1000.00'],
    [types.decimal(38, 4), types.anyDecimal, '1.2500', '1.2500'],
    [types.float64, types.decimal(10, 2), 12.34, '12.34'],
    [types.float64, types.decimal(10, 2), 0.1 + 0.2, 'INEXACT'],
    [types.float64, types.decimal(38, 0), 1e21, '1000000000000000000000'],
    [types.float64, types.decimal(10, 2), Infinity, 'Infinity'],
    [types.float32, types.decimal(10, 1), Math.fround(0.1), '0.1'],
    [types.decimal(15, 2), types.float64, '12.34', 12.34],
    [types.anyDecimal, types.float64, '0.1000000000000000055511151231257827', 0.1],
    [types.anyDecimal, types.float64, '1e400', 'OUT_OF_RANGE'],
  ]);
});

describe('dates and timestamps', () => {
  runCases([
    [types.date, types.timestamp, '2020-02-29', '2020-02-29 00:00:00'],
    [types.date, types.timestamp, 'infinity', 'infinity'],
    [types.date, types.timestampZoned, '2020-01-01', '2019-12-31 16:00:00+00:00'],
    [types.date, nanos, '2500-01-01', 'OUT_OF_RANGE'],
    [types.date, types.timestamp, '300000-01-01', 'OUT_OF_RANGE'],
    [types.timestamp, types.date, '2020-02-29 00:00:00', '2020-02-29'],
    [types.timestamp, types.date, '2020-02-29 00:00:00.000001', 'INEXACT'],
    [types.timestamp, types.date, '-infinity', '-infinity'],
    [types.timestampZoned, types.date, '2019-12-31 16:00:00Z', '2020-01-01'],
    [types.timestampZoned, types.date, '2019-12-31 00:00:00Z', 'INEXACT'],
    [types.timestamp, types.timestampZoned, '2020-01-01 08:00:00.5', '2020-01-01 00:00:00.5+00:00'],
    [types.timestampZoned, types.timestamp, '2020-01-01 00:00:00Z', '2020-01-01 08:00:00'],
    [types.timestamp, nanos, '2020-01-01 00:00:00.000001', '2020-01-01 00:00:00.000001'],
    [types.timestamp, nanos, '1600-01-01 00:00:00', 'OUT_OF_RANGE'],
    [nanos, types.timestamp, '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999'],
    [nanos, types.timestamp, '2020-01-01 00:00:00.000000001', 'INEXACT'],
    [types.timestamp, types.int64, '1970-01-01 08:00:00.001', 1n],
    [types.timestampZoned, types.int64, '1969-12-31 23:59:59.999Z', -1n],
    [types.timestampZoned, types.int64, '1970-01-01 00:00:00.0001Z', 'INEXACT'],
    [types.timestampZoned, types.int64, 'infinity', 'OUT_OF_RANGE'],
    [types.timestampZoned, types.int32, '1970-01-02 00:00:00Z', 86_400_000],
    [types.timestampZoned, types.int32, '2020-01-02 00:00:00Z', 'OUT_OF_RANGE'],
    [types.timestampZoned, types.uint64, '1969-12-31 00:00:00Z', 'OUT_OF_RANGE'],
    [types.int64, types.timestampZoned, 1_577_923_200_001n, '2020-01-02 00:00:00.001+00:00'],
    [types.int64, types.timestamp, 0n, '1970-01-01 08:00:00'],
    [types.int64, types.timestampZoned, 9_223_372_036_854_775_807n, 'OUT_OF_RANGE'],
    [types.int32, types.timestampZoned, -1, '1969-12-31 23:59:59.999+00:00'],
    [types.date, types.int64, '1970-01-02', 57_600_000n],
    [types.int64, types.date, 57_600_000n, '1970-01-02'],
    [types.int64, types.date, 1n, 'INEXACT'],
    [types.time, types.time, '-12:00:00', '-12:00:00'],
  ]);
});

describe('text', () => {
  runCases([
    [types.int64, types.utf8, -9_223_372_036_854_775_808n, '-9223372036854775808'],
    [types.int32, utf8(3), 1000, 'TOO_LONG'],
    [types.int32, utf8(4), 1000, '1000'],
    [types.bool, types.utf8, true, 'true'],
    [types.float64, types.utf8, -0, '-0'],
    [types.float32, types.utf8, Math.fround(0.1), '0.1'],
    [types.decimal(10, 2), types.utf8, '-0.05', '-0.05'],
    [types.anyDecimal, types.utf8, '1.10', '1.10'],
    [types.anyDecimal, utf8(2), '1.10', 'TOO_LONG'],
    [types.date, types.utf8, '2020-01-02', '2020-01-02'],
    [types.time, types.utf8, '-838:59:59', '-838:59:59'],
    [types.timestamp, types.utf8, '2020-01-02 03:04:05.5', '2020-01-02 03:04:05.5'],
    [types.timestampZoned, types.utf8, '2020-01-02 03:04:05Z', '2020-01-02 11:04:05+08:00'],
    [types.utf8, types.int32, '', 'MALFORMED'],
    [types.utf8, types.int32, '12', 12],
    [types.utf8, types.int32, '1.5', 'INEXACT'],
    [types.utf8, types.int32, '2147483648', 'OUT_OF_RANGE'],
    [types.utf8, types.float64, 'NaN', Number.NaN],
    [types.utf8, types.decimal(5, 2), '1.234', 'INEXACT'],
    [types.utf8, types.date, '0000-00-00', 'MALFORMED'],
    [types.utf8, types.timestampZoned, '2020-01-01 08:00:00', '2020-01-01 00:00:00+00:00'],
    [types.utf8, types.bool, 'TRUE', true],
    [types.utf8, types.bool, 'yes', 'MALFORMED'],
    [types.utf8, utf8(3), '😀😀😀', '😀😀😀'],
    [types.utf8, utf8(3), '😀😀😀😀', 'TOO_LONG'],
    [utf8(2), utf8(3), 'ab', 'ab'],
    [types.utf8, types.binary, 'é', Uint8Array.of(0xc3, 0xa9)],
    [types.binary, types.utf8, Uint8Array.of(0xc3, 0xa9), 'é'],
    [types.binary, types.utf8, Uint8Array.of(0xff), 'INVALID_UTF8'],
    [types.binary, utf8(1), Uint8Array.of(0x61, 0x62), 'TOO_LONG'],
    [types.binary, { kind: 'binary', maxLength: 1 }, Uint8Array.of(1, 2), 'TOO_LONG'],
    [types.utf8, { kind: 'binary', maxLength: 1 }, 'é', 'TOO_LONG'],
  ]);
});

describe('JSON, lists and vectors', () => {
  runCases([
    [types.utf8, types.json, '{"a":1}', '{"a":1}'],
    [types.utf8, types.json, '{a:1}', 'MALFORMED'],
    [types.json, types.utf8, '"x"', '"x"'],
    [types.json, types.int32, '5', 5],
    [types.json, types.int32, '"5"', 'MALFORMED'],
    [types.json, types.float64, 'null', 'MALFORMED'],
    [types.int64, types.json, 9_007_199_254_740_993n, '9007199254740993'],
    [types.float64, types.json, Number.NaN, 'MALFORMED'],
    [types.float64, types.json, 1e21, '1e+21'],
    [types.anyDecimal, types.json, '1.10', '1.10'],
    [types.anyDecimal, types.json, 'NaN', 'MALFORMED'],
    [types.date, types.json, '2020-01-02', '"2020-01-02"'],
    [types.binary, types.json, Uint8Array.of(0xff), 'MALFORMED'],
    [types.list(types.int32), types.json, '[1,2]', '[1,2]'],
    [types.json, types.list(types.int32), '[1,null]', '[1,null]'],
    [types.json, types.list(types.int32), '{}', 'MALFORMED'],
    [types.utf8, types.list(types.int32), '[ 1 , 2.5]', 'INEXACT'],
    [types.list(types.int64), types.list(types.int32), '[1,2147483648]', 'OUT_OF_RANGE'],
    [types.list(types.int64), types.list(types.int32), '[1,null,2147483647]', '[1,null,2147483647]'],
    [types.list(types.utf8), types.list(types.int32), '["1"]', 'MALFORMED'],
    [types.json, types.list(types.bool), '[true,false]', '[true,false]'],
    [types.json, types.list(types.utf8), '["a",1]', 'MALFORMED'],
    [types.json, types.list(types.list(types.int8)), '[[1],[128]]', 'OUT_OF_RANGE'],
    [types.list(types.float64), types.vector(2), '[1,2.5]', Float32Array.of(1, 2.5)],
    [types.list(types.float64), types.vector(2), '[1]', 'MALFORMED'],
    [types.list(types.float64), types.vector(2), '[1,null]', 'MALFORMED'],
    [types.vector(2), types.utf8, Float32Array.of(1, 2.5), '[1,2.5]'],
    [types.vector(2), types.json, Float32Array.of(1, Number.NaN), 'MALFORMED'],
    [types.vector(2), types.list(types.float32), Float32Array.of(1, -0.5), '[1,-0.5]'],
  ]);
});

test('returns nothing to do for the same type, and a check where null is not allowed', () => {
  const nullable = { name: 'a', type: types.utf8, isNullable: true };
  const required = { name: 'a', type: types.utf8, isNullable: false };
  expect(compileConversion(nullable, nullable, options)).toBeUndefined();
  expect(compileConversion(required, required, options)).toBeUndefined();
  const source = new Column(types.utf8, 2);
  setCell(source, 0, 'x');
  setCell(source, 1, null);
  const refused: unknown[] = [];
  compileConversion(nullable, required, options)?.(source, undefined, 2, (...refusal) => refused.push(refusal));
  expect(refused).toEqual([[1, 'NULL_NOT_ALLOWED', 'null is not allowed']]);
});

test('refuses null on the way into another type', () => {
  const source = new Column(types.int32, 2);
  setCell(source, 0, null);
  setCell(source, 1, 4);
  const target = new Column(types.utf8, 0);
  const refused: unknown[] = [];
  const from = { name: 'a', type: types.int32, isNullable: true };
  const to = { name: 'a', type: types.utf8, isNullable: false };
  compileConversion(from, to, options)?.(source, target, 2, (...refusal) => refused.push(refusal));
  expect(refused).toEqual([[0, 'NULL_NOT_ALLOWED', 'null is not allowed']]);
  expect(getCell(target, 1)).toBe('4');
});

test('says what does not fit, without the value', () => {
  const source = new Column(types.int64, 1);
  setCell(source, 0, 3_000_000_000n);
  const refused: unknown[] = [];
  const from = { name: 'a', type: types.int64, isNullable: false };
  const to = { name: 'a', type: types.int32, isNullable: false };
  compileConversion(from, to, options)?.(source, new Column(types.int32, 1), 1, (...refusal) => refused.push(refusal));
  expect(refused).toEqual([[0, 'OUT_OF_RANGE', 'does not fit int32']]);
});

test('throws for types without a way', () => {
  const from = { name: 'a', type: types.bool, isNullable: false };
  const to = { name: 'b', type: types.date, isNullable: false };
  expect(() => compileConversion(from, to, options)).toThrow(
    expect.objectContaining({
      code: 'CONVERSION_IMPOSSIBLE',
      message: 'Column "b" cannot be converted from bool to date.',
    }),
  );
});
