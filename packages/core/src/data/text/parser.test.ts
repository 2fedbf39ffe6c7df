import { describe, expect, test } from 'vitest';
import { cellText } from '../cell.ts';
import { Column } from '../column.ts';
import { types } from '../types.ts';
import type { Type } from '../types.ts';
import { compileFormatter } from './formatter.ts';
import { type TextOptions, compileParser } from './parser.ts';

const strict: TextOptions = { timeZone: 'Asia/Shanghai', lenientDates: false };
const lenient: TextOptions = { timeZone: 'Asia/Shanghai', lenientDates: true };
const statusNames = ['parsed', 'malformed', 'out of range', 'inexact'];

/** Canonical text (instants in UTC) of what the text means, or why it means nothing. The text lies between others. */
function read(type: Type, text: string | Uint8Array, options = strict): string {
  const body = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const bytes = new Uint8Array(body.length + 4).fill(0x39);
  bytes.set(body, 2);
  const column = new Column(type, 2);
  const status = compileParser(type, options)(bytes, 2, body.length + 2, column, 0);
  return status === 0 ? cellText(column, 0) : (statusNames[status] as string);
}

describe('whole numbers', () => {
  test.each([
    [types.int8, '127', '127'],
    [types.int8, '128', 'out of range'],
    [types.int8, '-128', '-128'],
    [types.int8, '-129', 'out of range'],
    [types.int16, '-32768', '-32768'],
    [types.int16, '32768', 'out of range'],
    [types.int32, '2147483647', '2147483647'],
    [types.int32, '2147483648', 'out of range'],
    [types.int32, '-2147483648', '-2147483648'],
    [types.int32, '-2147483649', 'out of range'],
    [types.int32, '99999999999999999999', 'out of range'],
    [types.int32, '007', '7'],
    [types.int32, '+5', '5'],
    [types.int32, ' 7\t', '7'],
    [types.int32, '-0', '0'],
    [types.int32, '1.0', '1'],
    [types.int32, '1e2', '100'],
    [types.int32, '1.5', 'inexact'],
    [types.int32, '', 'malformed'],
    [types.int32, '-', 'malformed'],
    [types.int32, '1,000', 'malformed'],
    [types.int32, '0x1F', 'malformed'],
    [types.int32, '1 2', 'malformed'],
    [types.int32, 'NaN', 'out of range'],
    [types.int64, '9223372036854775807', '9223372036854775807'],
    [types.int64, '9223372036854775808', 'out of range'],
    [types.int64, '-9223372036854775808', '-9223372036854775808'],
    [types.int64, '-9223372036854775809', 'out of range'],
    [types.int64, '00000000000000000000000012', '12'],
    [types.int64, '9007199254740993', '9007199254740993'],
    [types.int64, '-4294967296', '-4294967296'],
    [types.int64, '123456789x23456789', 'malformed'],
    [types.int64, '1e18', '1000000000000000000'],
    [types.int64, '1e999999999', 'out of range'],
    [types.uint64, '18446744073709551615', '18446744073709551615'],
    [types.uint64, '18446744073709551616', 'out of range'],
    [types.uint64, '99999999999999999999', 'out of range'],
    [types.uint64, '-1', 'out of range'],
    [types.uint64, '-0', '0'],
    [types.uint64, '+1', '1'],
  ])('%o reads %j as %s', (type, text, expected) => expect(read(type, text)).toBe(expected));
});

