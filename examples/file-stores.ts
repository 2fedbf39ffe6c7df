/** The file servers of an example, filled from its folders `<store>.<kind>`. */
import { chmodSync, chownSync, cpSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { service } from '@sluice/testkit';
import type { Server, ServiceName } from '@sluice/testkit';
import type { Row, Store } from './stores.ts';

export type FileKind = 'sftp' | 'ftp' | 's3';

export const fileServices: Readonly<Record<FileKind, ServiceName>> = {
  sftp: 'openssh',
  ftp: 'pyftpdlib',
  s3: 'versitygw',
};

/** A folder or bucket of its own on the shared server, with a copy of `source`. */
export async function makeFileStore(store: string, kind: FileKind, source: string): Promise<Store> {
  const server = await (await service(fileServices[kind])).newDatabase();
  const folder = join(server.folder, 'data', server.database);
  cpSync(source, folder, { recursive: true });
  giveAway(folder);
  return {
    environment: Object.fromEntries(
      Object.entries(settingsOf(kind, server)).map(([name, value]) => [`${store.toUpperCase()}_${name}`, value]),
    ),
    query: (sql) => queryFiles(folder, sql),
  };
}

/** The copies belong to whom the folder belongs to, who may not be us. */
function giveAway(folder: string): void {
  const { uid, gid } = statSync(folder);
  for (const name of globSync('**/*', { cwd: folder })) {
    const path = join(folder, name);
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
    chownSync(path, uid, gid);
  }
}

function settingsOf(kind: FileKind, server: Server): Readonly<Record<string, string>> {
  const { host, port, user, password, database, folder } = server;
  if (kind === 's3') return { ENDPOINT: `http://${host}:${port}`, BUCKET: database, USER: user, PASSWORD: password };
  const place = { HOST: host, PORT: String(port), USER: user, FOLDER: database };
  if (kind === 'ftp') return { ...place, PASSWORD: password };
  const hostKey = readFileSync(join(folder, 'host_key.pub'), 'utf8').trim();
  return { ...place, KEY: join(folder, 'client_key'), HOST_KEY: hostKey };
}

/** Asks DuckDB about files, which the query names by their paths in the store. */
async function queryFiles(folder: string, sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await connection.run(`set file_search_path = '${folder}'`);
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
