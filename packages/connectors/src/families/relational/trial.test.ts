import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseOptions, parseStepOptions, types, type Connector, type Parameter, type Schema } from '@sluice/core';
import { batchOf, service, temporaryFolder, testContext, type Rows, type Server } from '@sluice/testkit';
import mysql from 'mysql2/promise';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import mariadb from '../../mariadb/index.ts';
import postgresql from '../../postgresql/index.ts';
import sqlite from '../../sqlite/index.ts';

interface Store {
  readonly connector: Connector;
  readonly connection: Parameter;
  /** Cells as text. */
  query(sql: string): Promise<readonly (readonly string[])[]>;
  /** Names of all tables. */
  readonly tables: string;
  close(): Promise<void>;
}

const connectionOf = ({ host, port, user, password, database }: Server) => ({ host, port, user, password, database });

async function openPostgresql(): Promise<Store> {
  const server = await (await service('postgresql')).newDatabase();
  const client = new Client(connectionOf(server));
  await client.connect();
  return {
    connector: postgresql,
    connection: connectionOf(server),
    query: async (sql) => (await client.query({ text: sql, rowMode: 'array' })).rows.map((row) => row.map(String)),
    tables: `select tablename from pg_tables where schemaname = 'public' order by 1`,
    close: () => client.end(),
  };
}

async function openMariadb(): Promise<Store> {
  const server = await (await service('mariadb')).newDatabase();
  const client = await mysql.createConnection({ ...connectionOf(server), rowsAsArray: true });
  return {
    connector: mariadb,
    connection: connectionOf(server),
    async query(sql) {
      const [rows] = await client.query(sql);
      return Array.isArray(rows) ? (rows as unknown[][]).map((row) => row.map(String)) : [];
    },
    tables: `select table_name from information_schema.tables where table_schema = database() order by 1`,
    close: () => client.end(),
  };
}

async function openSqlite(): Promise<Store> {
  const path = join(temporaryFolder(), 'shop.db');
  const database = new DatabaseSync(path);
  return {
    connector: sqlite,
    connection: { path },
    async query(sql) {
      const statement = database.prepare(sql);
      return statement.all().map((row) => Object.values(row).map(String));
    },
    tables: `select name from sqlite_master where type = 'table' order by 1`,
    close: async () => database.close(),
  };
}

const source: Schema = {
  columns: [
    { name: 'id', type: types.int64, isNullable: false },
    { name: 'note', type: types.utf8, isNullable: true },
  ],
};