describe('decimals', () => {
  test.each([
    [types.decimal(15, 2), '12.34', '12.34'],
    [types.decimal(15, 2), '-0.05', '-0.05'],
    [types.decimal(15, 2), '12', '12.00'],
    [types.decimal(15, 2), '12.', '12.00'],
    [types.decimal(15, 2), '.5', '0.50'],
    [types.decimal(15, 2), '12.340000', '12.34'],
    [types.decimal(15, 2), '12.345', 'inexact'],
    [types.decimal(15, 2), '1234567890123.45', '1234567890123.45'],
    [types.decimal(15, 2), '12345678901234', 'out of range'],
    [types.decimal(15, 2), '-9999999999999.99', '-9999999999999.99'],
    [types.decimal(15, 2), '1.2e3', '1200.00'],
    [types.decimal(15, 2), '1e-3', 'inexact'],
    [types.decimal(15, 2), '.', 'malformed'],
    [types.decimal(15, 2), '', 'malformed'],
    [types.decimal(15, 2), '1.2.3', 'malformed'],
    [types.decimal(15, 2), '12a', 'malformed'],
    [types.decimal(15, 2), ' 3.10 ', '3.10'],
    [types.decimal(15, 2), '-0', '0.00'],
    [types.decimal(15, 2), 'NaN', 'NaN'],
    [types.decimal(15, 2), 'inf', 'Infinity'],
    [types.decimal(15, 2), '-Infinity', '-Infinity'],
    [types.decimal(18, 0), '999999999999999999', '999999999999999999'],
    [types.decimal(18, 0), '1000000000000000000', 'out of range'],
    [types.decimal(18, 4), '-12345678901234.5678', '-12345678901234.5678'],
    [types.decimal(18, 18), '0.999999999999999999', '0.999999999999999999'],
    [types.decimal(18, 18), '-0.000000000000000001', '-0.000000000000000001'],
    [types.decimal(18, 1), '99999999999999999.9', '99999999999999999.9'],
    [types.decimal(17, 0), '99999999999999999', '99999999999999999'],
    [types.decimal(17, 0), '100000000000000000', 'out of range'],
    [types.decimal(4, 0), '9999', '9999'],
    [types.decimal(4, 0), '10000', 'out of range'],
    [types.decimal(4, 0), '9999.0', '9999'],
    [types.decimal(3, 5), '0.00123', '0.00123'],
    [types.decimal(3, 5), '0.01230', 'out of range'],
    [types.decimal(3, -2), '12300', '12300'],
    [types.decimal(3, -2), '12350', 'inexact'],
    [types.decimal(3, -2), '0', '0'],
    [types.decimal(38, 3), '12345678901234567890123456789012345.678', '12345678901234567890123456789012345.678'],
    [types.decimal(38, 3), '1.5', '1.500'],
    [types.decimal(38, 3), '1.2345', 'inexact'],
    [types.decimal(20, 0), '123456789012345678901', 'out of range'],
    [types.anyDecimal, '1.10', '1.10'],
    [types.anyDecimal, '-12.340', '-12.340'],
    [types.anyDecimal, '007.5', '7.5'],
    [types.anyDecimal, '+.5', '0.5'],
    [types.anyDecimal, '-0.0', '0.0'],
    [types.anyDecimal, '1E3', '1000'],
    [types.anyDecimal, '12e-3', '0.012'],
    [types.anyDecimal, 'nan', 'NaN'],
    [types.anyDecimal, '5.', '5'],
    [types.anyDecimal, '-', 'malformed'],
    [types.anyDecimal, '1e999999999', 'out of range'],
  ])('%o reads %j as %s', (type, text, expected) => expect(read(type, text)).toBe(expected));
});

describe('floating point numbers', () => {
  test.each([
    [types.float64, '0.1', '0.1'],
    [types.float64, '-0', '-0'],
    [types.float64, '-0.0', '-0'],
    [types.float64, '1e2', '100'],
    [types.float64, '123456789012345678', '123456789012345680'],
    [types.float64, '1.7976931348623157e308', '1.7976931348623157e+308'],
    [types.float64, '1e400', 'out of range'],
    [types.float64, '1e-400', 'out of range'],
    [types.float64, '5e-324', '5e-324'],
    [types.float64, '0.30000000000000004', '0.30000000000000004'],
    [types.float64, '1e-7', '1e-7'],
    [types.float64, '0.000001', '0.000001'],
    [types.float64, 'NaN', 'NaN'],
    [types.float64, '-inf', '-Infinity'],
    [types.float64, 'Infinity', 'Infinity'],
    [types.float64, ' 1.5 ', '1.5'],
    [types.float64, '1d', 'malformed'],
    [types.float64, '0x1F', 'malformed'],
    [types.float64, '0b1', 'malformed'],
    [types.float64, '1_000', 'malformed'],
    [types.float64, '', 'malformed'],
    [types.float64, '.', 'malformed'],
    [types.float64, '1.2.3', 'malformed'],
    [types.float64, '1e', 'malformed'],
    [types.float32, '0.1', '0.1'],
    [types.float32, '16777217', '16777216'],
    [types.float32, '3.4028235e38', '3.4028235e+38'],
    [types.float32, '3.5e38', 'out of range'],
    [types.float32, '1e-46', 'out of range'],
    [types.float32, '1e-45', '1e-45'],
    [types.float32, '33554432', '33554432'],
    [types.float32, 'NaN', 'NaN'],
  ])('%o reads %j as %s', (type, text, expected) => expect(read(type, text)).toBe(expected));
});

