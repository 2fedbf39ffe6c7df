import { describe, expect, test } from 'vitest';
import { getCell } from '../cell.ts';
import { Column } from '../column.ts';
import { types } from '../types.ts';
import type { Type } from '../types.ts';
import { compileDatePattern } from './date-pattern.ts';
import { compileFormatter } from './formatter.ts';
import { type TextOptions, compileParser } from './parser.ts';

const statusNames = ['parsed', 'malformed', 'out of range', 'inexact'];

function options(dateFormat: string, lenientDates = false): TextOptions {
  return { timeZone: 'Asia/Shanghai', lenientDates, dateFormat };
}

function read(type: Type, text: string, using: TextOptions): unknown {
  const bytes = new TextEncoder().encode(text);
  const column = new Column(type, 1);
  const status = compileParser(type, using)(bytes, 0, bytes.length, column, 0);
  return status === 0 ? getCell(column, 0) : statusNames[status];
}

function print(type: Type, iso: string, using: TextOptions): string {
  const bytes = new TextEncoder().encode(iso);
  const column = new Column(type, 1);
  compileParser(type, { timeZone: 'UTC', lenientDates: false })(bytes, 0, bytes.length, column, 0);
  const { format, maxBytes } = compileFormatter(type, using);
  const into = new Uint8Array(maxBytes(column, 0));
  return new TextDecoder().decode(into.subarray(0, format(column, 0, into, 0)));
}

describe('reading', () => {
  test.each([
    ['dd/MM/yyyy', '31/01/2020', '2020-01-31 00:00:00'],
    ['dd/MM/yyyy', '31/02/2020', 'malformed'],
    ['dd/MM/yyyy', '31/01/2020 12:00', 'malformed'],
    ['dd/MM/yyyy', '1/1/2020', 'malformed'],
    ['d/M/yyyy', '1/12/2020', '2020-12-01 00:00:00'],
    ['yyyyMMddHHmmss', '20200102030405', '2020-01-02 03:04:05'],
    ['yyyyMMddHHmmssSSS', '20200102030405678', '2020-01-02 03:04:05.678'],
    ['yyyy-MM-dd HH:mm:ss.SSSSSS', '2020-01-02 03:04:05.000001', '2020-01-02 03:04:05.000001'],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", '2020-01-02T03:04:05Z', '2020-01-02 11:04:05'],
    ["yyyy-MM-dd'T'HH:mm:ssZ", '2020-01-02T03:04:05+0800', '2020-01-02 03:04:05'],
    ['yyyy-MM-dd HH:mm z', '2020-01-02 03:04 GMT+09:00', '2020-01-02 02:04:00'],
    ['dd MMM yyyy hh:mm a', '02 Jan 2020 12:30 am', '2020-01-02 00:30:00'],
    ['dd MMM yyyy hh:mm a', '02 jan 2020 12:30 PM', '2020-01-02 12:30:00'],
    ['dd MMM yyyy hh:mm a', '02 Jan 2020 13:30 PM', 'malformed'],
    ['MMMM d, yyyy', 'September 3, 2020', '2020-09-03 00:00:00'],
    ['yy-MM-dd', '68-01-01', '2068-01-01 00:00:00'],
    ['yy-MM-dd', '69-01-01', '1969-01-01 00:00:00'],
    ["yyyy'年'MM'月'dd'日'", '2020年01月02日', '2020-01-02 00:00:00'],
    ["hh 'o''clock' a", "03 o'clock PM", '1970-01-01 15:00:00'],
    ['HH:mm:ss', '24:00:00', 'malformed'],
    ['HH:mm:ss', '23:60:00', 'malformed'],
  ])('%s reads %j as %s', (format, text, expected) => {
    expect(read(types.timestamp, text, options(format))).toBe(expected);
  });

  test('lenient, takes fewer digits', () => {
    expect(read(types.date, '1/2/2020', options('dd/MM/yyyy', true))).toBe('2020-02-01');
  });

  test('a date refuses a time of day', () => {
    expect(read(types.date, '2020-01-02 03:04', options('yyyy-MM-dd HH:mm'))).toBe('inexact');
  });

  test('a time ignores a format with letters of a date', () => {
    expect(read(types.time, '03:04:05', options('yyyy-MM-dd HH:mm:ss'))).toBe('03:04:05');
    expect(read(types.time, '0304', options('HHmm'))).toBe('03:04:00');
  });
});

describe('printing', () => {
  test.each([
    [types.timestamp, 'yyyyMMdd HHmmss', '2020-01-02 03:04:05', '20200102 030405'],
    [types.timestamp, 'd.M.yy h:mm a', '2020-01-02 15:04:05', '2.1.20 3:04 PM'],
    [types.timestamp, 'MMM MMMM', '2020-09-02 15:04:05', 'Sep September'],
    [types.timestamp, "yyyy'年' SSS", '2020-09-02 15:04:05.123456', '2020年 123'],
    [
      types.timestampZoned,
      'yyyy-MM-dd HH:mm:ss Z X XXX z',
      '2020-01-02 03:04:05Z',
      '2020-01-02 11:04:05 +0800 +08 +08:00 GMT+08:00',
    ],
    [types.date, "'年年年年年年'd", '2020-09-02', '年年年年年年2'],
    [types.timestampZoned, 'z', '1890-01-01 00:00:00Z', 'GMT+08:05:43'],
    [types.timestamp, 'yyyy-MM-dd', 'infinity', 'infinity'],
    [types.date, 'dd/MM/yyyy', '2020-01-02', '02/01/2020'],
    [types.date, 'y', '-0044-01-02', '-44'],
    [types.time, 'HH:mm', '15:04:05', '15:04'],
    [types.time, 'HH:mm', '25:04:05', '25:04:05'],
  ])('%o %s prints %s as %s', (type, format, iso, expected) => {
    expect(print(type, iso, options(format))).toBe(expected);
  });
});

test.each([['yyyy-QQ'], ["yyyy 'open"], ['---'], ['SSSSSSSSSS']])('refuses the format %j', (format) => {
  expect(() => compileDatePattern(format)).toThrow(expect.objectContaining({ code: 'TEXT_BAD_DATE_FORMAT' }));
});
