/** Several sessions that see one state of the source. */
import { quoteTable } from '../families/relational/identifiers.ts';
import type { ConnectRequest, OpenedSnapshot, SnapshotRequest } from '../families/relational/driver.ts';
import { engineWithoutTransactions } from './catalog.ts';
import { type Connected, openClient } from './connect.ts';
import type { MysqlConnection } from './connection.ts';
import { translateError } from './server-errors.ts';
import { MysqlSession } from './session.ts';
import type { Client } from './wire/client.ts';
import { ServerError } from './wire/server-error.ts';

/** How long writers may be held up, at most, while the snapshots are taken. */
const lockWaitSeconds = 5;

/**
 * InnoDB has no name for a snapshot that others could join, so writers are held off for the moment in which all sessions
 * take theirs: by read locks on the tables, or on the whole server where only that is allowed.
 */
export async function openSnapshot(
  connection: MysqlConnection,
  request: ConnectRequest & SnapshotRequest,
): Promise<OpenedSnapshot> {
  const links: Connected[] = [];
  const control = request.count > 1 ? await openClient(connection, request) : undefined;
  try {
    for (let index = 0; index < request.count; index++) links.push(await openClient(connection, request));
    const isLocked = control === undefined || (await lock(control.client, request));
    for (const { client } of links) {
      await client.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await client.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
    }
    if (control !== undefined) await control.client.query('UNLOCK TABLES');
    const note = await noteOf(links[0]?.client, request, isLocked);
    const options = { zeroDates: connection.zeroDates, context: request.context };
    return { sessions: links.map((link) => new MysqlSession(link, options)), note };
  } catch (error) {
    for (const { client } of links) client.socket.destroy();
    throw control === undefined ? error : translateError(error, control.context);
  } finally {
    // A lock that is still held ends with its session.
    control?.client.quit();
  }
}

async function lock(client: Client, request: SnapshotRequest): Promise<boolean> {
  const locks = request.tables.map((table) => `${quoteTable('`', table)} READ`);
  const statements = [
    ...(locks.length === 0 ? [] : [`LOCK TABLES ${locks.join(', ')}`]),
    'FLUSH TABLES WITH READ LOCK',
  ];
  await client.query(`SET lock_wait_timeout = ${lockWaitSeconds}`);
  for (const sql of statements) {
    try {
      await client.query(sql);
      return true;
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
    }
  }
  return false;
}

async function noteOf(client: Client | undefined, request: SnapshotRequest, isLocked: boolean): Promise<string> {
  const notes = [
    isLocked
      ? 'All splits read one snapshot.'
      : 'Each session reads a snapshot of its own, taken within a moment: for a common one the user needs LOCK TABLES or RELOAD, and nobody may hold the tables for longer than 5 s.',
  ];
  for (const table of client === undefined ? [] : request.tables) {
    const engine = await engineWithoutTransactions(client as Client, table);
    if (engine !== undefined)
      notes.push(`Table "${table.name}" has no snapshots (${engine}): changes during the run may be seen.`);
  }
  return notes.join(' ');
}
