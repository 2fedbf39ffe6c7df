import { expect, test } from 'vitest';
import { expandTables, parseTable, tableText } from './table-names.ts';

test('expands a numeric range', () => {
  expect(expandTables(['t_[8-11]'])).toEqual(['t_8', 't_9', 't_10', 't_11']);
});

test('keeps the width of a lower bound that starts with zero', () => {
  expect(expandTables(['t_[008-011]'])).toEqual(['t_008', 't_009', 't_010', 't_011']);
  expect(expandTables(['t_[0-2]'])).toEqual(['t_0', 't_1', 't_2']);
});

test('expands lists, with schema before and text after the bracket', () => {
  expect(expandTables(['t_00[8-9]', 'shop.t_0[10-11]_x'])).toEqual(['t_008', 't_009', 'shop.t_010_x', 'shop.t_011_x']);
});

test('expands several brackets in one name', () => {
  expect(expandTables(['d[0-1].t[0-1]'])).toEqual(['d0.t0', 'd0.t1', 'd1.t0', 'd1.t1']);
});

test('refuses a range that counts downwards', () => {
  expect(() => expandTables(['t_[9-0]'])).toThrow('The table range "t_[9-0]" counts downwards.');
});

test('refuses a range without end', () => {
  expect(() => expandTables(['t_[0-999999]'])).toThrow('has more than 100000 tables');
});

test('drops blank entries', () => {
  expect(expandTables([' ', ' a '])).toEqual(['a']);
});

test('takes schema and table apart', () => {
  expect(parseTable('shop.orders')).toEqual({ table: { schema: 'shop', name: 'orders' }, isQuoted: false });
  expect(parseTable('orders')).toEqual({ table: { name: 'orders' }, isQuoted: false });
  expect(parseTable('orders', 'dw')).toEqual({ table: { schema: 'dw', name: 'orders' }, isQuoted: false });
});

test('keeps dots and doubled quotes inside quoted parts', () => {
  expect(parseTable('"a.b"."c""d"').table).toEqual({ schema: 'a.b', name: 'c"d' });
  expect(parseTable('`a.b`').table).toEqual({ name: 'a.b' });
  expect(parseTable('"a"').isQuoted).toBe(true);
});

test('takes SQL in a table name as a name', () => {
  expect(parseTable('orders; drop table x').table).toEqual({ name: 'orders; drop table x' });
  expect(parseTable('"a" where 1=1').table).toEqual({ name: '"a" where 1=1' });
});

test('prints schema and table for people', () => {
  expect(tableText({ schema: 'shop', name: 'orders' })).toBe('shop.orders');
});