describe('booleans', () => {
  test.each([
    ['true', 'true'],
    ['TRUE', 'true'],
    ['False', 'false'],
    ['1', 'true'],
    ['0', 'false'],
    [' true ', 'true'],
    ['yes', 'malformed'],
    ['t', 'malformed'],
    ['2', 'malformed'],
    ['', 'malformed'],
  ])('reads %j as %s', (text, expected) => expect(read(types.bool, text)).toBe(expected));
});

describe('dates', () => {
  test.each([
    ['1970-01-01', '1970-01-01'],
    ['2000-02-29', '2000-02-29'],
    ['1900-02-29', 'malformed'],
    ['2020-13-45', 'malformed'],
    ['2023-02-30', 'malformed'],
    ['2023-00-10', 'malformed'],
    ['0000-00-00', 'malformed'],
    ['0001-01-01', '0001-01-01'],
    ['9999-12-31', '9999-12-31'],
    ['0000-03-01', '0000-03-01'],
    ['-0044-03-15', '-0044-03-15'],
    ['12345-06-07', '12345-06-07'],
    ['+12345-06-07', '12345-06-07'],
    ['4000000-12-31', '4000000-12-31'],
    ['-4000000-01-01', '-4000000-01-01'],
    ['4000001-01-01', 'out of range'],
    ['1582-10-10', '1582-10-10'],
    ['infinity', 'infinity'],
    ['-Infinity', '-infinity'],
    [' 2020-01-02 ', '2020-01-02'],
    ['2020-01-02 00:00:00', '2020-01-02'],
    ['2020-01-02T00:00:00.000Z', '2020-01-02'],
    ['2020-01-02 00:00:01', 'inexact'],
    ['2020-01-02 25:00:00', 'malformed'],
    ['2020-1-2', 'malformed'],
    ['20200102', 'malformed'],
    ['2020/01/02', 'malformed'],
    ['2020-01-02x', 'malformed'],
    ['1577923200000', 'malformed'],
    ['', 'malformed'],
  ])('reads %j as %s', (text, expected) => expect(read(types.date, text)).toBe(expected));

  test.each([
    ['2020-1-2', '2020-01-02'],
    ['20200102', '2020-01-02'],
    ['20201345', 'malformed'],
    ['2020-2-30', 'malformed'],
    ['12:30:00', 'inexact'],
    ['0:0:0', '1970-01-01'],
  ])('lenient, reads %j as %s', (text, expected) => expect(read(types.date, text, lenient)).toBe(expected));
});

describe('times', () => {
  test.each([
    ['12:34:56', '12:34:56'],
    ['00:00:00', '00:00:00'],
    ['23:59:59.999999', '23:59:59.999999'],
    ['12:34:56.100', '12:34:56.1'],
    ['12:34:56.1234560', '12:34:56.123456'],
    ['12:34:56.1234567', 'inexact'],
    ['838:59:59', '838:59:59'],
    ['-838:59:59.000001', '-838:59:59.000001'],
    ['24:00:00', '24:00:00'],
    ['-00:00:00.5', '-00:00:00.5'],
    ['12:60:00', 'malformed'],
    ['12:34:60', 'malformed'],
    ['12:34', 'malformed'],
    ['1:2:3', 'malformed'],
    ['12:34:56.', 'malformed'],
    ['2562047788:00:54.775807', '2562047788:00:54.775807'],
    ['2562047788:00:54.775808', 'out of range'],
    ['999999999999:00:00', 'out of range'],
    ['', 'malformed'],
  ])('reads %j as %s', (text, expected) => expect(read(types.time, text)).toBe(expected));

  test('lenient, takes single digits and leaves seconds out', () => {
    expect(read(types.time, '1:2', lenient)).toBe('01:02:00');
  });
});

