import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type Server, describeWithService, testContext } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { driver } from './driver.ts';
import { connectRequest, connectionTo, openSession, readAll } from './test-session.ts';

/** Statements that run on the server besides the one that asks. */
const runningStatements = async (server: Server, like: string): Promise<readonly (readonly (string | null)[])[]> => {
  const session = await openSession(server);
  const rows = await session.query(
    'SELECT info FROM information_schema.processlist WHERE info LIKE ? AND id <> connection_id()',
    [like],
  );
  await session.close();
  return rows;
};

describeWithService('mariadb', 'sessions of MySQL', (server) => {
  test.each([
    ['a wrong password', { password: 'wrong' }, 'MYSQL_ACCESS_DENIED'],
    ['an unknown user', { user: 'nobody' }, 'MYSQL_ACCESS_DENIED'],
    ['an unknown database', { database: 'nowhere' }, 'MYSQL_DATABASE_NOT_FOUND'],
    ['a port without a server', { port: 1 }, 'MYSQL_CONNECTION_REFUSED'],
    ['an unknown host', { host: 'unknown.invalid' }, 'MYSQL_HOST_UNKNOWN'],
    ['TLS that the server does not have', { ssl: { mode: 'required' as const } }, 'MYSQL_TLS'],
    ['a key file that is not there', { ssl: { mode: 'preferred' as const, key: '/nowhere' } }, 'MYSQL_SETTING_INVALID'],
  ])('%s is one clear error within two seconds', async (_, overrides, code) => {
    const started = performance.now();
    await expect(openSession(server(), overrides)).rejects.toMatchObject({ code });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('gives up a host that does not answer, and takes the next one', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    await expect(openSession(server(), { port, connectTimeoutMs: 200 })).rejects.toMatchObject({
      code: 'MYSQL_CONNECT_TIMEOUT',
    });
    const session = await openSession(server(), { host: `127.0.0.1:${port},${server().host}`, connectTimeoutMs: 500 });
    expect(await session.query('SELECT 1')).toEqual([['1']]);
    await session.close();
    silent.close();
  });

  test('says so when something else listens on the port', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(openSession(server(), { port })).rejects.toMatchObject({
      kind: expect.stringMatching('config|environment'),
    });
    other.close();
  });

  test('tells which privileges a load lacks, from wherever they come, and changes nothing', async () => {
    const admin = await openSession(server());
    const { database } = server();
    await admin.execute('create table guarded (id int primary key, must int not null)');
    await admin.execute('insert into guarded values (1, 2)');
    await admin.execute("create or replace user guest@'%' identified by 'g'");
    await admin.execute(`grant select on ${database}.* to guest@'%'`);
    const guest = await openSession(server(), { user: 'guest', password: 'g' });
    const lacks = (mode: 'insert' | 'update' | 'replace'): Promise<readonly string[]> | undefined =>
      driver.missingPrivileges?.(guest, { name: 'guarded' }, mode);
    expect(await lacks('replace')).toEqual([
      'The user has no INSERT privilege on `guarded`.',
      'The user has no DELETE privilege on `guarded`.',
    ]);
    await admin.execute(`grant insert on ${database}.guarded to guest@'%'`);
    expect(await lacks('insert')).toEqual([]);
    expect(await lacks('update')).toEqual(['The user has no UPDATE privilege on `guarded`.']);
    await admin.execute(`grant update, delete on ${database}.guarded to guest@'%'`);
    expect([await lacks('update'), await lacks('replace')]).toEqual([[], []]);
    expect(await admin.query('select id, must from guarded')).toEqual([['1', '2']]);
    await guest.close();
    await admin.close();
  });

  test('takes small queries with text parameters', async () => {
    const session = await openSession(server());
    await session.execute(
      'CREATE OR REPLACE TABLE small (id bigint, d date, t datetime(6), b bit(1), n decimal(20,2))',
    );
    await session.execute(
      "INSERT INTO small VALUES (9007199254740993, '2024-01-02', '2024-01-02 03:04:05.5', b'1', 1.5), (1, null, null, null, null)",
    );
    const sql = 'SELECT *, ? FROM small WHERE id >= cast(? as signed) ORDER BY id';
    expect(await session.query(sql, ['q\'"?', '2'])).toEqual([
      ['9007199254740993', '2024-01-02', '2024-01-02 03:04:05.500000', '1', '1.50', 'q\'"?'],
    ]);
    expect(await session.query('SELECT ?, ?', [null, ''])).toEqual([[null, '']]);
    await session.close();
  });

  test('counts affected rows, and reads over the results of a procedure', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE counted (id int)');
    expect(await session.execute('INSERT INTO counted VALUES (1), (2)')).toBe(2);
    await session.execute('CREATE OR REPLACE PROCEDURE two() BEGIN SELECT 1; SELECT 2; END');
    expect(await session.query('CALL two()')).toEqual([['1']]);
    expect((await readAll(session, 'SELECT id FROM counted ORDER BY id')).rows).toEqual([[1], [2]]);
    await session.close();
  });

  test('describes a table with its keys, defaults and computed columns', async () => {
    const session = await openSession(server());
    await session.execute(
      'CREATE OR REPLACE TABLE described (b int, a int, n int auto_increment unique, u varchar(10) not null, d int not null default 3, ' +
        'g int generated always as (a + 1) stored, v int as (a + 2) virtual, j json, primary key (a, b), unique (u, d), unique prefix (u(2)), key (d))',
    );
    await session.execute("INSERT INTO described (a, b, u) VALUES (1, 1, 'x'), (1, 2, 'y')");
    await session.execute('ANALYZE TABLE described');
    const table = await session.describeTable({ name: 'described' });
    expect(table).toMatchObject({
      name: 'described',
      kind: 'table',
      estimatedRows: 2,
      primaryKey: ['a', 'b'],
      columnsWithDefault: ['n', 'd'],
      generatedColumns: ['g', 'v'],
    });
    expect(table.uniqueKeys.toSorted()).toEqual([['n'], ['u', 'd']]);
    expect(table.schema.columns.map(({ name, nativeType, isNullable }) => [name, nativeType, isNullable])).toEqual([
      ['b', 'int(11)', false],
      ['a', 'int(11)', false],
      ['n', 'int(11)', false],
      ['u', 'varchar(10)', false],
      ['d', 'int(11)', false],
      ['g', 'int(11)', true],
      ['v', 'int(11)', true],
      ['j', 'json', true],
    ]);
    expect((await session.describeTable({ schema: server().database, name: 'described' })).name).toBe(
      `${server().database}.described`,
    );
    await session.close();
  });

  test('lists tables and views by pattern', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE list_a (id int)');
    await session.execute('CREATE OR REPLACE TABLE `list%b` (id int)');
    await session.execute('CREATE OR REPLACE VIEW list_view AS SELECT 1 AS one');
    const names = async (pattern: string): Promise<unknown> =>
      (await session.listTables({ schema: server().database, pattern, limit: 10 })).map(({ name, kind }) => [
        name,
        kind,
      ]);
    expect(await names('list_*')).toEqual([
      ['list_a', 'table'],
      ['list_view', 'view'],
    ]);
    expect(await names('list%*')).toEqual([['list%b', 'table']]);
    expect(await names(`${server().database}.list_a`)).toEqual([['list_a', 'table']]);
    expect(await session.listTables({ limit: 1 })).toHaveLength(1);
    await session.close();
  });

  test('streams with little memory, in batches of rows and of bytes, and numbers the rows', async () => {
    const session = await openSession(server());
    const sql = "SELECT seq, repeat('x', 1000) FROM seq_1_to_5000";
    const schema = await session.describeQuery(sql);
    const request = {
      sql,
      parameters: [],
      schema,
      origin: 'seq',
      batchRows: 700,
      batchBytes: 100_000,
      signal: new AbortController().signal,
    };
    const [counts, ordinals]: [number[], number[]] = [[], []];
    for await (const batch of session.read(request)) {
      counts.push(batch.rowCount);
      ordinals.push(batch.firstOrdinal);
    }
    expect(counts.reduce((sum, count) => sum + count)).toBe(5_000);
    expect(Math.max(...counts)).toBe(99);
    expect(ordinals.slice(0, 3)).toEqual([0, 99, 198]);
    await session.close();
  });

  test('keeps a batch as it is until the consumer has asked twice', async () => {
    const session = await openSession(server());
    const sql = 'SELECT seq FROM seq_1_to_3000';
    const schema = await session.describeQuery(sql);
    const batches = session.read({
      sql,
      parameters: [],
      schema,
      origin: 'seq',
      batchRows: 1_000,
      batchBytes: 1 << 20,
      signal: new AbortController().signal,
    });
    const first = (await batches.next()).value;
    await batches.next();
    expect(first.columns[0].values[0]).toBe(1);
    await batches.next();
    await session.close();
  });

  test('can be used again after a reader stopped early', async () => {
    const session = await openSession(server());
    const sql = "SELECT seq, repeat('x', 500) FROM seq_1_to_100000000";
    const schema = await session.describeQuery(sql);
    const request = {
      sql,
      parameters: [],
      schema,
      origin: 'seq',
      batchRows: 100,
      batchBytes: 1 << 20,
      signal: new AbortController().signal,
    };
    for await (const batch of session.read(request)) {
      expect(batch.rowCount).toBe(100);
      break;
    }
    expect(await session.query('SELECT 1')).toEqual([['1']]);
    expect((await readAll(session, 'SELECT 2')).rows).toEqual([[2]]);
    expect(await runningStatements(server(), 'SELECT seq,%')).toEqual([]);
    await session.close();
  });

  test.each([
    ['while rows flow', "SELECT seq, repeat('x', 500) FROM seq_1_to_100000000 /* flow */", '%flow%'],
    [
      'while the server works',
      'SELECT max(a.seq * b.seq) FROM seq_1_to_100000000 a, seq_1_to_100000000 b /* work */',
      '%work%',
    ],
  ])('a cancelled read ends at the server too, %s', async (_, sql, like) => {
    const session = await openSession(server());
    const stop = new AbortController();
    const schema = await session.describeQuery(sql);
    const request = {
      sql,
      parameters: [],
      schema,
      origin: 'seq',
      batchRows: 100,
      batchBytes: 1 << 20,
      signal: stop.signal,
    };
    const reading = (async () => {
      for await (const batch of session.read(request)) if (batch.rowCount > 0) stop.abort();
    })();
    if (like === '%work%') {
      while ((await runningStatements(server(), like)).length === 0) await testContext().clock.sleep(10);
      stop.abort();
    }
    const started = performance.now();
    await expect(reading).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(performance.now() - started).toBeLessThan(3_000);
    // The list of the server follows a moment later.
    await expect.poll(() => runningStatements(server(), like), { timeout: 3_000 }).toEqual([]);
    await session.close({ cancel: true });
  });

  test('closing with cancel ends what runs', async () => {
    const session = await openSession(server());
    const running = session.query('SELECT sleep(60) /* sleeper */').catch((error: unknown) => error);
    while ((await runningStatements(server(), '%sleeper%')).length === 0) await testContext().clock.sleep(10);
    await session.close({ cancel: true });
    expect(await running).toMatchObject({ code: 'MYSQL_CONNECTION_LOST' });
    expect(await runningStatements(server(), '%sleeper%')).toEqual([]);
  });

  test('a server that is silent for too long counts as lost', async () => {
    const session = await openSession(server(), {}, { socketTimeoutMs: 300 });
    await expect(session.query('SELECT sleep(5)')).rejects.toMatchObject({
      code: 'MYSQL_CONNECTION_LOST',
      retryable: true,
    });
    await session.close();
  });

  test('a consumer that is slow for longer than the socket timeout loses nothing', async () => {
    const session = await openSession(server(), {}, { socketTimeoutMs: 300 });
    const sql = "SELECT seq, repeat('x', 1000) FROM seq_1_to_5000";
    const schema = await session.describeQuery(sql);
    const request = {
      sql,
      parameters: [],
      schema,
      origin: 'seq',
      batchRows: 1_000,
      batchBytes: 1 << 20,
      signal: new AbortController().signal,
    };
    let rows = 0;
    for await (const batch of session.read(request)) {
      rows += batch.rowCount;
      if (rows === 1_000) await testContext().clock.sleep(600);
    }
    expect(rows).toBe(5_000);
    await session.close();
  });

  test('runs the session statements of a job, and keeps strictness over them', async () => {
    const session = await openSession(server(), {}, { sessionSql: ['SET @mine = 7'] });
    const [row] = await session.query('SELECT @mine, @@sql_mode');
    expect(row?.[0]).toBe('7');
    expect(row?.[1]?.split(',')).toEqual(expect.arrayContaining(['STRICT_ALL_TABLES', 'NO_AUTO_VALUE_ON_ZERO']));
    await expect(openSession(server(), {}, { sessionSql: ['SET nonsense'] })).rejects.toMatchObject({
      code: 'MYSQL_SQL_INVALID',
    });
    await session.close();
  });

  test('quotes in names do not reach the SQL', async () => {
    const session = await openSession(
      server(),
      {},
      { sessionSql: ["SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')"] },
    );
    await session.execute("CREATE OR REPLACE TABLE `it's\\a` (id int)");
    expect((await session.describeTable({ name: "it's\\a" })).schema.columns).toHaveLength(1);
    await expect(session.describeTable({ name: "x' OR '1'='1" })).rejects.toMatchObject({
      code: 'MYSQL_TABLE_NOT_FOUND',
    });
    await session.close();
  });

  test('all sessions of a snapshot see one state', async () => {
    const writer = await openSession(server());
    await writer.execute('CREATE OR REPLACE TABLE snap (id int primary key)');
    await writer.execute('INSERT INTO snap VALUES (1)');
    const { sessions, note } = (await driver.openSnapshot?.(connectionTo(server()), {
      ...connectRequest(),
      count: 3,
      tables: [{ name: 'snap' }],
    })) ?? { sessions: [], note: '' };
    await writer.execute('INSERT INTO snap VALUES (2)');
    const counts = await Promise.all(sessions.map((session) => session.query('SELECT count(*) FROM snap')));
    expect([note, counts]).toEqual(['All splits read one snapshot.', [[['1']], [['1']], [['1']]]]);
    await Promise.all(sessions.map((session) => session.close()));
    await writer.close();
  });

  test('a snapshot without the privilege says that each session has its own', async () => {
    const admin = await openSession(server());
    await admin.execute('CREATE OR REPLACE TABLE snap_plain (id int) ENGINE=MyISAM');
    await admin.execute("CREATE OR REPLACE USER snap_reader@'%' IDENTIFIED BY 'x'");
    await admin.execute(`GRANT SELECT ON \`${server().database}\`.* TO snap_reader@'%'`);
    const connection = connectionTo(server(), { user: 'snap_reader', password: 'x' });
    const { sessions, note } = (await driver.openSnapshot?.(connection, {
      ...connectRequest(),
      count: 2,
      tables: [{ name: 'snap_plain' }],
    })) ?? { sessions: [], note: '' };
    expect(note).toMatch(/^Each session reads a snapshot of its own.*"snap_plain" has no snapshots \(MyISAM\)/s);
    await Promise.all(sessions.map((session) => session.close()));
    await admin.close();
  });
});
