import type { CellValue } from '@sluice/core';
import { type Server, describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { openClient } from './connect.ts';
import { batchOf, connectRequest, connectionTo, load, loadRequest, openSession, readAll } from './test-session.ts';

const openLink = async (server: Server, overrides = {}) =>
  (await openClient(connectionTo(server, overrides), connectRequest())).client;

describeWithService('dolt', 'what differs in MySQL 8, on Dolt', (server) => {
  test('logs in by caching_sha2_password over an open connection, again and again', async () => {
    for (let turn = 0; turn < 3; turn++) {
      const session = await openSession(server());
      expect(await session.query('SELECT plugin FROM mysql.user WHERE user = ?', [server().user])).toEqual([
        ['caching_sha2_password'],
      ]);
      await session.close();
    }
    await expect(openSession(server(), { password: 'wrong' })).rejects.toMatchObject({ code: 'MYSQL_ACCESS_DENIED' });
  });

  test('is no MariaDB and has no bulk execute', async () => {
    const client = await openLink(server());
    expect([client.agreement.isMariaDb, client.hasBulkExecute]).toEqual([false, false]);
    client.quit();
  });

  test('has a JSON type of its own', async () => {
    const session = await openSession(server());
    await session.execute('CREATE TABLE documents (id int primary key, d json)');
    const { schema } = await session.describeTable({ name: 'documents' });
    expect(schema.columns[1]).toMatchObject({ name: 'd', type: { kind: 'json' } });
    await load(session, 'documents', [
      [1, '{"a": [1, 2.5, "ü\\n😀", null, true]}'],
      [2, null],
      [3, '12.5'],
    ]);
    const { rows } = await readAll(session, 'SELECT d FROM documents ORDER BY id');
    expect(rows.map(([cell]) => cell)).toEqual(['{"a":[1,2.5,"ü\\n😀",null,true]}', null, '12.5']);
    await session.close();
  });

  test('describes its tables', async () => {
    const session = await openSession(server());
    await session.execute(
      'CREATE TABLE described (id bigint unsigned auto_increment primary key, t tinyint, d decimal(20,5) not null, ' +
        's varchar(30), b varbinary(10), at datetime(6), on_day date, f float, y year)',
    );
    const { schema, primaryKey } = await session.describeTable({ name: 'described' });
    expect(schema.columns.map(({ name, type, isNullable }) => [name, type.kind, isNullable])).toEqual([
      ['id', 'uint64', false],
      ['t', 'int8', true],
      ['d', 'decimal', false],
      ['s', 'utf8', true],
      ['b', 'binary', true],
      ['at', 'timestamp', true],
      ['on_day', 'date', true],
      ['f', 'float32', true],
      ['y', 'int16', true],
    ]);
    expect(primaryKey).toEqual(['id']);
    const tables = await session.listTables({ pattern: 'descr*', limit: 10 });
    expect(tables.map(({ name }) => name)).toEqual(['described']);
    await session.close();
  });

  test('stores every row but the bad ones, and finds those', async () => {
    const session = await openSession(server());
    await session.execute(
      'CREATE TABLE strict (id int primary key, s varchar(10) not null, small tinyint unsigned, n int)',
    );
    const rows: CellValue[][] = Array.from({ length: 2_000 }, (_, id) => [id, `s${id}`, 1, 1]);
    const spoil = (row: number, column: number, value: CellValue): void => {
      (rows[row] as CellValue[])[column] = value;
    };
    spoil(0, 1, null);
    spoil(3, 0, 2);
    spoil(1_998, 0, 17);
    const { rejections, committed } = await load(session, 'strict', rows);
    expect(rejections.map(({ row, code }) => [row, code])).toEqual([
      [0, 'NULL_NOT_ALLOWED'],
      [3, 'DUPLICATE_KEY'],
      [1_998, 'DUPLICATE_KEY'],
    ]);
    expect(committed).toBe(1_997);
    expect(await session.query('SELECT count(*) FROM strict')).toEqual([['1997']]);
    await session.close();
  });

  test.each([
    ['insert', ['old', 'b']],
    ['ignore', ['old', 'b']],
    ['replace', ['new', 'b']],
    ['update', ['new', 'b']],
  ] as const)('%s over an existing key', async (mode, expected) => {
    const session = await openSession(server());
    await session.execute(`CREATE TABLE over_${mode} (id int primary key, s varchar(10))`);
    await session.execute(`INSERT INTO over_${mode} VALUES (1, 'old')`);
    const rows = [
      [1, 'new'],
      [2, 'b'],
    ];
    const { rejections } = await load(session, `over_${mode}`, rows, { mode });
    expect(rejections.length).toBe(mode === 'insert' ? 1 : 0);
    expect((await session.query(`SELECT s FROM over_${mode} ORDER BY id`)).flat()).toEqual(expected);
    await session.close();
  });

  test('leaves nothing behind when a load is aborted', async () => {
    const session = await openSession(server());
    await session.execute('CREATE TABLE aborted (id int primary key, s varchar(10))');
    const request = await loadRequest(session, 'aborted');
    const loader = await session.openLoader(request);
    await loader.write(batchOf(request.schema, [[1, 'a']]));
    await loader.abort();
    expect(await session.query('SELECT count(*) FROM aborted')).toEqual([['0']]);
    await session.close();
  });
});
