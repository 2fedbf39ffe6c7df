import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Batch, Column, JsonValue } from '@sluice/core';
import { cellToJson } from '@sluice/core';
import { describeWithService, hasService, service } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import type { Session } from '../families/relational/session.ts';
import { driver } from './driver.ts';
import { connectionTo, copyRows, loadRequest, openSession, readRows, readSql, requestFor } from './test-sessions.ts';

/** Waits until the only backends of the database are those asking. */
async function onlySessionLeft(session: Session): Promise<boolean> {
  const sql = `select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  for (let tries = 0; tries < 100; tries++) {
    const [row] = await session.query(`${sql} and pg_sleep(0.05) is not null`);
    if (row?.[0] === '0') return true;
  }
  return false;
}

describeWithService('postgresql', 'sessions with PostgreSQL', (server) => {
  test.each([
    ['a wrong password', { password: 'wrong' }, 'POSTGRESQL_LOGIN_FAILED', 'config'],
    ['no password', { password: undefined }, 'POSTGRESQL_LOGIN_FAILED', 'config'],
    ['an unknown user', { user: 'nobody' }, 'POSTGRESQL_LOGIN_FAILED', 'config'],
    ['an unknown database', { database: 'nowhere' }, 'POSTGRESQL_DATABASE_NOT_FOUND', 'config'],
    ['an unknown host', { host: 'no-such-host.invalid' }, 'POSTGRESQL_HOST_UNKNOWN', 'environment'],
    ['a port without server', { port: 1 }, 'POSTGRESQL_CONNECTION_REFUSED', 'environment'],
    ['TLS where the server has none', { ssl: { mode: 'require' } }, 'POSTGRESQL_TLS', 'config'],
    [
      'a certificate file that does not exist',
      { ssl: { mode: 'verify-ca', ca: '/nowhere.pem' } },
      'POSTGRESQL_SETTING_INVALID',
      'config',
    ],
  ])('tells of %s within two seconds', async (_case, changes, code, kind) => {
    const start = performance.now();
    const connecting = driver.connect(connectionTo(server(), changes), requestFor('read'));
    await expect(connecting).rejects.toMatchObject({ code, kind });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test('tries several hosts in order', async () => {
    const connection = connectionTo(server(), { host: `127.0.0.1:1,${server().host}:${server().port}`, port: 2 });
    const session = await driver.connect(connection, requestFor('read'));
    expect(await session.query('select 1, null')).toEqual([['1', null]]);
    await session.close();
  });

  test('gives up a host that does not answer', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const connection = connectionTo(server(), {
      host: '127.0.0.1',
      port: (silent.address() as AddressInfo).port,
      connectTimeoutMs: 200,
    });
    await expect(driver.connect(connection, requestFor('read'))).rejects.toMatchObject({
      code: 'POSTGRESQL_CONNECT_TIMEOUT',
    });
    silent.close();
  });

  test('tells of missing tables, columns and privileges', async () => {
    const admin = await openSession(server());
    await admin.execute(
      `create table secret (id int); drop role if exists guest; create role guest login password 'g'`,
    );
    const guest = await driver.connect(connectionTo(server(), { user: 'guest', password: 'g' }), requestFor('read'));
    await expect(admin.describeTable({ name: 'nowhere' })).rejects.toMatchObject({
      code: 'POSTGRESQL_TABLE_NOT_FOUND',
      kind: 'config',
    });
    await expect(admin.describeQuery('select * from nowhere')).rejects.toMatchObject({
      code: 'POSTGRESQL_TABLE_NOT_FOUND',
    });
    await expect(admin.describeQuery('select typo from secret')).rejects.toMatchObject({
      code: 'POSTGRESQL_OBJECT_NOT_FOUND',
    });
    await expect(guest.query('select * from secret')).rejects.toMatchObject({
      code: 'POSTGRESQL_ACCESS_DENIED',
      kind: 'config',
    });
    expect(await driver.missingPrivileges?.(guest, { name: 'secret' }, 'replace')).toEqual([
      'The user has no INSERT privilege on "secret".',
      'The user has no SELECT privilege on "secret".',
      'The user has no DELETE privilege on "secret".',
    ]);
    await guest.close();
    await admin.close();
  });

  test('a reader changes nothing', async () => {
    const reader = await openSession(server(), 'read');
    await expect(reader.execute('create table made_by_reader (id int)')).rejects.toMatchObject({
      code: 'POSTGRESQL_READ_ONLY',
    });
    await reader.close();
  });

  test('describes a table with its keys, defaults and computed columns', async () => {
    const session = await openSession(await server().newDatabase());
    await session.execute(`create table t (id bigint generated always as identity primary key, code varchar(8) not null unique,
      amount numeric(12,2) default 0, twice numeric generated always as (amount * 2) stored, note text)`);
    const table = await session.describeTable({ name: 't' });
    expect(table).toMatchObject({ name: 'public.t', kind: 'table', primaryKey: ['id'], uniqueKeys: [['code']] });
    expect(table.columnsWithDefault).toEqual(['id', 'amount']);
    expect(table.generatedColumns).toEqual(['twice']);
    expect(table.schema.columns.map(({ name, isNullable, nativeType }) => [name, isNullable, nativeType])).toEqual([
      ['id', false, 'bigint'],
      ['code', false, 'character varying(8)'],
      ['amount', true, 'numeric(12,2)'],
      ['twice', true, 'numeric'],
      ['note', true, 'text'],
    ]);
    await session.execute('create view v as select * from t');
    const names = (await session.listTables({ limit: 10 })).map(({ name, kind }) => [name, kind]);
    expect(names).toEqual([
      ['public.t', 'table'],
      ['public.v', 'view'],
    ]);
    expect(await session.listTables({ limit: 10, schema: 'other' })).toEqual([]);
    await session.close();
  });

  test('keeps batches within rows and bytes, and counts ordinals on', async () => {
    const session = await openSession(server(), 'read');
    const sizes: number[][] = [];
    for await (const batch of readSql(session, 'select g::int, repeat($$x$$, 100) from generate_series(1, 25) g', {
      batchRows: 10,
      batchBytes: 700,
    })) {
      sizes.push([batch.firstOrdinal, batch.rowCount]);
    }
    expect(sizes).toEqual([
      [0, 5],
      [5, 5],
      [10, 5],
      [15, 5],
      [20, 5],
    ]);
    for await (const batch of readSql(session, 'select repeat($$x$$, 1000) from generate_series(1, 3) g', {
      batchBytes: 10,
    })) {
      expect(batch.rowCount).toBe(1);
    }
    expect(await readRows(session, 'select 1 where false')).toEqual([]);
    await session.close();
  });

  test('rejects timestamps that are too late to be counted from 1970, and keeps the other rows', async () => {
    const session = await openSession(server(), 'read');
    const sql = `select g, case when g = 2 then '294276-12-31 23:59:59.999999'::timestamp else '294246-12-31' end
      from generate_series(1, 3) g order by g`;
    const batches: Batch[] = [];
    const ids: JsonValue[] = [];
    for await (const batch of readSql(session, sql)) {
      batches.push(batch);
      for (let row = 0; row < batch.rowCount; row++)
        ids.push([batch.ordinalOf(row), cellToJson(batch.columns[0] as Column, row)]);
    }
    expect(ids).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(batches.flatMap((batch) => batch.rejected)).toEqual([
      {
        ordinal: 1,
        column: 1,
        code: 'OUT_OF_RANGE',
        reason: 'Timestamps end in the year 294246.',
        values: [2, '294276-12-31 23:59:59.999999'],
      },
    ]);
    await session.close();
  });

  test('reads the same column twice, statements with comments, and columns without name', async () => {
    const session = await openSession(server(), 'read');
    const sql = `with a as (select 1 as n) select n, n, '{1}'::int[], null from a -- the end`;
    expect(await readRows(session, sql)).toEqual([[1, 1, '[1]', null]]);
    await session.close();
  });

  test('an error in the middle of the rows is told as such', async () => {
    const session = await openSession(server(), 'read');
    const reading = readRows(session, 'select 1 / (50000 - g) from generate_series(1, 60000) g');
    await expect(reading).rejects.toMatchObject({ code: 'POSTGRESQL_DATA_REFUSED', kind: 'data' });
    await session.close();
  });

  test('cancel ends a statement that sends nothing, and leaves no backend', async () => {
    const database = await server().newDatabase();
    const observer = await openSession(database);
    const session = await openSession(database, 'read');
    const stop = new AbortController();
    const reading = readRows(session, 'select pg_sleep(60)::text', { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    const start = performance.now();
    await expect(reading).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(await onlySessionLeft(observer)).toBe(true);
    expect(performance.now() - start).toBeLessThan(5_000);
    await session.close({ cancel: true });
    await observer.close();
  });

  test('cancel in the middle of rows, and a reader that stops early, leave no backend', async () => {
    const database = await server().newDatabase();
    const observer = await openSession(database);
    const cancelled = await openSession(database, 'read');
    const stop = new AbortController();
    const endless = 'select generate_series(1, 100000000), repeat($$x$$, 500)';
    const reading = async (): Promise<void> => {
      for await (const batch of readSql(cancelled, endless, { signal: stop.signal }))
        if (batch.firstOrdinal > 5_000) stop.abort();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    const impatient = await openSession(database, 'read');
    for await (const batch of readSql(impatient, endless)) if (batch.firstOrdinal > 5_000) break;
    await impatient.close({ cancel: true });
    expect(await onlySessionLeft(observer)).toBe(true);
    await observer.close();
  });

  test('cancel ends a load that waits for a lock', async () => {
    const database = await server().newDatabase();
    const observer = await openSession(database);
    await observer.execute('create table t (id int primary key)');
    await observer.execute('begin; insert into t values (1)');
    const reader = await openSession(database, 'read');
    const writer = await openSession(database);
    const stop = new AbortController();
    const copying = copyRows(reader, writer, { sql: 'select 1 as id', table: 't', load: { signal: stop.signal } });
    setTimeout(() => stop.abort(), 200);
    await expect(copying).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    await reader.close();
    expect(await onlySessionLeft(observer)).toBe(true);
    await observer.close();
  });

  test('sessions of a snapshot see one state while others write, also those that join later by its name', async () => {
    const database = await server().newDatabase();
    const writer = await openSession(database);
    await writer.execute('create table t (id int); insert into t select generate_series(1, 100)');
    const request = { ...requestFor('read'), count: 2, tables: [{ name: 't' }] };
    const opened = await driver.openSnapshot?.(connectionTo(database), request);
    await writer.execute('insert into t select generate_series(101, 200)');
    const joined = await driver.connect(
      connectionTo(database),
      requestFor('read', { snapshot: opened?.snapshot as string }),
    );
    for (const session of [...(opened?.sessions ?? []), joined]) {
      expect(await session.query('select count(*) from t')).toEqual([['100']]);
      expect(await readRows(session, 'select count(*) from t')).toEqual([['100']]);
    }
    await Promise.all([...(opened?.sessions ?? []), joined].map((session) => session.close()));
    const late = driver.connect(connectionTo(database), requestFor('read', { snapshot: opened?.snapshot as string }));
    await expect(late).rejects.toMatchObject({ code: 'POSTGRESQL_SNAPSHOT_GONE' });
    await writer.close();
  });

  test('ranges of pages cover a table once', async () => {
    const session = await openSession(await server().newDatabase());
    await session.execute(
      `create table "T" as select g as id, repeat('x', 200) as v from generate_series(1, 5000) g; create view v as select * from "T"`,
    );
    const splits = (await driver.physicalSplits?.(session, { name: 'T' }, 4)) ?? [];
    expect(splits.length).toBe(4);
    expect(splits[0]?.condition).toMatch(/^ctid < '\(\d+,0\)'::tid$/);
    await session.execute(`insert into "T" select 5001, 'grown' from generate_series(1, 1000)`);
    let total = 0;
    for (const { condition } of splits)
      total += Number((await session.query(`select count(*) from "T" where ${condition}`))[0]?.[0]);
    expect(total).toBe(6_000);
    expect(await driver.physicalSplits?.(session, { name: 'v' }, 4)).toEqual([]);
    await session.close();
  });

  test('a time zone written as an offset means east of Greenwich', async () => {
    const request = requestFor('read');
    const session = await driver.connect(connectionTo(server()), {
      ...request,
      context: { ...request.context, timeZone: 'GMT+8' },
    });
    expect(await session.query(`select '2024-01-01 00:00+00'::timestamptz::text`)).toEqual([
      ['2024-01-01 08:00:00+08'],
    ]);
    await session.close();
  });
});

describe.skipIf(!hasService('postgresql'))('PostgreSQL servers of their own', () => {
  test(
    'a server killed while it is read or written gives an error that may be retried',
    { timeout: 60_000 },
    async () => {
      const server = await service('postgresql', { exclusive: true });
      const reader = await openSession(server, 'read');
      const reading = async (): Promise<void> => {
        for await (const batch of readSql(reader, 'select generate_series(1, 10000000), repeat($$x$$, 500)')) {
          if (batch.firstOrdinal === 5_000) await server.kill();
        }
      };
      await expect(reading()).rejects.toMatchObject({ code: 'POSTGRESQL_CONNECTION_LOST', retryable: true });
      await server.restart();
      const source = await openSession(server, 'read');
      const writer = await openSession(server);
      await writer.execute('create table t (g int, v text)');
      const loader = await writer.openLoader(await loadRequest(writer, 't'));
      const writing = async (): Promise<void> => {
        let batches = 0;
        for await (const batch of readSql(
          source,
          'select g, repeat($$x$$, 500) as v from generate_series(1, 100000) g',
        )) {
          if (++batches === 5) await server.kill();
          await loader.write(batch);
        }
        await loader.commit();
      };
      await expect(writing()).rejects.toMatchObject({ code: 'POSTGRESQL_CONNECTION_LOST', retryable: true });
      await loader.abort();
      await server.restart();
      const after = await openSession(server);
      expect(await after.query('select count(*) from t')).toEqual([['0']]);
      await after.close();
    },
  );

  test('speaks TLS, and checks the certificate when it is asked to', { timeout: 60_000 }, async () => {
    const server = await service('postgresql', { exclusive: true, tls: true });
    for (const ssl of [undefined, { mode: 'require' }, { mode: 'verify-full', ca: server.certificate }]) {
      const session = await driver.connect(connectionTo(server, { ssl }), requestFor('read'));
      expect(await session.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')).toEqual([['t']]);
      expect((await readRows(session, 'select g from generate_series(1, 20000) g')).length).toBe(20_000);
      await session.close();
    }
    const unknown = driver.connect(connectionTo(server, { ssl: { mode: 'verify-full' } }), requestFor('read'));
    await expect(unknown).rejects.toMatchObject({ code: 'POSTGRESQL_TLS' });
    await server.stop();
  });
});
