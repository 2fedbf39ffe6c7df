import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '@sluice/core';
import { typeName } from '@sluice/core';
import { openReader, temporaryFolder } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { describeReader, readAll, taskOf } from '../families/relational/test-run.ts';
import sqlite from './index.ts';
import { testDatabase } from './test-database.ts';

describe('types', () => {
  test('reads every declared type exactly', async () => {
    const { path } = testDatabase(`
      create table t (i integer, r real, d decimal(10,2), big decimal_text(38,10), any_d numeric, s varchar(20), b blob,
        f boolean, day date, at datetime, clock time, j json, u);
      insert into t values (-9223372036854775808, 0.1, 12.30, '1234567890123456789012345678.0123456789', 1.5, 'grüße',
        x'00ff', 1, '2024-02-29', '2024-02-29 23:59:59.000001', '12:30:00', '{"a":1}', 'x');
    `);
    const { rows, plan } = await readAll(sqlite, { path, table: 't', column: ['*'] });
    expect(rows).toEqual([
      [
        -9_223_372_036_854_775_808n,
        0.1,
        '12.30',
        '1234567890123456789012345678.0123456789',
        '1.5',
        'grüße',
        new Uint8Array([0, 255]),
        true,
        '2024-02-29',
        '2024-02-29 23:59:59.000001',
        '12:30:00',
        '{"a":1}',
        'x',
      ],
    ]);
    expect(plan.schema.columns.map((column) => column.nativeType)).toEqual([
      'integer',
      'real',
      'decimal(10,2)',
      'decimal_text(38,10)',
      'numeric',
      'varchar(20)',
      'blob',
      'boolean',
      'date',
      'datetime',
      'time',
      'json',
      undefined,
    ]);
  });

  test('reads NULL in every column', async () => {
    const { path } = testDatabase(`
      create table t (i integer, r real, d decimal(10,2), s text, b blob, f boolean, day date, at datetime);
      insert into t values (null, null, null, null, null, null, null, null), (1, 1, 1, '', x'', 0, '2024-01-01', '2024-01-01 00:00:00');
    `);
    const { rows } = await readAll(sqlite, { path, table: 't' });
    expect(rows).toEqual([
      [null, null, null, null, null, null, null, null],
      [1n, 1, '1.00', '', new Uint8Array(), false, '2024-01-01', '2024-01-01 00:00:00'],
    ]);
  });

  test('reads dates from Unix seconds and Julian days', async () => {
    const { path } = testDatabase(`
      create table t (day date, at datetime);
      insert into t values (1709164800, 1709164801), (2460369.5, 2460369.75);
    `);
    const { rows } = await readAll(sqlite, { path, table: 't' });
    expect(rows).toEqual([
      ['2024-02-29', '2024-02-29 00:00:01'],
      ['2024-02-29', '2024-02-29 06:00:00'],
    ]);
  });

  test('reads dates from milliseconds when the connection says so', async () => {
    const { path } = testDatabase('create table t (at datetime); insert into t values (1709164801001);');
    const { rows } = await readAll(sqlite, { path, table: 't', integerDates: 'milliseconds' });
    expect(rows).toEqual([['2024-02-29 00:00:01.001']]);
  });

  test('reads numbers in columns without a type as text', async () => {
    const { path } = testDatabase("create table t (a, b text); insert into t values (1, 2), (1.0, 'x'), (0.1, 2.5);");
    const { rows } = await readAll(sqlite, { path, table: 't' });
    expect(rows).toEqual([
      ['1', '2'],
      ['1.0', 'x'],
      ['0.1', '2.5'],
    ]);
  });

  test('reads long and non-ASCII texts', async () => {
    const { path } = testDatabase(`
      create table t (s text);
      insert into t values ('ä'), (printf('%.*c', 70000, 'x')), ('日本語のとても長い文字列日本語のとても長い文字列日本語のとても長い文字列'), ('😀'), ('a' || char(0) || 'b');
    `);
    const { rows } = await readAll(sqlite, { path, table: 't' });
    expect(rows.flat()).toEqual([
      'ä',
      'x'.repeat(70_000),
      '日本語のとても長い文字列日本語のとても長い文字列日本語のとても長い文字列',
      '😀',
      'a\0b',
    ]);
  });
});