describe('timestamps', () => {
  const nanos: Type = { kind: 'timestamp', unit: 'ns', zoned: false };
  test.each([
    [types.timestamp, '2020-01-02 03:04:05', '2020-01-02 03:04:05'],
    [types.timestamp, '2020-01-02T03:04:05.123456', '2020-01-02 03:04:05.123456'],
    [types.timestamp, '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999'],
    [types.timestamp, '2020-01-02', '2020-01-02 00:00:00'],
    [types.timestamp, '2020-01-02 03:04:05.123456000', '2020-01-02 03:04:05.123456'],
    [types.timestamp, '2020-01-02 03:04:05.1234567', 'inexact'],
    [types.timestamp, '2020-01-02 03:04:05.1234560000001', 'inexact'],
    [types.timestamp, '2016-12-31 23:59:60', 'malformed'],
    [types.timestamp, '2020-01-02 24:00:00', 'malformed'],
    [types.timestamp, '2020-13-45 00:00:00', 'malformed'],
    [types.timestamp, '0000-00-00 00:00:00', 'malformed'],
    [types.timestamp, '2020-01-02 03:04', 'malformed'],
    [types.timestamp, '2020-01-02 03:04:05.', 'malformed'],
    [types.timestamp, '2020-01-02 03:04:05 ', '2020-01-02 03:04:05'],
    [types.timestamp, '0001-01-01 00:00:00.000001', '0001-01-01 00:00:00.000001'],
    [types.timestamp, '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999'],
    [types.timestamp, '-0044-03-15 12:00:00', '-0044-03-15 12:00:00'],
    [types.timestamp, '294247-01-10 04:00:54.775806', '294247-01-10 04:00:54.775806'],
    [types.timestamp, '294247-01-10 04:00:54.775807', 'out of range'],
    [types.timestamp, '300000-01-01 00:00:00', 'out of range'],
    [types.timestamp, 'infinity', 'infinity'],
    [types.timestamp, '2020-01-01 00:00:00Z', '2020-01-01 08:00:00'],
    [nanos, '2020-01-02 03:04:05.123456789', '2020-01-02 03:04:05.123456789'],
    [nanos, '1969-12-31 23:59:59.999999999', '1969-12-31 23:59:59.999999999'],
    [nanos, '2262-04-11 23:47:16.854775806', '2262-04-11 23:47:16.854775806'],
    [nanos, '2262-04-11 23:47:16.854775808', 'out of range'],
    [nanos, '1600-01-01 00:00:00', 'out of range'],
    [types.timestampZoned, '2020-01-01 08:00:00', '2020-01-01 00:00:00+00:00'],
    [types.timestampZoned, '2020-01-01 08:00:00+08', '2020-01-01 00:00:00+00:00'],
    [types.timestampZoned, '2020-01-01 08:00:00.5 +0800', '2020-01-01 00:00:00.5+00:00'],
    [types.timestampZoned, '2020-01-01T00:00:00Z', '2020-01-01 00:00:00+00:00'],
    [types.timestampZoned, '2020-01-01 00:00:00-03:30', '2020-01-01 03:30:00+00:00'],
    [types.timestampZoned, '1900-01-01 00:00:00+08:05:43', '1899-12-31 15:54:17+00:00'],
    [types.timestampZoned, '2020-01-01 00:00:00+25:00', 'malformed'],
    [types.timestampZoned, '2020-01-01 00:00:00+08:', 'malformed'],
    [types.timestampZoned, '2020-01-01 00:00:00 UTC+1', 'malformed'],
  ])('%o reads %j as %s', (type, text, expected) => expect(read(type, text)).toBe(expected));

  test.each([
    ['2020-1-2 3:4:5', '2020-01-02 03:04:05'],
    ['20200102', '2020-01-02 00:00:00'],
    ['20200102030405', '2020-01-02 03:04:05'],
    ['20200102250000', 'malformed'],
    ['2020-01-02 03:04', '2020-01-02 03:04:00'],
    ['12:30:00', '1970-01-01 12:30:00'],
    ['2020-02-31 00:00:00', 'malformed'],
    ['2020-01-02 03:04:05 and more', 'malformed'],
  ])('lenient, reads %j as %s', (text, expected) => expect(read(types.timestamp, text, lenient)).toBe(expected));
});

