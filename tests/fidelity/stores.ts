/** The stores of the matrix, each seen through its own client, so that a mistake of Sluice cannot hide itself. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Parameter } from '@sluice/core';
import { temporaryFolder, type Server } from '@sluice/testkit';
import type { Connection } from 'mysql2/promise';
import type { Client } from 'pg';
import type { Cell } from './canonical.ts';
import { mariadbSources, mariadbTargets } from './mariadb-types.ts';
import type { EdgeValues, NativeType } from './native-type.ts';
import { postgresqlPreparation, postgresqlSources, postgresqlTargets } from './postgresql-types.ts';
import { sqliteSources, sqliteTargets } from './sqlite-types.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

/** `id` and the asked columns, by id. */
export type Table = ReadonlyMap<string, readonly Cell[]>;

export interface Store {
  readonly name: string;
  readonly connector: string;
  readonly sources: readonly EdgeValues[];
  readonly targets: readonly NativeType[];
  /** Makes a table anew: `id integer` and the columns, all nullable. */
  createTable(table: string, columns: readonly TableColumn[]): Promise<void>;
  /** Adds a row with one value, an SQL expression. */
  insert(table: string, id: number, column: TableColumn, expression: string): Promise<void>;
  read(table: string, columns: readonly TableColumn[]): Promise<Table>;
  /** Parameters of a step that reads or writes `id` and the columns. */
  step(table: string, columns: readonly TableColumn[]): Parameter;
  close(): Promise<void>;
}

/** The store with the test's database; leaves a session open until `close`. */
export async function postgresqlStore(server: Server): Promise<Store> {
  const { default: pg } = await import('pg');
  const client: Client = new pg.Client({
    connectionString: server.url,
    types: { getTypeParser: () => (text: string) => text },
  });
  await client.connect();
  // The notation of intervals that Sluice uses too.
  await client.query(`set intervalstyle = 'iso_8601'; ${postgresqlPreparation}`);
  const { host, port, user, password, database } = server;
  const login = { host, port, user, password, database };
  return {
    name: 'PostgreSQL',
    connector: 'postgresql',
    sources: postgresqlSources,
    targets: postgresqlTargets,
    async createTable(table, columns) {
      const declared = columns.map(({ name, type }) => `, ${name} ${type}`);
      await client.query(
        `drop table if exists ${table}; create table ${table} (id integer primary key${declared.join('')})`,
      );
    },
    async insert(table, id, { name }, expression) {
      await client.query(`insert into ${table} (id, ${name}) values (${id}, ${expression})`);
    },
    async read(table, columns) {
      const expressions = columns.map(postgresqlExpression);
      const { rows } = await client.query({
        text: `select ${['id', ...expressions].join(', ')} from ${table}`,
        rowMode: 'array',
      });
      return tableOf(rows as Cell[][], (cell, index) =>
        columns[index]?.type === 'bytea' ? Buffer.from(String(cell).slice(2), 'hex') : cell,
      );
    },
    step: (table, columns) => ({
      ...login,
      table: [table],
      column: ['id', ...columns.map(({ name }) => name)],
    }),
    close: () => client.end(),
  };
}

function postgresqlExpression({ name, type }: TableColumn): string {
  if (type === 'money') return `${name}::numeric`;
  return type.endsWith('[]') ? `to_json(${name})::text` : name;
}

export async function mariadbStore(server: Server): Promise<Store> {
  const { createConnection } = await import('mysql2/promise');
  const { host, port, user, password, database } = server;
  const login = { host, port, user, password, database };
  const client: Connection = await createConnection({ ...login, charset: 'utf8mb4' });
  await client.query("set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
  return {
    name: 'MariaDB',
    connector: 'mariadb',
    sources: mariadbSources,
    targets: mariadbTargets,
    async createTable(table, columns) {
      const declared = columns.map(({ name, type }) => `, ${name} ${type} null`);
      await client.query(`drop table if exists ${table}`);
      await client.query(`create table ${table} (id integer primary key${declared.join('')})`);
    },
    async insert(table, id, { name }, expression) {
      await client.query(`insert into ${table} (id, ${name}) values (${id}, ${expression})`);
    },
    async read(table, columns) {
      const [rows] = await client.query({
        sql: `select ${['id', ...columns.map(mariadbExpression)].join(', ')} from ${table}`,
        rowsAsArray: true,
        typeCast: (field: { type: string; buffer(): Buffer | null }) => field.buffer(),
      });
      return tableOf(rows as Cell[][], (cell, index) =>
        isMariadbBinary(columns[index]?.type ?? 'id') ? cell : Buffer.from(cell).toString('utf8'),
      );
    },
    step: (table, columns) => ({
      ...login,
      table: [table],
      column: ['id', ...columns.map(({ name }) => name)],
    }),
    close: () => client.end(),
  };
}

function isMariadbBinary(type: string): boolean {
  return /binary|blob|point|geometry/.test(type);
}

/** A float prints six digits unless it is a double. */
function mariadbExpression({ name, type }: TableColumn): string {
  if (type === 'float') return `cast(${name} as double)`;
  if (type.startsWith('bit')) return `${name} + 0`;
  return isMariadbBinary(type) ? name : `cast(${name} as char)`;
}

export function sqliteStore(): Store {
  const path = join(temporaryFolder(), 'fidelity.db');
  const database = new DatabaseSync(path);
  return {
    name: 'SQLite',
    connector: 'sqlite',
    sources: sqliteSources,
    targets: sqliteTargets,
    async createTable(table, columns) {
      const declared = columns.map(({ name, type }) => `, ${name} ${type}`);
      database.exec(
        `drop table if exists ${table}; create table ${table} (id integer primary key${declared.join('')})`,
      );
    },
    async insert(table, id, { name }, expression) {
      database.exec(`insert into ${table} (id, ${name}) values (${id}, ${expression})`);
    },
    async read(table, columns) {
      const statement = database.prepare(
        `select ${['id', ...columns.map(({ name }) => name)].join(', ')} from ${table}`,
      );
      statement.setReturnArrays(true);
      statement.setReadBigInts(true);
      const rows = statement.all() as unknown as (Uint8Array | number | bigint | string | null)[][];
      const cells = rows.map((row) =>
        row.map((cell) => (typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : cell)),
      );
      return tableOf(cells, (cell) => cell);
    },
    step: (table, columns) => ({ path, table: [table], column: ['id', ...columns.map(({ name }) => name)] }),
    close: async () => database.close(),
  };
}

function tableOf(rows: readonly Cell[][], convert: (cell: string | Uint8Array, index: number) => Cell): Table {
  return new Map(
    rows.map(([id, ...cells]) => [
      String(id),
      cells.map((cell, index) => (cell === null ? null : convert(cell, index))),
    ]),
  );
}
