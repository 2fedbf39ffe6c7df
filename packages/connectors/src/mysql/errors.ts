import { defineErrors } from '@sluice/core';
import { networkErrors, type Reason, type ServerPlace } from '../families/network/errors.ts';

/** Errors of MySQL, MariaDB and everything that speaks their protocol. */
export const errors = defineErrors('mysql', {
  ...networkErrors,
  hostBlocked: {
    message: ({ host, reason }: ServerPlace & Reason) =>
      `The server ${host} accepts no connection from here: ${reason}`,
    hint: () => 'Allow this machine on the server; after many failed attempts, run FLUSH HOSTS there.',
    kind: 'environment',
  },
  tooManyConnections: {
    message: ({ host }: ServerPlace) => `The server ${host} has no free connection.`,
    hint: () => 'Lower the number of channels, or raise max_connections or max_user_connections on the server.',
    kind: 'environment',
    retryable: true,
  },
  accessDenied: {
    message: ({ user, host }: ServerPlace & { user: string }) =>
      `The server ${host} refused the user "${user}" or the password.`,
    hint: () => 'Check user and password, and that the account may log in from this machine.',
  },
  databaseDenied: {
    message: ({ user, database }: { user: string; database: string }) =>
      `The user "${user}" may not use the database "${database}".`,
    hint: () => 'Grant the user a privilege on the database.',
  },
  databaseNotFound: {
    message: ({ database }: { database: string }) => `The database "${database}" does not exist.`,
    hint: () => 'Check the name of the database in the connection.',
  },
  authentication: {
    message: ({ host, reason }: ServerPlace & Reason) => `Cannot log in to ${host}: ${reason}.`,
    hint: () =>
      'Use TLS, or give the account one of caching_sha2_password, mysql_native_password, ed25519, sha256_password.',
  },
  tls: {
    message: ({ host, reason }: ServerPlace & Reason) => `No TLS with ${host}: ${reason}.`,
    hint: () => 'Check the certificate of the server and "ssl" of the connection (mode, ca, cert, key).',
  },
  notMysql: {
    message: ({ host, reason }: ServerPlace & Reason) => `${host} does not speak the protocol of MySQL: ${reason}.`,
    hint: () => 'Check host and port.',
  },
  connectionLost: {
    message: ({ host, reason }: ServerPlace & Reason) => `Lost the connection to ${host}: ${reason}.`,
    hint: () => 'The task is retried. If it happens often, look at the log of the server and its time-outs.',
    kind: 'environment',
    retryable: true,
  },
  serverShutdown: {
    message: ({ host }: ServerPlace) => `The server ${host} is shutting down.`,
    hint: () => 'The task is retried.',
    kind: 'environment',
    retryable: true,
  },
  statementKilled: {
    message: ({ reason }: Reason) => `The server stopped a statement: ${reason}`,
    hint: () => 'Somebody killed it, or it ran longer than the server allows (max_statement_time, max_execution_time).',
    kind: 'environment',
    retryable: true,
  },
  deadlock: {
    message: () => 'The server ended the transaction because of a deadlock.',
    hint: () => 'The task is retried. If it happens often, use fewer channels, or load in the order of the key.',
    kind: 'environment',
    retryable: true,
  },
  lockWaitTimeout: {
    message: () => 'Another transaction held a lock for too long.',
    hint: () => 'The task is retried. Look for long transactions on the table, or raise innodb_lock_wait_timeout.',
    kind: 'environment',
    retryable: true,
  },
  tableNotFound: {
    message: ({ table }: { table: string }) => `Table "${table}" does not exist.`,
    hint: () => 'Check the name and the database, or grant SELECT on it to the user of this data source.',
  },
  columnNotFound: {
    message: ({ reason }: Reason) => `A column does not exist: ${reason}`,
    hint: () => 'Check the names of the columns in the job and in the statement.',
  },
  privilegeMissing: {
    message: ({ reason }: Reason) => `A privilege is missing: ${reason}`,
    hint: () => 'Grant it to the user of this data source.',
  },
  sqlInvalid: {
    message: ({ reason }: Reason) => `The server does not understand a statement: ${reason}`,
    hint: () => 'Check querySql, where, column, preSql, postSql and session of the job.',
  },
  readOnly: {
    message: ({ reason }: Reason) => `The server takes no writes: ${reason}`,
    hint: () => 'Name a data source that points to the primary.',
    kind: 'environment',
  },
  storageFull: {
    message: ({ reason }: Reason) => `The server has no room left: ${reason}`,
    hint: () => 'Free disk space on the server, or enlarge its tablespace or limits.',
    kind: 'environment',
  },
  packetTooLarge: {
    message: ({ reason }: Reason) => `A packet is larger than the server allows: ${reason}`,
    hint: () => 'Raise max_allowed_packet on the server.',
  },
  columnsChanged: {
    message: ({ column, was, is }: { column: string; was: string; is: string }) =>
      `The result has changed since it was described: column "${column}" was ${was}, now ${is}.`,
    hint: () => 'Somebody altered the table. Start the run again.',
    kind: 'environment',
  },
  noResult: {
    message: () => 'The statement gives no rows.',
    hint: () => 'querySql must be a SELECT.',
  },
  settingInvalid: {
    message: ({ setting, reason }: { setting: string; reason: string }) =>
      `The setting "${setting}" is wrong: ${reason}.`,
  },
  server: {
    message: ({ number, state, reason }: { number: number; state: string; reason: string }) =>
      `The server answered with error ${number} (${state}): ${reason}`,
    hint: () => 'See the error reference of the server for this number.',
  },
});