describe('values that do not fit', () => {
  test('rejects them with position, reason and all values, and keeps the rest', async () => {
    const { path } = testDatabase(`
      create table t (id integer primary key, i integer, r real, d decimal(5,2), f boolean, day date, s text, b blob, j json);
      insert into t (id, i) values (1, 1), (2, 'abc'), (4, 1.5);
      insert into t (id, r) values (10, 'x'), (11, 2);
      insert into t (id, d) values (20, 1.234), (21, 1000), (22, 'no'), (23, 999.99), (24, x'00');
      insert into t (id, f) values (30, 2), (31, 'true');
      insert into t (id, day) values (40, '2024-02-30'), (41, 1709164801), (42, 1e300);
      insert into t (id, s) values (50, x'41');
      insert into t (id, b) values (60, 5), (61, 'text');
      insert into t (id, j) values (70, '{'), (71, '[1]');
    `);
    const { splits } = await readAll(sqlite, { path, table: 't' });
    expect(splits[0]?.rows.map((row) => row[0])).toEqual([1n, 11n, 23n, 31n, 61n, 71n]);
    expect(splits[0]?.rejected.map(({ ordinal, column, code }) => [ordinal, column, code])).toEqual([
      [1, 1, 'WRONG_TYPE'],
      [2, 1, 'WRONG_TYPE'],
      [3, 2, 'WRONG_TYPE'],
      [5, 3, 'INEXACT'],
      [6, 3, 'OUT_OF_RANGE'],
      [7, 3, 'MALFORMED'],
      [9, 3, 'WRONG_TYPE'],
      [10, 4, 'WRONG_TYPE'],
      [12, 5, 'MALFORMED'],
      [13, 5, 'INEXACT'],
      [14, 5, 'OUT_OF_RANGE'],
      [15, 6, 'WRONG_TYPE'],
      [16, 7, 'WRONG_TYPE'],
      [18, 8, 'MALFORMED'],
    ]);
    expect(splits[0]?.rejected[0]).toMatchObject({
      reason: 'a text in a column declared integer',
      values: ['2', 'abc', null, null, null, null, null, null, null],
    });
  });

  test('keeps the ordinals of good rows around rejected ones', async () => {
    const { path } = testDatabase(`
      create table t (i integer);
      with recursive n(v) as (select 0 union all select v + 1 from n where v < 1999)
      insert into t select case when v % 700 = 699 then 'bad' else v end from n;
    `);
    const reader = await openReader(sqlite, { path, table: 't' });
    const plan = await reader.plan({ channels: 1, wanted: { columns: [] } });
    const wrong: number[] = [];
    let rowCount = 0;
    const task = taskOf(plan);
    for await (const batch of reader.read(task)) {
      for (let row = 0; row < batch.rowCount; row++) {
        if (batch.ordinalOf(row) !== (batch.columns[0]?.values[row * 2] as number)) wrong.push(row);
      }
      rowCount += batch.rowCount;
    }
    await reader.close();
    expect(rowCount).toBe(1_998);
    expect(wrong).toEqual([]);
  });

  test('rejects invalid UTF-8 and keeps real replacement characters', async () => {
    const { path } = testDatabase(`
      create table t (id integer, s text);
      insert into t values (1, 'ok'), (2, cast(x'41ff42' as text)), (3, char(65533)), (4, cast(x'c3' as text));
    `);
    const { splits } = await readAll(sqlite, { path, table: 't' });
    expect(splits[0]?.rows).toEqual([
      [1n, 'ok'],
      [3n, '\ufffd'],
    ]);
    expect(splits[0]?.rejected.map(({ ordinal, column, code }) => [ordinal, column, code])).toEqual([
      [1, 1, 'MALFORMED'],
      [3, 1, 'MALFORMED'],
    ]);
  });
});

