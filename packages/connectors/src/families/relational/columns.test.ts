import { types } from '@sluice/core';
import { expect, test } from 'vitest';
import { misspeltColumn, selectList, targetColumns } from './columns.ts';
import type { RelationalTable } from './session.ts';
import { testDialect } from './test-dialect.ts';

const table: RelationalTable = {
  name: 'orders',
  kind: 'table',
  schema: {
    columns: ['id', 'order', 'Amount', 'total'].map((name) => ({ name, type: types.int64, isNullable: true })),
  },
  primaryKey: ['id'],
  uniqueKeys: [],
  generatedColumns: ['total'],
};

test('quotes columns and passes everything else as SQL', () => {
  const entries = ['id', '"order"', 'amount', '1', "'abc'", 'null', "'null'", 'now()', 'id::text', 'true', '2.3'];
  expect(selectList(testDialect, table, entries)).toEqual([
    '"id"',
    '"order"',
    '"Amount"',
    '1',
    "'abc'",
    'null',
    "'null'",
    'now()',
    'id::text',
    'true',
    '2.3',
  ]);
});

test('expands the star to the columns of now, without those excluded', () => {
  expect(selectList(testDialect, table, ['*'])).toEqual(['"id"', '"order"', '"Amount"', '"total"']);
  expect(selectList(testDialect, table, ['*'], ['ORDER'])).toEqual(['"id"', '"Amount"', '"total"']);
});

test('refuses an empty list', () => {
  expect(() => selectList(testDialect, table, [])).toThrow('The reader names no column.');
});

test('finds the misspelt column behind an error of the database', () => {
  const error = misspeltColumn(table, ['id', 'null', 'current_date', 'totl'], new Error('no such column'));
  expect(error?.code).toBe('RELATIONAL_COLUMN_NOT_FOUND');
  expect(error?.message).toBe('Table "orders" has no column "totl". Did you mean "total"?');
  expect(misspeltColumn(table, ['id', 'lower(1'], new Error('syntax'))).toBeUndefined();
});

test('takes all columns that can be written for a star', () => {
  expect(targetColumns(table, ['*'])).toEqual(['id', 'order', 'Amount']);
});

test('names target columns as the table does', () => {
  expect(targetColumns(table, ['ID', '`order`', 'amount'])).toEqual(['id', 'order', 'Amount']);
});

test('refuses unknown, computed and repeated target columns', () => {
  expect(() => targetColumns(table, ['ammount'])).toThrow('Did you mean "Amount"?');
  expect(() => targetColumns(table, ['total'])).toThrow('is computed by the database');
  expect(() => targetColumns(table, ['id', 'ID'])).toThrow('is listed twice');
});
