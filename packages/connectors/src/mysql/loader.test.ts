import type { CellValue } from '@sluice/core';
import { type Server, describeWithService, testContext } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import type { LoadRequest } from '../families/relational/session.ts';
import { openClient } from './connect.ts';
import { bulkExecute, loadData, textInsert } from './load-ways.ts';
import { type LoaderOptions, MysqlLoader } from './loader.ts';
import { omittingInsert } from './omitting-insert.ts';
import { batchOf, connectRequest, connectionTo, load, loadRequest, openSession, readAll } from './test-session.ts';
import type { Client } from './wire/client.ts';

type Ways = (client: Client, request: LoadRequest) => Promise<Pick<LoaderOptions, 'way' | 'strictWay' | 'omittingWay'>>;

const ways: Readonly<Record<string, Ways>> = {
  'bulk execute': async (client, request) => {
    const way = await bulkExecute(client, request);
    return { way, strictWay: way };
  },
  'bulk execute, bad rows left out': async (client, request) => {
    const way = await bulkExecute(client, request);
    return { way, strictWay: way, omittingWay: () => omittingInsert(client, request) };
  },
  'LOAD DATA': async (client, request) => ({ way: loadData(client, request), strictWay: textInsert(client, request) }),
  'INSERT of many rows': async (client, request) => {
    const way = textInsert(client, request);
    return { way, strictWay: way };
  },
};

/** A loader that takes one way, on a link of its own. */
async function openLoader(
  server: Server,
  choose: Ways,
  request: LoadRequest,
  { maxPacketBytes = 64 << 20, sessionSql = [] as readonly string[] } = {},
) {
  const { client } = await openClient(connectionTo(server), connectRequest({ sessionSql }));
  const guard = <T>(work: () => Promise<T>): Promise<T> => work();
  const loader = new MysqlLoader({
    client,
    ...(await choose(client, request)),
    maxPacketBytes,
    rowByRow: false,
    guard,
  });
  return { loader: await loader.open(), client };
}

/** Numbered rows: an id and a text of a few characters. */
const numbered = (from: number, count: number): CellValue[][] =>
  Array.from({ length: count }, (_, index) => [from + index, `row ${from + index}`]);