describe('texts and the like', () => {
  const broken = new Uint8Array([0x61, 0xff]);
  test.each([
    [{ kind: 'utf8', maxLength: 3 } as Type, 'äöü', 'äöü'],
    [{ kind: 'utf8', maxLength: 3 } as Type, '😀😀😀', '😀😀😀'],
    [{ kind: 'utf8', maxLength: 3 } as Type, 'abcd', 'out of range'],
    [types.utf8, '', ''],
    [types.utf8, broken, 'malformed'],
    [types.utf8, 'x'.repeat(100), 'x'.repeat(100)],
    [types.utf8, new Uint8Array(100).fill(0xe9), 'malformed'],
    [{ kind: 'binary', maxLength: 2 } as Type, 'abc', 'out of range'],
    [types.binary, 'abc', 'abc'],
    [
      types.json,
      ' {"a": [1, -2.5e+3, null, "x\\u00e9\\n", true, {}]} ',
      ' {"a": [1, -2.5e+3, null, "x\\u00e9\\n", true, {}]} ',
    ],
    [types.json, '"\\ud83d"', '"\\ud83d"'],
    [types.json, '{a:1}', 'malformed'],
    [types.json, '[1,]', 'malformed'],
    [types.json, '01', 'malformed'],
    [types.json, '"a\nb"', 'malformed'],
    [types.json, '1 2', 'malformed'],
    [types.json, '', 'malformed'],
    [types.json, '['.repeat(2000) + ']'.repeat(2000), 'malformed'],
    [types.list(types.int32), '[1,null,2]', '[1,null,2]'],
    [types.list(types.int32), '{}', 'malformed'],
    [types.vector(3), '[1, -2.5,3e1]', '[1,-2.5,30]'],
    [types.vector(3), '[1,2]', 'malformed'],
    [types.vector(3), '[1,2,3,4]', 'malformed'],
    [types.vector(3), '[1,2,x]', 'malformed'],
    [types.vector(1), '[]', 'malformed'],
  ])('%o reads %j as %j', (type, text, expected) => expect(read(type, text)).toBe(expected));
});

test('prints instants in the time zone of the job', () => {
  const column = new Column(types.timestampZoned, 1);
  const into = new Uint8Array(64);
  const bytes = new TextEncoder().encode('2020-07-01 00:00:00Z');
  compileParser(types.timestampZoned, strict)(bytes, 0, bytes.length, column, 0);
  const print = (zone: string): string => {
    const { format } = compileFormatter(types.timestampZoned, { timeZone: zone, lenientDates: false });
    return new TextDecoder().decode(into.subarray(0, format(column, 0, into, 0)));
  };
  expect(print('Asia/Shanghai')).toBe('2020-07-01 08:00:00+08:00');
  expect(print('America/St_Johns')).toBe('2020-06-30 21:30:00-02:30');
  expect(print('GMT+8')).toBe('2020-07-01 08:00:00+08:00');
});

test('keeps cells of several rows apart in one column of text', () => {
  const column = new Column(types.utf8, 1);
  const parse = compileParser(types.utf8, strict);
  const bytes = new TextEncoder().encode('onetwothree');
  column.reserveRows(3);
  parse(bytes, 0, 3, column, 0);
  parse(bytes, 3, 6, column, 1);
  parse(bytes, 6, 11, column, 2);
  expect([0, 1, 2].map((row) => cellText(column, row))).toEqual(['one', 'two', 'three']);
});
