import { setTimeout as wait } from 'node:timers/promises';
import type {
  ConnectRequest,
  OpenedSnapshot,
  PhysicalSplit,
  RelationalDriver,
  SnapshotRequest,
} from '../families/relational/driver.ts';
import type { Session, TableName, WriteMode } from '../families/relational/session.ts';
import { openLink } from './connect.ts';
import type { connectionFields, PostgresqlConnection } from './connection.ts';
import { dialect } from './dialect.ts';
import { errors } from './errors.ts';
import { parseJdbcUrl, urlPrefixes } from './jdbc-url.ts';
import { quoteLiteral, quoteTableName } from './quoting.ts';
import { isServerError } from './server-errors.ts';
import { PostgresqlSession } from './session.ts';

export const driver: RelationalDriver<typeof connectionFields> = {
  dialect,
  jdbcPrefixes: urlPrefixes,
  parseJdbcUrl,
  connect,
  openSnapshot,
  physicalSplits,
  confirmCommit,
  missingPrivileges,
};

const beginSnapshot = 'begin isolation level repeatable read read only';

async function connect(connection: PostgresqlConnection, request: ConnectRequest): Promise<Session> {
  const link = await openLink(connection, request);
  if (request.snapshot === undefined) return new PostgresqlSession(link);
  try {
    await link.run(`${beginSnapshot}; set transaction snapshot ${quoteLiteral(request.snapshot)}`);
    return new PostgresqlSession(link);
  } catch (error) {
    await link.close();
    const cause = error instanceof Error ? error.cause : undefined;
    if (isServerError(cause)) throw errors.snapshotGone({ reason: cause.message }, cause);
    throw error;
  }
}

/**
 * The first session exports its snapshot and keeps it alive as long as it lives; the others join it. It comes on top of
 * the sessions asked for, so that it is used last, and a session lost with its task does not end the snapshot.
 */
async function openSnapshot(
  connection: PostgresqlConnection,
  request: ConnectRequest & SnapshotRequest,
): Promise<OpenedSnapshot> {
  const keeper = await connect(connection, request);
  const sessions: Session[] = [keeper];
  try {
    await keeper.execute(beginSnapshot);
    const [row] = await keeper.query('select pg_export_snapshot()');
    const snapshot = row?.[0] as string;
    for (let index = 0; index < request.count; index++)
      sessions.push(await connect(connection, { ...request, snapshot }));
    return { sessions, snapshot, note: 'all splits read one snapshot' };
  } catch (error) {
    await Promise.all(sessions.map((session) => session.close()));
    throw error;
  }
}

/** Since version 14 the server reads a range of pages without visiting the others. */
const minVersionOfRanges = 140_000;

async function physicalSplits(session: Session, table: TableName, pieces: number): Promise<readonly PhysicalSplit[]> {
  const name = quoteLiteral(quoteTableName(table));
  const [row] = await session.query(
    `select relkind, pg_relation_size(oid) / current_setting('block_size')::int, current_setting('server_version_num')
     from pg_catalog.pg_class where oid = ${name}::regclass`,
  );
  const [kind, pageText, version] = row ?? [];
  const pages = Number(pageText);
  if ((kind !== 'r' && kind !== 'm') || Number(version) < minVersionOfRanges || pages < 2) return [];
  const count = Math.min(pieces, pages);
  const bounds = Array.from({ length: count + 1 }, (_, index) => Math.floor((pages * index) / count));
  return Array.from({ length: count }, (_, index) => {
    const from = bounds[index] as number;
    const to = bounds[index + 1] as number;
    const low = index === 0 ? [] : [`ctid >= '(${from},0)'::tid`];
    const high = index === count - 1 ? [] : [`ctid < '(${to},0)'::tid`];
    const label = index === count - 1 ? `pages from ${from}` : `pages ${from} to ${to - 1}`;
    return { label, condition: [...low, ...high].join(' and ') };
  });
}

/** How long a commit whose client is gone may take. */
const maxCommitMs = 30_000;

/** Waits for a transaction that is still under way: it may yet be committed. */
async function confirmCommit(session: Session, token: string): Promise<boolean> {
  const deadline = Date.now() + maxCommitMs;
  for (;;) {
    const [row] = await session.query('select txid_status($1::bigint)', [token]);
    const status = row?.[0];
    if (status === 'committed' || status === 'aborted') return status === 'committed';
    if (status !== 'in progress' || Date.now() > deadline)
      throw errors.commitUnknown({ status: status ?? 'forgotten' });
    await wait(commitPollMs);
  }
}

const commitPollMs = 100;

const neededPrivileges: Readonly<Record<WriteMode, readonly string[]>> = {
  insert: ['INSERT'],
  ignore: ['INSERT', 'SELECT'],
  update: ['INSERT', 'SELECT', 'UPDATE'],
  replace: ['INSERT', 'SELECT', 'DELETE'],
};

async function missingPrivileges(session: Session, table: TableName, mode: WriteMode): Promise<readonly string[]> {
  const name = quoteTableName(table);
  const checks = neededPrivileges[mode].map((privilege) => `has_table_privilege($1, '${privilege}')`);
  const [row] = await session.query(`select ${checks.join(', ')}`, [name]);
  return neededPrivileges[mode]
    .filter((_, index) => row?.[index] === 'f')
    .map((privilege) => `The user has no ${privilege} privilege on ${name}.`);
}
