import { typeName, types } from '@sluice/core';
import { expect, test } from 'vitest';
import { createLike, createTable, isCreateTable, planColumns } from './create-table.ts';
import type { Dialect } from './session.ts';
import { testDialect } from './test-dialect.ts';

const dialect: Dialect = { ...testDialect, typeFor: typeName };

const columns = planColumns(dialect, [
  { name: 'id', type: types.int32, isNullable: true },
  { name: 'say "no"', type: types.utf8, isNullable: false },
  { name: 'at', type: types.date, isNullable: true },
]);

test('quotes every name, and says for every column whether it takes NULL', () => {
  const { statement, notes } = createTable(dialect, {
    table: { schema: 'dw', name: 'orders' },
    columns,
    primaryKey: ['id'],
  });
  expect(statement).toBe(
    [
      'create table "dw"."orders" (',
      '  "id" int32 not null,',
      '  "say ""no""" utf8 not null,',
      '  "at" date null,',
      '  primary key ("id")',
      ')',
    ].join('\n'),
  );
  expect(notes).toEqual([]);
});

test('a key that the database cannot have is left out and told about', () => {
  const strict = { ...dialect, canBeKey: (sqlType: string) => sqlType !== 'utf8' };
  const plan = { table: { name: 't' }, columns, primaryKey: ['id', 'say "no"'], uniqueKeys: [['at']] };
  const { statement, notes } = createTable(strict, plan);
  expect(statement).not.toContain('primary key');
  expect(statement).toContain('unique ("at")');
  expect(notes).toEqual(['The key (id, say "no") is left out: the database cannot have one on such types.']);
});

test('a table like another one has its own types; what defaults would fill in may stay empty', () => {
  const description = {
    name: 'orders',
    kind: 'table',
    schema: {
      columns: [
        { name: 'id', type: types.int32, isNullable: false, nativeType: 'serial4' },
        { name: 'made', type: types.timestamp, isNullable: false, nativeType: 'datetime' },
      ],
    },
    primaryKey: ['id'],
    uniqueKeys: [],
    columnsWithDefault: ['made'],
  } as const;
  const like = { table: { name: 'orders' }, description };
  expect(createLike(dialect, { name: 'copy' }, like)).toBe(
    'create table "copy" (\n  "id" serial4 not null,\n  "made" datetime null,\n  primary key ("id")\n)',
  );
  const able = { ...dialect, createLike: (table: string, other: string) => `create ${table} as ${other}` };
  expect(createLike(able, { name: 'copy' }, like)).toBe('create "copy" as "orders"');
});

test.each([
  ['create table t (a int)', true],
  ['  -- ours\n/* new */ CREATE TEMPORARY TABLE IF NOT EXISTS t (a int)', true],
  ["create table t (a text default ';', `b;` int) comment 'it''s'; -- end;\n", true],
  ['create table t (a int); drop table u', false],
  ["create table t (a text default '\\'); drop table u; --')", false],
  ['create index i on t (a)', false],
  ['drop table t', false],
  ["select 'create table'", false],
])('%s makes a table: %s', (sql, expected) => {
  expect(isCreateTable(sql)).toBe(expected);
});