describe('what is selected', () => {
  const create = () =>
    testDatabase(`
      create table "my table" (id integer primary key, "order" text, Amount decimal(5,2));
      insert into "my table" values (1, 'a', 1.5), (2, 'b', 2.5), (3, 'c', null);
    `);

  test('takes names, keywords, constants and expressions', async () => {
    const { path } = create();
    const column = ['id', '"order"', 'AMOUNT', '1', "'abc'", 'null', "'null'", 'upper("order")'];
    const { rows } = await readAll(sqlite, { path, table: 'my table', column, where: 'id < 2;' });
    expect(rows).toEqual([[1n, 'a', '1.50', '1', 'abc', null, 'null', 'A']]);
  });

  test('takes bare JSON values as constants', async () => {
    const { path } = create();
    const { rows } = await readAll(sqlite, { path, table: 'my table', column: [1, null, true], where: 'id = 1' });
    expect(rows).toEqual([['1', null, '1']]);
  });

  test('expands the star without excluded columns', async () => {
    const { path } = create();
    const schema = await describeReader(sqlite, { path, table: 'my table', column: ['*'], excludeColumn: ['order'] });
    expect(schema.columns.map(({ name, type, isNullable }) => [name, typeName(type), isNullable])).toEqual([
      ['id', 'int64', false],
      ['Amount', 'decimal(5,2)', true],
    ]);
  });

  test('reads each query as one split', async () => {
    const { path } = create();
    const querySql = ['select id from "my table" where id = 1;', 'select id from "my table" where id > 1'];
    const { splits } = await readAll(sqlite, { path, querySql }, { channels: 4 });
    expect(splits.map(({ label, rows }) => [label, rows])).toEqual([
      ['query 1', [[1n]]],
      ['query 2', [[2n], [3n]]],
    ]);
  });

  test('survives a filter with OR and a comment', async () => {
    const { path } = create();
    const { rows } = await readAll(
      sqlite,
      { path, table: 'my table', column: ['id'], where: 'id = 1 or id = 3 -- both', splitPk: 'id', splitFactor: 2 },
      { channels: 2 },
    );
    expect(rows.map((row) => row[0]).sort()).toEqual([1n, 3n]);
  });

  test('reads ranges of tables and several files as one', async () => {
    const first = testDatabase(
      'create table t_0 (id integer); create table t_1 (id integer); insert into t_0 values (1); insert into t_1 values (2);',
    );
    const second = testDatabase('create table x (id integer not null); insert into x values (3);');
    const connection: JsonValue = [
      { jdbcUrl: `jdbc:sqlite:${first.path}`, table: ['t_[0-1]'] },
      { path: second.path, table: ['x'] },
    ];
    const { splits, plan } = await readAll(sqlite, { connection, column: ['id'] }, { channels: 2 });
    expect(splits.map(({ label, rows }) => [label, rows])).toEqual([
      ['t_0', [[1n]]],
      ['t_1', [[2n]]],
      ['x', [[3n]]],
    ]);
    expect(plan.schema.columns[0]?.isNullable).toBe(true);
  });

  test('uses the first file that can be opened', async () => {
    const { path } = create();
    const jdbcUrl = ['jdbc:sqlite:/nowhere/x.db', `jdbc:sqlite:${path}?busy_timeout=5&cache=shared`];
    const { rows, plan } = await readAll(sqlite, { jdbcUrl, table: 'my table', column: ['id'], where: 'id = 1' });
    expect(rows).toEqual([[1n]]);
    expect(plan.notes).toContain('The URL property "cache" has no effect.');
  });
});

