import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Options } from '@sluice/core';
import type { ConnectRequest, OpenedSnapshot, PhysicalSplit, RelationalDriver } from '../families/relational/driver.ts';
import { evenBoundaries } from '../families/relational/boundaries.ts';
import { quoteTable } from '../families/relational/identifiers.ts';
import type { Session, TableName } from '../families/relational/session.ts';
import { dialect } from './dialect.ts';
import { errors, isSqliteFailure, primaryCode, resultCodes, toError } from './errors.ts';
import type { connection } from './index.ts';
import { limitFiles } from './limit-files.ts';
import { SqliteSession } from './session.ts';

type Connection = Options<typeof connection>;

/** SQLite blocks the thread while it waits; longer waits are made of many short ones. */
const blockingWaitMs = 200;

export const driver: RelationalDriver<typeof connection> = {
  dialect,
  jdbcPrefixes: ['jdbc:sqlite:', 'sqlite:'],
  parseJdbcUrl,
  connect: async (connection, request) => open(connection, request),
  openSnapshot,
  physicalSplits,
};

function parseJdbcUrl(url: string): { readonly connection: Partial<Connection>; readonly notes: readonly string[] } {
  const [path = '', query = ''] = url.replace(/^(?:jdbc:)?sqlite:/i, '').split('?', 2);
  const properties = new URLSearchParams(query);
  const busy = properties.get('busy_timeout');
  const unknown = [...properties.keys()].filter((name) => name !== 'busy_timeout');
  return {
    connection: { path, ...(busy === null ? {} : { busyTimeoutMs: Number(busy) }) },
    notes: unknown.map((name) => `The URL property "${name}" has no effect.`),
  };
}

function open(connection: Connection, request: ConnectRequest): SqliteSession {
  const { path, busyTimeoutMs, integerDates } = connection;
  if (path === ':memory:' || path.startsWith('file::memory:') || path === '') throw errors.memoryRefused(undefined);
  const isWriter = request.purpose === 'write';
  if (!existsSync(path)) {
    if (!isWriter) throw errors.fileNotFound({ path });
    if (!existsSync(dirname(resolve(path)))) throw errors.folderNotFound({ path });
  }
  try {
    const timeout = Math.min(busyTimeoutMs, blockingWaitMs);
    const database = new DatabaseSync(path, { readOnly: !isWriter, timeout, enableForeignKeyConstraints: false });
    if (isWriter) useWriteAheadLog(database);
    // Fails here when the file is not a database.
    database.prepare('select count(*) from sqlite_master').get();
    const { context } = request;
    if (context.access !== undefined) limitFiles(database, context.access);
    for (const sql of request.sessionSql) database.exec(sql);
    const waitMs = Math.max(0, busyTimeoutMs - timeout);
    const session = new SqliteSession(database, { path: resolve(path), context, integerDates, waitMs });
    if (request.snapshot !== undefined) joinSnapshot(session, path, request);
    return session;
  } catch (error) {
    throw openError(error, path);
  }
}

function openError(error: unknown, path: string): Error {
  const isUnreadable = isSqliteFailure(error) && primaryCode(error) === resultCodes.ioError;
  return isUnreadable ? errors.openFailed({ path, reason: error.message }, error) : toError(error, path);
}

/** Readers do not block the writer then. Not possible while somebody reads in the old mode: then it stays as it is. */
function useWriteAheadLog(database: DatabaseSync): void {
  try {
    database.exec('pragma journal_mode = wal');
  } catch {
    database.exec('pragma query_only = 0');
  }
}

/**
 * State of the file and of its log. SQLite cannot hand a snapshot to another thread; but as long as nobody has written,
 * every session sees the same.
 */
function stateOf(path: string): string {
  const states = [path, `${path}-wal`].map((file) => statSync(file, { bigint: true, throwIfNoEntry: false }));
  return states.map((state) => (state === undefined ? '-' : `${state.size}/${state.mtimeNs}`)).join(' ');
}

function joinSnapshot(session: SqliteSession, path: string, { snapshot, context }: ConnectRequest): void {
  session.beginRead();
  if (stateOf(path) !== snapshot)
    context.log.warn('the file was written since planning: splits see different states', { path });
}

/** All sessions begin to read while a lock keeps writers out, where the file can be locked. */
async function openSnapshot(
  connection: Connection,
  request: ConnectRequest & { readonly count: number },
): Promise<OpenedSnapshot> {
  const unlock = lockOutWriters(connection);
  const sessions: Session[] = [];
  let snapshot: string;
  try {
    for (let index = 0; index < request.count; index++) {
      const session = open(connection, request);
      sessions.push(session);
      session.beginRead();
    }
    snapshot = stateOf(connection.path);
  } catch (error) {
    await Promise.all(sessions.map((session) => session.close()));
    throw error;
  } finally {
    unlock?.();
  }
  const note =
    unlock === undefined
      ? 'all splits read transactions opened one right after the other, as the file cannot be locked'
      : 'all splits read one snapshot';
  return { sessions, snapshot, note };
}

function lockOutWriters(connection: Connection): (() => void) | undefined {
  let database: DatabaseSync | undefined;
  try {
    const locker = new DatabaseSync(connection.path, { timeout: blockingWaitMs });
    database = locker;
    locker.exec('begin immediate');
    return () => locker.close();
  } catch {
    database?.close();
    return undefined;
  }
}

/** Ranges of row ids. */
async function physicalSplits(session: Session, table: TableName, pieces: number): Promise<readonly PhysicalSplit[]> {
  const from = quoteTable(dialect.quote, table);
  const [low, high] = (await session.query(`select min(_rowid_), max(_rowid_) from ${from}`))[0] ?? [];
  if (low === null || low === undefined || high === null || high === undefined) return [];
  const boundaries = evenBoundaries(BigInt(low), BigInt(high), pieces);
  return [...boundaries, undefined].map((to, index) => {
    const lower = index === 0 ? undefined : boundaries[index - 1];
    const parts = [
      ...(lower === undefined ? [] : [`_rowid_ >= ${lower}`]),
      ...(to === undefined ? [] : [`_rowid_ < ${to}`]),
    ];
    if (parts.length === 0) parts.push('_rowid_ is not null');
    return { label: `rows ${parts.join(' and ')}`, condition: parts.join(' and ') };
  });
}
