import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sql } from 'kysely';
import type { DatabaseTransaction, Store } from '../store/database.ts';
import { newestMigration, tableNames } from '../store/migrate.ts';
import { version } from '../version.ts';
import { omittedTables, type BackupHeader, type BackupLine, type BackupRow } from './backup-format.ts';

const pageRows = 500;

export interface BackupSummary {
  readonly file: string;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes all tables, as they are at one moment, to a file that only its owner can read. Servers may go on working. The
 * file appears when it is complete. The key is not in it, nor are the folders of runs.
 */
export async function backUp(store: Store, file: string, now: number): Promise<BackupSummary> {
  const rows: Record<string, number> = {};
  const partial = `${file}.part`;
  await rm(partial, { force: true });
  try {
    const begun = store.database.transaction();
    // SQLite knows no other level.
    const snapshot = store.dialect === 'postgresql' ? begun.setIsolationLevel('repeatable read') : begun;
    await snapshot.execute(async (transaction) => {
      const lines = Readable.from(linesOf(transaction, store.dialect, rows, now));
      await pipeline(lines, createGzip(), createWriteStream(partial, { mode: 0o600, flags: 'wx' }));
    });
    const handle = await open(partial, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return { file, tables: Object.keys(rows).length, rows: total };
}

async function* linesOf(
  transaction: DatabaseTransaction,
  dialect: Store['dialect'],
  rows: Record<string, number>,
  now: number,
): AsyncGenerator<string> {
  const header: BackupHeader = {
    format: 'sluice-backup',
    formatVersion: 1,
    sluice: version,
    migration: newestMigration,
    createdAt: new Date(now).toISOString(),
  };
  yield textOf(header);
  for (const table of tableNames) {
    if (omittedTables.has(table)) continue;
    rows[table] = 0;
    for await (const page of dialect === 'postgresql' ? byCursor(transaction, table) : bySteps(transaction, table)) {
      rows[table] += page.length;
      yield page.map((row) => textOf({ table, row })).join('');
    }
  }
  yield textOf({ rows });
}

function textOf(line: BackupLine): string {
  return `${JSON.stringify(line)}\n`;
}

async function* byCursor(transaction: DatabaseTransaction, table: string): AsyncGenerator<readonly BackupRow[]> {
  await sql`declare backup no scroll cursor for select * from ${sql.table(table)}`.execute(transaction);
  for (;;) {
    const { rows } = await sql<BackupRow>`fetch ${sql.lit(pageRows)} from backup`.execute(transaction);
    if (rows.length === 0) break;
    yield rows;
  }
  await sql`close backup`.execute(transaction);
}

/** By the hidden row number, which all of these tables have. */
async function* bySteps(transaction: DatabaseTransaction, table: string): AsyncGenerator<readonly BackupRow[]> {
  for (let after = -1; ;) {
    const { rows } = await sql<BackupRow & { readonly backup_place: number }>`
      select rowid as backup_place, * from ${sql.table(table)} where rowid > ${after} order by rowid limit ${pageRows}
    `.execute(transaction);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.backup_place;
    yield rows.map(({ backup_place: _place, ...row }) => row as BackupRow);
  }
}