describeWithService('mariadb', 'loading', (server) => {
  describe.each(Object.entries(ways))('by %s', (_, choose) => {
    test('stores every value at its edges', async () => {
      const session = await openSession(server());
      await session.execute(
        'CREATE OR REPLACE TABLE edges (a tinyint, b bigint unsigned, c decimal(65,30), d bit(64), e year, f time(6), g datetime(6), ' +
          'h timestamp(6) null, i json, j varbinary(20), k varchar(50), l double, m float, n date, o bit(1), p point, q decimal(15,2))',
      );
      const rows: CellValue[][] = [
        [
          -128,
          18446744073709551615n,
          `-${'9'.repeat(35)}.${'1'.repeat(30)}`,
          18446744073709551615n,
          2155,
          '-838:59:59',
          '9999-12-31 23:59:59.999999',
          '2024-02-29 12:00:00.000001',
          '{"k": "ü\\n"}',
          new Uint8Array([0, 9, 10, 13, 26, 39, 92, 255]),
          '\'"\\`;\t\n\0😀\\N',
          Number.MIN_VALUE,
          0.1,
          '0001-01-01',
          true,
          Uint8Array.from(Buffer.from('000000000101000000000000000000f03f0000000000000040', 'hex')),
          '-0.05',
        ],
        [null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null],
        [
          0,
          0n,
          `0.${'0'.repeat(30)}`,
          0n,
          0,
          '00:00:00',
          '1970-01-01 00:00:00',
          '1970-01-02 00:00:00',
          '[]',
          new Uint8Array(0),
          '',
          -0,
          -1.5e38,
          '9999-12-31',
          false,
          Uint8Array.from(Buffer.from('000000000101000000000000000000f03f0000000000000040', 'hex')),
          '9999999999999.99',
        ],
      ].map((row) => row.map((cell, i) => (i === 12 && cell !== null ? Math.fround(Number(cell)) : cell)));
      const request = await loadRequest(session, 'edges');
      const { loader, client } = await openLoader(server(), choose, request);
      expect(await loader.write(batchOf(request.schema, rows))).toEqual([]);
      expect(await loader.commit()).toBe(3);
      client.quit();
      const read = (await readAll(session, 'SELECT * FROM edges')).rows;
      const plain = (row: readonly CellValue[]) =>
        row.map((cell) => (typeof cell === 'string' ? cell.replace('+00:00', '') : cell));
      expect(read.map(plain)).toEqual(
        rows.map((row) => plain(row).map((cell) => (Object.is(cell, -0) ? expect.closeTo(0) : cell))),
      );
      await session.close();
    });

    test('finds exactly the bad rows and stores all others', async () => {
      const session = await openSession(server());
      await session.execute('DROP TABLE IF EXISTS strict');
      await session.execute('CREATE OR REPLACE TABLE parent (id int primary key)');
      await session.execute('INSERT INTO parent VALUES (1)');
      await session.execute(
        "CREATE OR REPLACE TABLE strict (id int primary key, s varchar(10) not null, small tinyint unsigned, p int, e enum('x','y'), j json, n int check (n < 100), FOREIGN KEY (p) REFERENCES parent (id)) ENGINE=InnoDB",
      );
      const rows: CellValue[][] = Array.from({ length: 2_000 }, (_, id) => [id, `s${id}`, 1, 1, 'x', '{}', 1]);
      const spoil = (row: number, column: number, value: CellValue): void => {
        (rows[row] as CellValue[])[column] = value;
      };
      spoil(0, 1, null);
      spoil(3, 0, 2);
      spoil(700, 1, 'eleven char');
      spoil(701, 2, 256);
      spoil(1000, 3, 5);
      spoil(1500, 4, 'z');
      spoil(1700, 5, '{broken');
      spoil(1998, 6, 100);
      spoil(1999, 2, -1);
      const request = await loadRequest(session, 'strict');
      const { loader, client } = await openLoader(server(), choose, request);
      const rejections = await loader.write(batchOf(request.schema, rows));
      expect(rejections.map(({ row, code }) => [row, code])).toEqual([
        [0, 'NULL_NOT_ALLOWED'],
        [3, 'DUPLICATE_KEY'],
        [700, 'TOO_LONG'],
        [701, 'OUT_OF_RANGE'],
        [1000, 'FOREIGN_KEY'],
        [1500, 'MALFORMED'],
        [1700, 'CHECK'],
        [1998, 'CHECK'],
        [1999, 'OUT_OF_RANGE'],
      ]);
      expect(rejections[2]?.reason).toContain("Data too long for column 's'");
      expect(await loader.commit()).toBe(1991);
      client.quit();
      expect(await session.query('SELECT count(*), sum(id) FROM strict')).toEqual([
        ['1991', String((1999 * 2000) / 2 - 0 - 3 - 700 - 701 - 1000 - 1500 - 1700 - 1998 - 1999)],
      ]);
      await session.execute('DROP TABLE strict');
      await session.close();
    });

    test('refuses in insert mode, replaces and keeps in the others', async () => {
      const session = await openSession(server());
      const after: Record<string, unknown> = {};
      for (const mode of ['insert', 'replace', 'update', 'ignore'] as const) {
        // LOAD DATA is taken for insert and replace only.
        const way = mode === 'update' || mode === 'ignore' ? (ways['INSERT of many rows'] as Ways) : choose;
        await session.execute(
          "CREATE OR REPLACE TABLE modes (id int primary key, s varchar(20), kept varchar(20) default 'new')",
        );
        await session.execute("INSERT INTO modes VALUES (2, 'old', 'old')");
        const found = await loadRequest(session, 'modes', { mode, keyColumns: ['id'], updateColumns: ['s'] });
        const request = { ...found, schema: { columns: found.schema.columns.slice(0, 2) } };
        const { loader, client } = await openLoader(
          server(),
          mode === 'insert' || mode === 'replace' ? choose : way,
          request,
        );
        const rejections = await loader.write(batchOf(request.schema, numbered(1, 3)));
        const committed = await loader.commit();
        client.quit();
        after[mode] = [
          rejections.map(({ row }) => row),
          committed,
          await session.query('SELECT * FROM modes ORDER BY id'),
        ];
      }
      const [one, three] = [
        ['1', 'row 1', 'new'],
        ['3', 'row 3', 'new'],
      ];
      expect(after).toEqual({
        insert: [[1], 2, [one, ['2', 'old', 'old'], three]],
        replace: [[], 3, [one, ['2', 'row 2', 'new'], three]],
        update: [[], 3, [one, ['2', 'row 2', 'old'], three]],
        ignore: [[], 3, [one, ['2', 'old', 'old'], three]],
      });
      await session.close();
    });

    test('refuses what the server would bend without a word', async () => {
      const session = await openSession(server());
      await session.execute(
        'CREATE OR REPLACE TABLE bent (v varchar(3), d datetime(3), t time, y year, f float, n decimal(5,2), b date)',
      );
      const rows: CellValue[][] = [
        ['abc', '2024-01-01 00:00:00.123', '10:00:00', 1999, 1, '1.50', '2024-01-01'],
        ['abc   ', null, null, null, null, null, null],
        [null, '2024-01-01 00:00:00.1234', null, null, null, null, null],
        [null, '10000-01-01 00:00:00', null, null, null, null, null],
        [null, null, '10:00:00.5', null, null, null, null],
        [null, null, '839:00:00', null, null, null, null],
        [null, null, null, 70, null, null, null],
        [null, null, null, null, Number.NaN, null, null],
        [null, null, null, null, Number.POSITIVE_INFINITY, null, null],
        [null, null, null, null, null, 'NaN', null],
        [null, null, null, null, null, null, 'infinity'],
        [null, 'infinity', null, null, null, null, null],
      ];
      const request = await loadRequest(session, 'bent');
      const { loader, client } = await openLoader(server(), choose, request);
      const rejections = await loader.write(batchOf(request.schema, rows));
      expect(rejections.map(({ row, code }) => [row, code])).toEqual([
        [1, 'MALFORMED'],
        [2, 'INEXACT'],
        ...[3].map((row) => [row, 'OUT_OF_RANGE']),
        [4, 'INEXACT'],
        ...[5, 6, 7, 8, 9, 10, 11].map((row) => [row, 'OUT_OF_RANGE']),
      ]);
      expect(await loader.commit()).toBe(1);
      client.quit();
      await session.close();
    });

    test('refuses a row that is longer than a packet may be, and no other', async () => {
      const session = await openSession(server());
      await session.execute('CREATE OR REPLACE TABLE wide (id int, v longtext)');
      const rows: CellValue[][] = [
        [1, 'a'],
        [2, 'b'.repeat(3_000_000)],
        [3, 'c'.repeat(900_000)],
        [4, 'd'.repeat(900_000)],
        [5, 'e'],
      ];
      const request = await loadRequest(session, 'wide');
      const { loader, client } = await openLoader(server(), choose, request, { maxPacketBytes: 2 << 20 });
      expect((await loader.write(batchOf(request.schema, rows))).map(({ row, code }) => [row, code])).toEqual([
        [1, 'TOO_LONG'],
      ]);
      await loader.commit();
      client.quit();
      expect(await session.query('SELECT id, length(v) FROM wide ORDER BY id')).toEqual([
        ['1', '1'],
        ['3', '900000'],
        ['4', '900000'],
        ['5', '1'],
      ]);
      await session.close();
    });

    test('leaves nothing behind when it is aborted', async () => {
      const session = await openSession(server());
      await session.execute('CREATE OR REPLACE TABLE undone (id int primary key, s varchar(20))');
      const request = await loadRequest(session, 'undone');
      const { loader, client } = await openLoader(server(), choose, request);
      await loader.write(batchOf(request.schema, numbered(1, 100)));
      await loader.abort();
      expect((await client.query('SELECT @@autocommit')).rows).toEqual([['1']]);
      client.quit();
      expect(await session.query('SELECT count(*) FROM undone')).toEqual([['0']]);
      await session.close();
    });

    test('loads many batches, and goes on after a refusal', async () => {
      const session = await openSession(server());
      await session.execute('CREATE OR REPLACE TABLE many (id int primary key, s varchar(20))');
      const request = await loadRequest(session, 'many');
      const { loader, client } = await openLoader(server(), choose, request);
      const refused: number[] = [];
      for (let from = 0; from < 20_000; from += 1_000) {
        const rows = numbered(from, 1_000);
        if (from === 5_000) (rows[500] as CellValue[])[0] = 0;
        refused.push(...(await loader.write(batchOf(request.schema, rows))).map(({ row }) => from + row));
      }
      expect(refused).toEqual([5_500]);
      expect(await loader.commit()).toBe(19_999);
      client.quit();
      await session.close();
    });

    test('keeps texts where backslash is no escape', async () => {
      const session = await openSession(server());
      await session.execute('CREATE OR REPLACE TABLE plain (id int, v varchar(50), b varbinary(50))');
      const rows: CellValue[][] = [[1, '\\\'"\t\n\0\\N', new Uint8Array([92, 39, 0])]];
      const request = await loadRequest(session, 'plain');
      const sessionSql = ["SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES,ANSI_QUOTES')"];
      const { loader, client } = await openLoader(server(), choose, request, { sessionSql });
      expect(await loader.write(batchOf(request.schema, rows))).toEqual([]);
      await loader.commit();
      client.quit();
      expect((await readAll(session, 'SELECT * FROM plain')).rows).toEqual(rows);
      await session.close();
    });

    test('takes any name as an identifier', async () => {
      const session = await openSession(server());
      await session.execute(
        "CREATE OR REPLACE TABLE `a``b\"c'd;e f` (`x``y';--` int, `😀`.`z` int)".replace('`😀`.`z`', '`ünï "q"`'),
      );
      const request = await loadRequest(session, 'a`b"c\'d;e f');
      const { loader, client } = await openLoader(server(), choose, request);
      expect(await loader.write(batchOf(request.schema, [[1, 2]]))).toEqual([]);
      expect(await loader.commit()).toBe(1);
      client.quit();
      expect((await readAll(session, 'SELECT * FROM `a``b"c\'d;e f`')).rows).toEqual([[1, 2]]);
      await session.close();
    });
  });

  test('loads by the way it chooses itself, in every mode', async () => {
    const session = await openSession(server());
    for (const mode of ['insert', 'replace', 'update', 'ignore'] as const) {
      await session.execute('CREATE OR REPLACE TABLE bulk_modes (id int primary key, s varchar(20))');
      await session.execute("INSERT INTO bulk_modes VALUES (2, 'old')");
      const { committed, rejections } = await load(session, 'bulk_modes', numbered(1, 3), {
        mode,
        updateColumns: ['s'],
        keyColumns: ['id'],
      });
      expect([rejections.length, committed]).toEqual(mode === 'insert' ? [1, 2] : [0, 3]);
      expect(await session.query('SELECT s FROM bulk_modes WHERE id = 2')).toEqual([
        [mode === 'insert' || mode === 'ignore' ? 'old' : 'row 2'],
      ]);
    }
    await session.close();
  });

  test('uses the default for NULL where the job asks for it', async () => {
    const session = await openSession(server());
    await session.execute(
      "CREATE OR REPLACE TABLE defaults (id int auto_increment primary key, s varchar(20) not null default 'd', n int default 7)",
    );
    await load(
      session,
      'defaults',
      [
        [null, null, null],
        [null, 'x', 1],
      ],
      { skipNullColumns: ['id', 's'] },
    );
    const request = await loadRequest(session, 'defaults', { skipNullColumns: ['s'] });
    const { loader, client } = await openLoader(server(), ways['INSERT of many rows'] as Ways, request);
    expect(await loader.write(batchOf(request.schema, [[null, null, 2]]))).toEqual([]);
    await loader.commit();
    client.quit();
    expect(await session.query('SELECT id > 0, s, n FROM defaults ORDER BY id')).toEqual([
      ['1', 'd', null],
      ['1', 'x', '1'],
      ['1', 'd', '2'],
    ]);
    await session.close();
  });

  test('stores 0 in an auto-increment column', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE zero_key (id int auto_increment primary key, s varchar(20))');
    await load(session, 'zero_key', [[0, 'zero']]);
    expect(await session.query('SELECT id FROM zero_key')).toEqual([['0']]);
    await session.close();
  });

  test('finds the bad rows of a table without transactions, row by row', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE aria (id int primary key, s varchar(20)) ENGINE=Aria');
    const rows = numbered(1, 50);
    (rows[20] as CellValue[])[0] = 1;
    const { rejections, committed } = await load(session, 'aria', rows);
    expect([rejections.map(({ row }) => row), committed]).toEqual([[20], 49]);
    expect(await session.query('SELECT count(*) FROM aria')).toEqual([['49']]);
    await session.close();
  });

  test('gives a deadlock as an error that is worth another attempt', async () => {
    const session = await openSession(server());
    const other = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE deadlocks (id int primary key, s varchar(20))');
    await session.execute("INSERT INTO deadlocks VALUES (1, 'a'), (2, 'b')");
    await other.execute('START TRANSACTION');
    await other.execute("UPDATE deadlocks SET s = 'other' WHERE id = 2");
    const request = await loadRequest(session, 'deadlocks', { mode: 'update', updateColumns: ['s'] });
    const loader = await session.openLoader(request);
    await loader.write(batchOf(request.schema, [[1, 'mine']]));
    const blocked = other
      .execute("UPDATE deadlocks SET s = 'other', id = 1 + 0 * sleep(0) WHERE id = 1")
      .catch((error: unknown) => error);
    const mine = loader.write(batchOf(request.schema, [[2, 'mine']])).catch((error: unknown) => error);
    const results = await Promise.all([blocked, mine]);
    const failed = results.filter((result) => result instanceof Error);
    expect(failed).toEqual([expect.objectContaining({ code: 'MYSQL_DEADLOCK', retryable: true })]);
    await loader.abort();
    await other.close();
    await session.close();
  });

  test('gives a missing privilege, table or column at once, as one error', async () => {
    const admin = await openSession(server());
    await admin.execute('CREATE OR REPLACE TABLE guarded (id int)');
    await admin.execute("CREATE OR REPLACE USER reader_only@'%' IDENTIFIED BY 'x'");
    await admin.execute(`GRANT SELECT ON \`${server().database}\`.* TO reader_only@'%'`);
    const session = await openSession(server(), { user: 'reader_only', password: 'x' });
    await expect(load(session, 'guarded', [[1]])).rejects.toMatchObject({
      code: 'MYSQL_PRIVILEGE_MISSING',
      retryable: false,
    });
    await expect(load(session, 'nowhere', [[1]])).rejects.toMatchObject({
      code: 'MYSQL_TABLE_NOT_FOUND',
      message: 'Table "nowhere" does not exist.',
    });
    await expect(session.describeQuery('SELECT nope FROM guarded')).rejects.toMatchObject({
      code: 'MYSQL_COLUMN_NOT_FOUND',
    });
    await session.close();
    await admin.close();
  });

  test('stops at the server when the run is cancelled while it waits', async () => {
    const session = await openSession(server());
    const other = await openSession(server());
    await other.execute('CREATE OR REPLACE TABLE locked (id int primary key, s varchar(20))');
    await other.execute("INSERT INTO locked VALUES (1, 'a')");
    await other.execute('START TRANSACTION');
    await other.execute("UPDATE locked SET s = 'b'");
    const stop = new AbortController();
    const request = await loadRequest(session, 'locked', { mode: 'replace', signal: stop.signal });
    const loader = await session.openLoader(request);
    const writing = loader.write(batchOf(request.schema, [[1, 'c']]));
    const isWaiting = async (): Promise<boolean> =>
      (await other.query("SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")).length > 0;
    // The server renews innodb_trx only after a tenth of a second without a look at it.
    while (!(await isWaiting())) await testContext().clock.sleep(150);
    const started = performance.now();
    stop.abort();
    await expect(writing).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    await loader.abort();
    expect(performance.now() - started).toBeLessThan(2_000);
    await session.close();
    expect(await other.query("SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'REPLACE%'")).toEqual(
      [['0']],
    );
    await other.close();
  });
});
