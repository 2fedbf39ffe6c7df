import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CellValue } from '@sluice/core';
import { batchOf, temporaryFolder } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { readAll, textColumns, withWriter, writeRows } from '../families/relational/test-run.ts';
import sqlite from './index.ts';
import { testDatabase } from './test-database.ts';

/** Another program in the middle of a write. */
function testBlocker(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec('begin immediate');
  return database;
}

describe('values', () => {
  test('come back as they were written, for every type', async () => {
    const columns = `i integer, r real, d decimal(10,2), wide decimal_text(38,10), any_d numeric, s varchar(20), b blob,
      f boolean, day date, at datetime, clock time, j json, u`;
    const database = testDatabase(`create table t (${columns})`);
    const rows: CellValue[][] = [
      [
        1n,
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
      [
        -9_223_372_036_854_775_808n,
        0,
        '-99999999.99',
        '-0.0000000001',
        '123456789012345',
        '',
        new Uint8Array(),
        false,
        '0001-01-01',
        '9999-12-31 23:59:59',
        '-01:00:00',
        'null',
        '007',
      ],
      [
        9_223_372_036_854_775_807n,
        1e308,
        '0.00',
        '0.0000000000',
        '9007199254740993',
        'a\0b',
        new Uint8Array([0]),
        true,
        '1970-01-01',
        '1970-01-01 00:00:00',
        '25:00:00',
        '12',
        '1.50',
      ],
      [null, null, null, null, null, null, null, null, null, null, null, null, null],
    ];
    const written = await writeRows(sqlite, { path: database.path, table: 't', column: ['*'] }, rows);
    expect(written).toMatchObject({ rejections: [], report: { rowsWritten: 4 } });
    const { splits } = await readAll(sqlite, { path: database.path, table: 't' });
    expect(splits[0]?.rejected).toEqual([]);
    expect(splits[0]?.rows).toEqual(rows);
  });

  test('that SQLite would silently change are refused', async () => {
    const database = testDatabase('create table t (id integer, r real, d decimal(38,10), code uuid, label string)');
    const rows: CellValue[][] = [
      [1n, Number.NaN, null, null, null],
      [2n, null, '1234567890123456789012345678.0123456789', null, null],
      [3n, null, '1234567890.5', '7', '-12'],
      [4n, null, null, '007', null],
      [5n, null, null, null, '1.50'],
      [6n, null, null, null, '1e5'],
      [7n, null, null, 'a-7', ' x'],
      [8n, null, 'NaN', null, null],
    ];
    const { rejections } = await writeRows(sqlite, { path: database.path, table: 't' }, rows);
    expect(rejections.map(({ row, column, code }) => [row, column, code])).toEqual([
      [0, 1, 'OUT_OF_RANGE'],
      [1, 2, 'INEXACT'],
      [3, 3, 'INEXACT'],
      [4, 4, 'INEXACT'],
      [5, 4, 'INEXACT'],
      [7, 2, 'OUT_OF_RANGE'],
    ]);
    expect(database.all('select id, d, code, label from t')).toEqual([
      [3, 1_234_567_890.5, 7, -12],
      [7, null, 'a-7', ' x'],
    ]);
  });
});

describe('write modes', () => {
  const create = () =>
    testDatabase(
      "create table t (id integer primary key, name text default 'none', n integer); insert into t values (1, 'one', 1), (2, 'two', 2);",
    );
  const rows: CellValue[][] = [
    [2n, 'zwei'],
    [3n, 'drei'],
  ];
  const write = async (parameter: Record<string, string | string[]>) => {
    const database = create();
    const result = await writeRows(
      sqlite,
      { path: database.path, table: 't', column: ['id', 'name'], ...parameter },
      rows,
    );
    return { ...result, found: database.all('select * from t order by id') };
  };

  test('insert refuses a row whose key exists', async () => {
    const { found, rejections, report } = await write({});
    expect(report).toEqual({ rowsWritten: 1 });
    expect(rejections).toEqual([
      { row: 0, column: 0, code: 'DUPLICATE_KEY', reason: 'UNIQUE constraint failed: t.id' },
    ]);
    expect(found).toEqual([
      [1, 'one', 1],
      [2, 'two', 2],
      [3, 'drei', null],
    ]);
  });

  test('update changes the columns of the job and keeps the others', async () => {
    const { found, report } = await write({ writeMode: 'update' });
    expect(report).toEqual({ rowsWritten: 2 });
    expect(found).toEqual([
      [1, 'one', 1],
      [2, 'zwei', 2],
      [3, 'drei', null],
    ]);
  });

  test('insert finds every refused row among many', async () => {
    const database = testDatabase(
      'create table t (id integer primary key, n integer check (n <> 13)); insert into t values (20, 0)',
    );
    const many: CellValue[][] = Array.from({ length: 100 }, (_, id) => [BigInt(id), BigInt(id % 50)]);
    const { rejections, report } = await writeRows(sqlite, { path: database.path, table: 't' }, many);
    expect(rejections.map(({ row, code }) => [row, code])).toEqual([
      [13, 'CHECK_FAILED'],
      [20, 'DUPLICATE_KEY'],
      [63, 'CHECK_FAILED'],
    ]);
    expect(report).toEqual({ rowsWritten: 97 });
    expect(database.all('select count(*), sum(id) from t')).toEqual([[98, 4874]]);
  });

  test('ignore counts skipped rows among many', async () => {
    const database = testDatabase('create table t (id integer primary key); insert into t values (5), (50), (99)');
    const many: CellValue[][] = Array.from({ length: 100 }, (_, id) => [BigInt(id)]);
    const { report } = await writeRows(sqlite, { path: database.path, table: 't', writeMode: 'ignore' }, many);
    expect(report).toEqual({ rowsWritten: 97, rowsSkipped: 3 });
  });

  test('update takes its key from the word', async () => {
    expect((await write({ writeMode: 'update(ID)' })).found[1]).toEqual([2, 'zwei', 2]);
  });

  test('replace writes the whole row anew', async () => {
    const { found, report } = await write({ writeMode: 'replace' });
    expect(report).toEqual({ rowsWritten: 2 });
    expect(found[1]).toEqual([2, 'zwei', null]);
  });

  test('ignore keeps the old row and counts the new one as skipped', async () => {
    const { found, report, rejections } = await write({ writeMode: 'insert ignore' });
    expect(report).toEqual({ rowsWritten: 1, rowsSkipped: 1 });
    expect(rejections).toEqual([]);
    expect(found[1]).toEqual([2, 'two', 2]);
  });

  test('update changes only the columns asked for', async () => {
    const database = create();
    const parameter = { path: database.path, table: 't', writeMode: 'update', updateColumns: ['n'] };
    await writeRows(sqlite, parameter, [[1n, 'new', 9n]]);
    expect(database.all('select * from t where id = 1')).toEqual([[1, 'one', 9]]);
  });

  test('update without any key is refused before anything happens', async () => {
    const database = testDatabase('create table t (a integer); insert into t values (1)');
    const parameter = { path: database.path, table: 't', writeMode: 'update', preSql: ['delete from t'] };
    await expect(writeRows(sqlite, parameter, [[1n]])).rejects.toThrow('needs a key');
    expect(database.all('select * from t')).toEqual([[1]]);
  });

  test('an unknown mode is refused', async () => {
    await expect(write({ writeMode: 'overwrite' })).rejects.toThrow('The write mode "overwrite" is not supported');
  });
});

describe('NULL', () => {
  const create = () =>
    testDatabase("create table t (id integer primary key, a text not null default 'x', b text default 'y')");

  test('is refused where it is not allowed, also in replace mode', async () => {
    const database = create();
    const result = await writeRows(sqlite, { path: database.path, table: 't', writeMode: 'replace' }, [
      [1n, null, null],
    ]);
    expect(result.rejections).toEqual([{ row: 0, column: 1, code: 'NULL_NOT_ALLOWED', reason: 'NULL is not allowed' }]);
    expect(database.all('select * from t')).toEqual([]);
  });

  test('is refused by ignore mode instead of being skipped', async () => {
    const database = create();
    const result = await writeRows(sqlite, { path: database.path, table: 't', writeMode: 'ignore' }, [[1n, null, 'b']]);
    expect(result.rejections[0]).toMatchObject({ row: 0, column: 1, code: 'NULL_NOT_ALLOWED' });
  });

  test('gives way to the default with skipNull', async () => {
    const database = create();
    await writeRows(sqlite, { path: database.path, table: 't', nullMode: 'skipNull' }, [
      [1n, null, null],
      [2n, 'a', null],
    ]);
    expect(database.all('select * from t')).toEqual([
      [1, 'x', 'y'],
      [2, 'a', 'y'],
    ]);
  });

  test('gives way only in the columns asked for', async () => {
    const database = create();
    const parameter = { path: database.path, table: 't', nullMode: 'skipNull', skipNullColumn: ['a'] };
    await writeRows(sqlite, parameter, [[1n, null, null]]);
    expect(database.all('select * from t')).toEqual([[1, 'x', null]]);
  });

  test('cannot be skipped in update mode', async () => {
    const { path } = create();
    const parameter = { path, table: 't', nullMode: 'skipNull', writeMode: 'update' };
    await expect(writeRows(sqlite, parameter, [[1n, 'a', 'b']])).rejects.toThrow('does not go together');
  });
});

describe('around the load', () => {
  test('creates the table once, runs statements before and after', async () => {
    const path = join(temporaryFolder(), 'new.db');
    const parameter = {
      path,
      table: 'my table',
      ddl: 'create table @table (id integer)',
      preSql: ['delete from @table', 'insert into @table values (0);'],
      postSql: 'create table done as select count(*) as n from @table',
    };
    const first = await writeRows(sqlite, parameter, [[1n]]);
    expect(first.prepared.notes).toEqual([]);
    const second = await writeRows(sqlite, { ...parameter, postSql: [] }, [[2n]]);
    expect(second.prepared.notes).toEqual(['my table exists; not run: create table "my table" (id integer)']);
    const { rows } = await readAll(sqlite, {
      path,
      querySql: 'select (select n from done), id from "my table" order by id',
    });
    expect(rows).toEqual([
      ['2', 0n],
      ['2', 2n],
    ]);
  });

  test('a statement before the load may make the table', async () => {
    const path = join(temporaryFolder(), 'new.db');
    const preSql = ['drop table if exists @table', '/* anew */ create table @table (id integer)'];
    const parameter = { path, table: 't', preSql };
    await writeRows(sqlite, parameter, [[1n]]);
    await writeRows(sqlite, parameter, [[2n]]);
    expect((await readAll(sqlite, { path, table: ['t'], column: ['id'] })).rows).toEqual([[2n]]);
  });

  test('checks the columns before anything is deleted', async () => {
    const database = testDatabase(
      'create table t (id integer not null, a text not null, b text, g integer as (id + 1)); insert into t values (1, 2, 3);',
    );
    const parameter = { path: database.path, table: 't', preSql: ['delete from t'] };
    const fail = (column: string[], width: number) =>
      expect(writeRows(sqlite, { ...parameter, column }, [Array.from({ length: width }, () => null)])).rejects;
    await fail(['id', 'aa'], 2).toThrow('Table "t" has no column "aa".');
    await fail(['id', 'b'], 2).toThrow('Table "t" needs a value in "a", which the job does not write.');
    await fail(['id', 'a'], 3).toThrow(
      'The reader delivers 3 columns, the writer expects 2: "c0", "c1", "c2" against "id", "a".',
    );
    await fail(['id', 'a', 'g'], 3).toThrow('is computed by the database');
    expect(database.all('select count(*) from t')).toEqual([[1]]);
  });

  test('names a missing table, folder and a second table', async () => {
    const { path } = testDatabase();
    await expect(writeRows(sqlite, { path, table: 't' }, [[1n]])).rejects.toThrow('Table "t" does not exist.');
    await expect(writeRows(sqlite, { path, table: ['t', 'u'] }, [[1n]])).rejects.toThrow('The writer names 2 tables');
    await expect(writeRows(sqlite, { path: '/nowhere/x.db', table: 't' }, [[1n]])).rejects.toThrow('The folder of');
  });

  test('counts rows up to a limit', async () => {
    const { path } = testDatabase('create table t (id integer); insert into t values (1), (2), (3);');
    const counts = await withWriter(sqlite, { path, table: 't' }, async (writer) => [
      await writer.countRows?.(3),
      await writer.countRows?.(2),
    ]);
    expect(counts).toEqual([3, undefined]);
  });

  test('tells what would happen without doing it', async () => {
    const database = testDatabase(
      'create table t (id integer primary key, name varchar(5) not null); insert into t values (1, 2);',
    );
    const parameter = {
      path: database.path,
      table: 't',
      writeMode: 'update',
      preSql: 'delete from @table where id > 5',
    };
    const plan = await withWriter(sqlite, parameter, (writer) => writer.inspect(textColumns('id', 'name')));
    expect(plan.isDestructive).toBe(true);
    expect(plan.actions).toEqual([
      'Before the load runs: delete from "t" where id > 5',
      'Inserts into "t"; a row whose key exists is updated (key id, changing name).',
      'Deletes or changes existing data: delete from "t" where id > 5',
    ]);
    expect(plan.warnings).toEqual([
      '"id": utf8 goes into integer; values that do not fit become dirty records.',
      '"id": NULL is not allowed in the target and becomes a dirty record.',
      '"name": NULL is not allowed in the target and becomes a dirty record.',
    ]);
  });

  test('tells of a table that it would create', async () => {
    const { path } = testDatabase();
    const parameter = { path, table: 't', ddl: 'create table @table (id integer)' };
    const plan = await withWriter(sqlite, parameter, (writer) => writer.inspect(textColumns('id')));
    expect(plan).toEqual({
      actions: ['Runs: create table "t" (id integer)'],
      warnings: ['Table "t" does not exist yet; its columns are not checked.'],
      isDestructive: false,
    });
  });
});

describe('tasks', () => {
  const openTask = async (writer: Parameters<Parameters<typeof withWriter>[2]>[0], taskId: string) => {
    const prepared = await writer.prepare(textColumns('id'));
    const signal = new AbortController().signal;
    const task = { taskId, attempt: 1, schema: prepared.wanted, shared: prepared.shared, isolate: false, signal };
    return { prepared, open: () => writer.openTask(task) };
  };

  test('leave nothing behind when they are aborted', async () => {
    const database = testDatabase('create table t (id integer)');
    await withWriter(sqlite, { path: database.path, table: 't' }, async (writer) => {
      const { open, prepared } = await openTask(writer, '1');
      const task = await open();
      await task.write(batchOf(prepared.wanted, [[1n]]));
      await task.abort();
    });
    expect(database.all('select * from t')).toEqual([]);
  });

  test('wait for each other', async () => {
    const database = testDatabase('create table t (id integer)');
    await withWriter(sqlite, { path: database.path, table: 't' }, async (writer) => {
      const { open, prepared } = await openTask(writer, '1');
      const first = await open();
      let isSecondOpen = false;
      const opening = open().then((task) => {
        isSecondOpen = true;
        return task;
      });
      await first.write(batchOf(prepared.wanted, [[1n]]));
      expect(isSecondOpen).toBe(false);
      await first.commit();
      const second = await opening;
      await second.write(batchOf(prepared.wanted, [[2n]]));
      await second.commit();
    });
    expect(database.all('select * from t')).toEqual([[1], [2]]);
  });

  test('say that another program holds the file', async () => {
    const database = testDatabase('create table t (id integer)');
    const blocker = testBlocker(database.path);
    const parameter = { path: database.path, table: 't', busyTimeoutMs: 50 };
    await expect(writeRows(sqlite, parameter, [[1n]])).rejects.toMatchObject({ code: 'SQLITE_BUSY', retryable: true });
    blocker.close();
  });
});

test('says that the file cannot be written', async () => {
  const { path } = testDatabase('create table t (id integer)');
  const parameter = { path, table: 't', session: ['pragma query_only = 1'] };
  await expect(writeRows(sqlite, parameter, [[1n]])).rejects.toMatchObject({ code: 'SQLITE_READ_ONLY' });
});

test('a reader does not create a file', async () => {
  const path = join(temporaryFolder(), 'none.db');
  await expect(readAll(sqlite, { path, table: 't' })).rejects.toMatchObject({ code: 'SQLITE_FILE_NOT_FOUND' });
  expect(existsSync(path)).toBe(false);
});
