import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import { SluiceError } from '@sluice/core';
import type { DatabaseTransaction, Store } from '../store/database.ts';
import { newestMigration, tableNames } from '../store/migrate.ts';
import { omittedTables, type BackupEnd, type BackupHeader, type BackupLine, type BackupRow } from './backup-format.ts';
import { operationErrors } from './errors.ts';
import { failRunsWithoutState } from './lost-state.ts';

/** Rows of one statement; the widest table has some forty columns, and SQLite takes 32,766 values. */
const batchRows = 400;

export interface RestoreOptions {
  /** Delete what is there first. */
  readonly replace: boolean;
  /** Where the folders of runs lie now; runs that had begun and have none end as failed. */
  readonly stateFolder: string;
  /** Epoch ms. */
  readonly now: number;
}

export interface RestoreReport {
  readonly rows: number;
  /** Runs that had begun and cannot go on. */
  readonly runsLost: number;
}

/**
 * Fills a store from a backup, wholly or not at all. Throws `OPERATION_NOT_EMPTY` when there is something in it. A
 * server that works on the store meanwhile sees everything at once; runs of the old store are stopped.
 */
export async function restore(
  store: Store,
  file: string,
  { replace, stateFolder, now }: RestoreOptions,
): Promise<RestoreReport> {
  return store.transaction(async (transaction) => {
    if (replace) await empty(transaction);
    else await requireEmpty(transaction);
    const counts: Record<string, number> = {};
    let end: BackupEnd | undefined;
    let batch: { readonly table: string; readonly rows: BackupRow[] } | undefined;
    const flush = async (): Promise<void> => {
      if (batch !== undefined) await anyTable(transaction).insertInto(batch.table).values(batch.rows).execute();
      batch = undefined;
    };
    for await (const line of linesOf(file)) {
      if (end !== undefined) throw operationErrors.noBackup({ file, problem: 'something follows its end' });
      if ('format' in line) continue;
      if (!('table' in line)) {
        await flush();
        end = line;
        continue;
      }
      const { table, row } = line;
      if (!tableNames.includes(table)) throw operationErrors.noBackup({ file, problem: `there is no table ${table}` });
      if (batch !== undefined && (batch.table !== table || batch.rows.length === batchRows)) await flush();
      batch ??= { table, rows: [] };
      batch.rows.push(row);
      counts[table] = (counts[table] ?? 0) + 1;
    }
    for (const [table, expected] of Object.entries(end?.rows ?? {}))
      if ((counts[table] ?? 0) !== expected)
        throw operationErrors.noBackup({ file, problem: `${table} should have ${expected} rows` });
    if (end === undefined) throw operationErrors.noBackup({ file, problem: 'its end is missing' });
    const runsLost = await failRunsWithoutState(transaction, stateFolder, now);
    return { rows: Object.values(counts).reduce((sum, count) => sum + count, 0), runsLost };
  });
}

async function* linesOf(file: string): AsyncGenerator<BackupLine> {
  let isFirst = true;
  try {
    for await (const text of textLines(file)) {
      const line = JSON.parse(text) as BackupLine;
      if (isFirst) checkHeader(line as BackupHeader, file);
      isFirst = false;
      yield line;
    }
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    throw operationErrors.noBackup({ file, problem: error instanceof Error ? error.message : 'unreadable' }, error);
  }
}

async function* textLines(file: string): AsyncGenerator<string> {
  const plain = createGunzip();
  createReadStream(file)
    .on('error', (error) => plain.destroy(error))
    .pipe(plain);
  let rest = '';
  for await (const text of plain.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function checkHeader({ format, formatVersion, migration }: BackupHeader, file: string): void {
  if (format !== 'sluice-backup' || formatVersion !== 1)
    throw operationErrors.noBackup({ file, problem: 'its first line is not that of a backup' });
  if (migration !== newestMigration) throw operationErrors.otherVersion({ found: migration, own: newestMigration });
}

/** A store that was just made has no users and no projects; the built-in resource group is no content. */
async function requireEmpty(transaction: DatabaseTransaction): Promise<void> {
  for (const table of tableNames) {
    if (omittedTables.has(table) || table === 'resource_groups' || table === 'links') continue;
    const row = await anyTable(transaction).selectFrom(table).selectAll().limit(1).executeTakeFirst();
    if (row !== undefined) throw operationErrors.notEmpty({ table });
  }
  await empty(transaction);
}

async function empty(transaction: DatabaseTransaction): Promise<void> {
  for (const table of tableNames.toReversed()) await anyTable(transaction).deleteFrom(table).execute();
}

/** Tables by name, whatever they are. */
function anyTable(transaction: DatabaseTransaction): Kysely<Record<string, BackupRow>> {
  return transaction as unknown as Kysely<Record<string, BackupRow>>;
}