describe('errors', () => {
  const fails = async (parameter: Parameters<typeof readAll>[1]): Promise<unknown> =>
    describeReader(sqlite, parameter).then(
      () => 'no error',
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    );

  test('name the missing table, column or file', async () => {
    const { path } = testDatabase('create table t_0 (id integer, name text)');
    expect(await fails({ path, table: 'nope' })).toBe('SQLITE_TABLE_NOT_FOUND: Table "nope" does not exist.');
    expect(await fails({ path, table: 't_[0-1]' })).toBe('SQLITE_TABLE_NOT_FOUND: Table "t_1" does not exist.');
    expect(await fails({ path, table: 't_0', column: ['id', 'nmae'] })).toBe(
      'RELATIONAL_COLUMN_NOT_FOUND: Table "t_0" has no column "nmae". Did you mean "name"?',
    );
    expect(await fails({ path: `${path}.x`, table: 't' })).toBe(
      `SQLITE_FILE_NOT_FOUND: The database file "${path}.x" does not exist.`,
    );
    expect(await fails({ path })).toBe('RELATIONAL_TABLE_MISSING: The reader names no table.');
  });

  test('say that SQL in a table name is no table', async () => {
    const database = testDatabase('create table t (id integer); insert into t values (1);');
    expect(await fails({ path: database.path, table: 't; drop table t' })).toBe(
      'SQLITE_TABLE_NOT_FOUND: Table "t; drop table t" does not exist.',
    );
    expect(database.all('select * from t')).toEqual([[1]]);
  });

  test('say what differs between tables', async () => {
    const { path } = testDatabase(
      'create table a (id integer); create table b (id text); create table c (id integer, x text)',
    );
    expect(await fails({ path, table: ['a', 'b'] })).toBe(
      'RELATIONAL_TABLES_DIFFER: Table "b" does not have the columns of "a": "id" is utf8 instead of int64.',
    );
    expect(await fails({ path, table: ['a', 'c'] })).toContain('2 columns instead of 1');
  });

  test('refuse a database in memory and a file that is none', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'text.db'), 'this is not a database, but long enough to be looked at'.repeat(20));
    mkdirSync(join(folder, 'folder.db'));
    expect(await fails({ path: ':memory:', table: 't' })).toContain('SQLITE_MEMORY_REFUSED');
    expect(await fails({ path: join(folder, 'text.db'), table: 't' })).toContain('file is not a database');
    expect(await fails({ path: join(folder, 'folder.db'), table: 't' })).toContain('SQLITE_OPEN_FAILED');
  });

  test('stop reading when the run is cancelled', async () => {
    const { path } = testDatabase(`
      create table t (i integer);
      with recursive n(v) as (select 0 union all select v + 1 from n where v < 9999) insert into t select v from n;
    `);
    const abort = new AbortController();
    const reader = await openReader(sqlite, { path, table: 't' });
    const plan = await reader.plan({ channels: 1, wanted: { columns: [] } });
    const batches = reader.read({ ...taskOf(plan, 0, 100), signal: abort.signal });
    const iterator = batches[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.rowCount).toBe(100);
    abort.abort(new Error('cancelled'));
    await expect(iterator.next()).rejects.toThrow('cancelled');
    await reader.close();
  });
});

test('sees one state of the file in all splits while somebody writes', async () => {
  const database = testDatabase(`
    pragma journal_mode = wal;
    create table t (id integer primary key);
    with recursive n(v) as (select 1 union all select v + 1 from n where v < 1000) insert into t select v from n;
  `);
  const parameter = { path: database.path, table: 't', splitFactor: 2 };
  const reader = await openReader(sqlite, parameter);
  const plan = await reader.plan({ channels: 2, wanted: { columns: [] } });
  database.exec('delete from t where id % 2 = 0; insert into t values (-5), (5000)');
  let rowCount = 0;
  for (const index of plan.splits.keys()) {
    for await (const batch of reader.read(taskOf(plan, index))) rowCount += batch.rowCount;
  }
  await reader.close();
  expect(plan.splits).toHaveLength(4);
  expect(plan.notes).toContain('all splits read one snapshot');
  expect(rowCount).toBe(1_000);
});

test('makes batches no larger than asked for', async () => {
  const { path } = testDatabase(`
    create table t (s text);
    with recursive n(v) as (select 1 union all select v + 1 from n where v < 40) insert into t select printf('%.*c', 100000, 'x') from n;
  `);
  const reader = await openReader(sqlite, { path, table: 't' });
  const plan = await reader.plan({ channels: 1, wanted: { columns: [] } });
  const sizes: number[] = [];
  const task = { ...taskOf(plan), batchBytes: 1_000_000 };
  for await (const batch of reader.read(task)) sizes.push(batch.rowCount);
  await reader.close();
  expect(sizes).toEqual([10, 10, 10, 10]);
});

test('a plain column of a table is as nullable as the table says, anything else may be NULL', async () => {
  const { path } = testDatabase('create table t (a integer not null, b text);');
  const reader = await openReader(sqlite, { path, table: 't', column: ['b', 'A', 'nullif(a, 1) as a'] });
  const { columns } = await reader.describe();
  await reader.close();
  expect(columns.map(({ isNullable }) => isNullable)).toEqual([true, false, true]);
});