describe.each([
  ['postgresql', openPostgresql],
  ['mariadb', openMariadb],
  ['sqlite', openSqlite],
] as const)('test runs and new tables on %s', (_, open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const optionsOf = (parameter: Parameter): never =>
    parseStepOptions(store.connector, 'writer', { ...store.connection, ...parameter }, '').options as never;
  const openTrial = (parameter: Parameter, runId = '20261121T035959-3f9a1c') =>
    store.connector.writer!.openTrial!(optionsOf(parameter), testContext({ runId }));
  const tables = async () => (await store.query(store.tables)).flat();

  /** Loads rows as the engine does. */
  async function load(options: Readonly<Record<string, unknown>>, rows: Rows): Promise<number> {
    const writer = await store.connector.writer!.open(options as never, testContext());
    try {
      const { wanted, shared } = await writer.prepare(source);
      const { signal } = new AbortController();
      const task = await writer.openTask({ taskId: '0', attempt: 1, schema: wanted, shared, isolate: true, signal });
      const refused = await task.write(batchOf(wanted, rows));
      await writer.finish([await task.commit()]);
      return refused.length;
    } finally {
      await writer.close();
    }
  }

  test('rows go into a table like the target, with its keys and checks, which is dropped', async () => {
    await store.query('create table orders (id integer not null primary key, note varchar(20) not null)');
    await store.query("insert into orders values (1, 'real')");
    const parameter = { table: ['orders'], column: ['id', 'note'], preSql: ['delete from orders'] };
    const trial = await openTrial(parameter);
    expect(trial.place).toMatch(/orders_sluice_test_20261121t035959_3f9a1c$/);
    expect(trial.notes).toEqual(['Statements before and after the load (1) are not executed in a test run.']);
    const rows = [
      [7n, 'a'],
      [7n, 'same key'],
      [8n, null],
    ];
    expect(await load(trial.options, rows)).toBe(2);
    expect(await store.query('select id, note from orders_sluice_test_20261121t035959_3f9a1c')).toEqual([['7', 'a']]);
    await trial.remove();
    expect(await tables()).toEqual(['orders']);
    expect(await store.query('select id, note from orders')).toEqual([['1', 'real']]);
  });

  test('the table of a killed test run is dropped by the id of the run, also when the target is gone', async () => {
    await store.query('create table killed (id integer)');
    const parameter = { table: ['killed'], column: ['id'] };
    const left = await openTrial(parameter, '20261121T040000-aaaaaa');
    const other = await openTrial(parameter, '20261121T040000-bbbbbb');
    await store.query('drop table killed');
    const context = testContext({ runId: '20261121T040000-aaaaaa' });
    await store.connector.writer!.removeTrial!(optionsOf(parameter), context);
    await store.connector.writer!.removeTrial!(optionsOf(parameter), context);
    const present = await tables();
    expect(present).toContain('killed_sluice_test_20261121t040000_bbbbbb');
    expect(present).not.toContain('killed_sluice_test_20261121t040000_aaaaaa');
    await other.remove();
    await left.remove();
  });

  test('the name of the table stays within what the database takes', async () => {
    const long = 'a_very_long_name_of_a_table_that_fills_all_the_bytes_there';
    await store.query(`create table ${long} (id integer)`);
    const trial = await openTrial({ table: [long], column: ['id'] });
    expect(await tables()).toContain('a_very_long_name_of_a_tab_sluice_test_20261121t035959_3f9a1c');
    await trial.remove();
    expect(await tables()).not.toContain(trial.place);
  });

  test('a table that does not exist yet is made by the CREATE TABLE of the job, under the other name', async () => {
    const trial = await openTrial({ table: ['fresh'], column: ['id'], ddl: ['create table @table (id integer)'] });
    expect((await tables()).filter((name) => name.startsWith('fresh'))).toHaveLength(1);
    expect(await tables()).not.toContain('fresh');
    await trial.remove();
    expect((await tables()).filter((name) => name.startsWith('fresh'))).toEqual([]);
    await expect(openTrial({ table: ['fresh'], ddl: ['create table fresh (id integer)'] })).rejects.toMatchObject({
      code: 'RELATIONAL_NO_TRIAL_PATTERN',
    });
    expect(await tables()).not.toContain('fresh');
  });

  test('a proposed table takes all types, and its columns come back with names and NULL as wanted', async () => {
    const columns = [
      { name: 'id', type: types.int64, isNullable: false },
      { name: 'Text "x"', type: types.utf8, isNullable: true },
      { name: 'amount', type: types.decimal(15, 2), isNullable: true },
      { name: 'at', type: types.timestampZoned, isNullable: true },
      { name: 'day', type: types.date, isNullable: false },
      { name: 'flag', type: types.bool, isNullable: true },
      { name: 'doc', type: types.json, isNullable: true },
      { name: 'raw', type: types.binary, isNullable: true },
    ];
    const { statement } = await store.connector.writer!.proposeTable!({ name: 'made', columns, primaryKey: ['id'] });
    const { options } = parseOptions(store.connector.connection, store.connection, '');
    const explorer = await store.connector.explore!(options as never, testContext());
    try {
      await explorer.createTable!(`${statement};\n`);
      const { schema, primaryKey } = await explorer.describeTable('made');
      expect(schema.columns.map(({ name, isNullable }) => [name, isNullable])).toEqual(
        columns.map(({ name, isNullable }) => [name, isNullable]),
      );
      expect(primaryKey).toEqual(['id']);
      await expect(explorer.createTable!('drop table made')).rejects.toMatchObject({
        code: 'RELATIONAL_NOT_CREATE_TABLE',
      });
    } finally {
      await explorer.close();
    }
  });
});

test('a key on texts without a length is left out for MariaDB', async () => {
  const columns = [{ name: 'id', type: types.utf8, isNullable: false }];
  const proposed = await mariadb.writer!.proposeTable!({ name: 't', columns, primaryKey: ['id'] });
  expect(proposed.statement).not.toContain('primary key');
  expect(proposed.notes).toHaveLength(1);
});
