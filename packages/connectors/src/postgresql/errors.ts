import { defineErrors } from '@sluice/core';
import { networkErrors, type Reason, type ServerPlace } from '../families/network/errors.ts';

/** Errors of PostgreSQL and everything that speaks its protocol. */
export const errors = defineErrors('postgresql', {
  ...networkErrors,
  tooManyConnections: {
    message: ({ host, reason }: ServerPlace & Reason) => `The server ${host} has no free connection: ${reason}.`,
    hint: () => 'Lower the number of channels, or raise max_connections on the server.',
    kind: 'environment',
    retryable: true,
  },
  serverNotReady: {
    message: ({ host, reason }: ServerPlace & Reason) => `The server ${host} takes no connections now: ${reason}.`,
    hint: () => 'It is starting, stopping or recovering. The task is retried.',
    kind: 'environment',
    retryable: true,
  },
  loginFailed: {
    message: ({ user, host }: ServerPlace & { user: string }) =>
      `The server ${host} refused the user "${user}" or the password.`,
    hint: () => 'Check user and password, and that pg_hba.conf lets the user log in from this machine.',
  },
  loginDenied: {
    message: ({ host, reason }: ServerPlace & Reason) => `The server ${host} accepts no login: ${reason}.`,
    hint: () => 'Let the user log in: CONNECT on the database, LOGIN of the role, and a matching line in pg_hba.conf.',
  },
  databaseNotFound: {
    message: ({ database }: { database: string }) => `The database "${database}" does not exist.`,
    hint: () => 'Check the name of the database in the connection.',
  },
  tls: {
    message: ({ host, reason }: ServerPlace & Reason) => `No TLS with ${host}: ${reason}.`,
    hint: () => 'Check the certificate of the server and "ssl" of the connection (mode, ca, cert, key).',
  },
  settingInvalid: {
    message: ({ setting, reason }: { setting: string; reason: string }) =>
      `The value of "${setting}" is not valid: ${reason}.`,
  },
  connectionLost: {
    message: ({ host, reason }: ServerPlace & Reason) => `Lost the connection to ${host}: ${reason}.`,
    hint: () => 'The task is retried. If it happens often, look at the log of the server and its time-outs.',
    kind: 'environment',
    retryable: true,
  },
  conflict: {
    message: ({ reason }: Reason) => `The server ended the transaction because of another one: ${reason}.`,
    hint: () => 'The task is retried. If it happens often, use fewer channels, or load in the order of the key.',
    kind: 'environment',
    retryable: true,
  },
  statementCancelled: {
    message: ({ reason }: Reason) => `The server stopped a statement: ${reason}.`,
    hint: () => 'Somebody cancelled it, or it ran longer than the server allows (statement_timeout, lock_timeout).',
    kind: 'environment',
    retryable: true,
  },
  commitUnknown: {
    message: ({ status }: { status: string }) =>
      `The server does not tell whether a transaction was committed: ${status}.`,
    hint: () => 'Compare the target with the source for the splits that are left, or empty the target and run again.',
    kind: 'environment',
  },
  snapshotGone: {
    message: ({ reason }: Reason) => `The snapshot of the run is gone: ${reason}.`,
    hint: () => 'The session that held it has ended. Resume the run; the rest is read from a new snapshot.',
    kind: 'environment',
  },
  tableNotFound: {
    message: ({ table }: { table: string }) => `Table "${table}" does not exist.`,
    hint: () => 'Check the name, its schema and the database. Names with upper case letters need the exact case.',
  },
  objectNotFound: {
    message: ({ reason }: Reason) => `The server does not know a name: ${reason}.`,
    hint: () => 'Check the names of tables, columns and functions in the job.',
  },
  accessDenied: {
    message: ({ reason }: Reason) => `The user of this data source lacks a privilege: ${reason}.`,
    hint: () => 'Grant it to the user of this data source.',
  },
  readOnly: {
    message: ({ reason }: Reason) => `The session is read-only: ${reason}.`,
    hint: () => 'A reader changes nothing. A writer needs the primary, not a standby or a read-only database.',
    kind: 'environment',
  },
  keyNotUnique: {
    message: ({ table, columns }: { table: string; columns: readonly string[] }) =>
      `Table "${table}" has no unique index on exactly ${columns.map((name) => `"${name}"`).join(', ')}.`,
    hint: () => 'Name the columns of a unique index or primary key in "uniqueIndexColumn", or create such an index.',
  },
  sqlInvalid: {
    message: ({ reason }: Reason) => `The server cannot run a statement of the job: ${reason}.`,
    hint: () => 'Check the SQL in the job: column, where, querySql, preSql, postSql.',
  },
  resources: {
    message: ({ reason }: Reason) => `The server ran out of something: ${reason}.`,
    hint: () => 'Make room on the server (disk, memory, locks) and run the job again; finished splits are kept.',
    kind: 'environment',
  },
  server: {
    message: ({ code, reason }: Reason & { code: string }) => `The server reported ${code}: ${reason}.`,
    hint: () => 'See the log of the server.',
    kind: 'environment',
  },
  dataRefused: {
    message: ({ code, reason }: Reason & { code: string }) => `The server refused a value (${code}): ${reason}.`,
    hint: () => 'A value or expression of the source makes the statement fail; filter or cast it in the job.',
    kind: 'data',
  },
  protocol: {
    message: ({ reason }: Reason) => `The server sent something unexpected: ${reason}.`,
    hint: () => 'Something between Sluice and the server may change the protocol. Connect to the server directly.',
    kind: 'environment',
  },
  columnsChanged: {
    message: ({ expected, found }: { expected: string; found: string }) =>
      `The columns of the query are not those of the plan: ${found} instead of ${expected}.`,
    hint: () => 'The table was changed meanwhile. Start the run again.',
  },
});
