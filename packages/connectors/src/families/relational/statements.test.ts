import { expect, test } from 'vitest';
import { isDestructive, isPlainCreate, withTable } from './statements.ts';
import { testDialect } from './test-dialect.ts';

test('puts the quoted table in place of @table', () => {
  const sql = ['delete from @table where a = 1;', 'analyze @tables'];
  expect(withTable(testDialect, sql, { schema: 's', name: 'a$&b' })).toEqual([
    'delete from "s"."a$&b" where a = 1',
    'analyze @tables',
  ]);
});

test.each(['TRUNCATE t', 'delete from t', '/* x */ drop table t', '-- x\nupdate t set a = 1'])(
  'takes %j as destructive',
  (sql) => {
    expect(isDestructive(sql)).toBe(true);
  },
);

test('takes other statements as harmless', () => {
  expect(isDestructive('insert into log values (1)')).toBe(false);
  expect(isDestructive('-- delete from t\nselect 1')).toBe(false);
});

test('knows a CREATE TABLE that fails when the table exists', () => {
  expect(isPlainCreate('create table t (a int)')).toBe(true);
  expect(isPlainCreate('CREATE UNLOGGED TABLE t (a int)')).toBe(true);
  expect(isPlainCreate('create table if not exists t (a int)')).toBe(false);
  expect(isPlainCreate('drop table t')).toBe(false);
});
