import { types } from '@sluice/core';
import { expect, test } from 'vitest';
import type { RelationalTable } from './session.ts';
import { testDialect } from './test-dialect.ts';
import { keyColumnsOf, writeModeOf } from './write-mode.ts';

test.each([
  ['insert', 'insert'],
  ['INSERT INTO', 'insert'],
  ['copy', 'insert'],
  ['update', 'update'],
  ['on duplicate key update', 'update'],
  ['upsert', 'update'],
  ['replace', 'replace'],
  ['replace  into', 'replace'],
  ['ignore', 'ignore'],
  ['insert ignore', 'ignore'],
])('understands the write mode "%s"', (word, mode) => {
  expect(writeModeOf(testDialect, { writeMode: word })).toEqual({ mode, keys: [] });
});

test('takes the first mode of the dialect when the job names none', () => {
  expect(writeModeOf({ ...testDialect, writeModes: ['replace'] }, {}).mode).toBe('replace');
});

test('reads key columns in the word itself', () => {
  expect(writeModeOf(testDialect, { writeMode: 'update(k1, k2)' })).toEqual({ mode: 'update', keys: ['k1', 'k2'] });
});

test('lets the conflict mode decide over insert and copy', () => {
  expect(writeModeOf(testDialect, { writeMode: 'copy', conflictMode: 'replace' }).mode).toBe('update');
  expect(writeModeOf(testDialect, { conflictMode: 'ignore' }).mode).toBe('ignore');
  expect(writeModeOf(testDialect, { writeMode: 'insert', conflictMode: 'reject' }).mode).toBe('insert');
  expect(writeModeOf(testDialect, { writeMode: 'update', conflictMode: 'reject' }).mode).toBe('update');
});

test('refuses a word that the dialect does not have', () => {
  expect(() => writeModeOf(testDialect, { writeMode: 'overwrite' })).toThrow('"overwrite" is not supported');
  expect(() => writeModeOf({ ...testDialect, writeModes: ['insert'] }, { writeMode: 'update' })).toThrow('"update"');
});

const table: RelationalTable = {
  name: 'orders',
  kind: 'table',
  schema: { columns: ['id', 'code', 'amount'].map((name) => ({ name, type: types.int64, isNullable: false })) },
  primaryKey: ['id'],
  uniqueKeys: [['code']],
};
const all = ['id', 'code', 'amount'];

test('takes the primary key when the job writes it', () => {
  expect(keyColumnsOf(testDialect, { table, columns: all, given: [], mode: 'update' })).toEqual(['id']);
});

test('takes a unique index when the primary key is not written', () => {
  expect(keyColumnsOf(testDialect, { table, columns: ['code', 'amount'], given: [], mode: 'update' })).toEqual([
    'code',
  ]);
});

test('takes the key columns that the job names', () => {
  expect(keyColumnsOf(testDialect, { table, columns: all, given: ['CODE'], mode: 'ignore' })).toEqual(['code']);
  expect(() => keyColumnsOf(testDialect, { table, columns: all, given: ['nope'], mode: 'update' })).toThrow('"nope"');
});

test('names the missing key', () => {
  const request = { table, columns: ['amount'], given: [], mode: 'update' } as const;
  expect(() => keyColumnsOf(testDialect, request)).toThrow('The write mode "update" needs a key');
  expect(keyColumnsOf({ ...testDialect, needsConflictKey: false }, request)).toEqual([]);
});

test('needs no key to insert, nor to ignore whatever conflicts', () => {
  expect(keyColumnsOf(testDialect, { table, columns: all, given: [], mode: 'insert' })).toEqual([]);
  expect(keyColumnsOf(testDialect, { table, columns: ['amount'], given: [], mode: 'ignore' })).toEqual([]);
});
