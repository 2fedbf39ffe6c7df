/** The stores of an example: databases from its files `<store>.<kind>.sql`, file servers from its folders `<store>.<kind>`. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { service } from '@sluice/testkit';
import type { Server, ServiceName } from '@sluice/testkit';
import { fileServices, makeFileStore } from './file-stores.ts';
import type { FileKind } from './file-stores.ts';

export type StoreKind = 'postgresql' | 'mariadb' | 'sqlite' | FileKind;

export interface StoreFile {
  /** `shop` of `shop.mariadb.sql`. */
  readonly store: string;
  readonly kind: StoreKind;
  /** Or a folder, for a file server. */
  readonly file: string;
}

export type Row = readonly unknown[];

/** A store with the content of its file or folder. */
export interface Store {
  /** What the job finds it by: `SHOP_URL`, `SHOP_USER`, `SHOP_PASSWORD`. */
  readonly environment: Readonly<Record<string, string>>;
  /** In the dialect of the store; of DuckDB for files. */
  query(sql: string): Promise<Row[]>;
}

/** The server that a store needs; SQLite needs none. */
export function serviceOf(kind: StoreKind): ServiceName | undefined {
  if (kind === 'sqlite') return undefined;
  return isFileKind(kind) ? fileServices[kind] : kind;
}

function isFileKind(kind: StoreKind): kind is FileKind {
  return Object.hasOwn(fileServices, kind);
}

/** The files and folders of an example that make stores. */
export function storeFiles(folder: string): StoreFile[] {
  return readdirSync(folder).flatMap((file) => {
    const [, store, kind] = /^([\w-]+)\.((?:postgresql|mariadb|sqlite)(?=\.sql$)|(?:sftp|ftp|s3)$)/.exec(file) ?? [];
    if (store === undefined || kind === undefined) return [];
    return [{ store, kind: kind as StoreKind, file: join(folder, file) }];
  });
}

/** @param workFolder where the job runs; a SQLite store becomes `<store>.db` there. */
export async function makeStore({ store, kind, file }: StoreFile, workFolder: string): Promise<Store> {
  if (isFileKind(kind)) return makeFileStore(store, kind, file);
  const sql = readFileSync(file, 'utf8');
  if (kind === 'sqlite') {
    const path = join(workFolder, `${store}.db`);
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    return sqliteStore(path);
  }
  const server = await (await service(kind)).newDatabase();
  const query = (text: string): Promise<Row[]> =>
    kind === 'postgresql' ? queryPostgresql(server, text) : queryMariadb(server, text);
  await query(sql);
  return { environment: environmentOf(store, server), query };
}

/** A database file that the job itself makes. */
export function sqliteStore(path: string): Store {
  return {
    environment: {},
    query: async (sql) => {
      const database = new DatabaseSync(path, { readOnly: true });
      try {
        return database
          .prepare(sql)
          .all()
          .map((row) => Object.values(row));
      } finally {
        database.close();
      }
    },
  };
}

function environmentOf(store: string, { jdbcUrl, user, password }: Server): Record<string, string> {
  const prefix = store.toUpperCase();
  return { [`${prefix}_URL`]: jdbcUrl, [`${prefix}_USER`]: user, [`${prefix}_PASSWORD`]: password };
}

async function queryPostgresql({ url }: Server, text: string): Promise<Row[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows as Row[];
  } finally {
    await client.end();
  }
}

async function queryMariadb(server: Server, sql: string): Promise<Row[]> {
  const { createConnection } = await import('mysql2/promise');
  const { host, port, user, password, database } = server;
  const login = { host, port, user, password, database };
  const connection = await createConnection({ ...login, multipleStatements: true, rowsAsArray: true });
  try {
    const [rows] = await connection.query(sql);
    return rows as Row[];
  } finally {
    await connection.end();
  }
}
