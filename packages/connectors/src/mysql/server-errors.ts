/** What the numbers of server errors mean: an error of ours, or a refused row. */
import { SluiceError, taskErrors } from '@sluice/core';
import { errors } from './errors.ts';
import { AuthRefused, TlsUnavailable } from './wire/handshake.ts';
import { ProtocolError, ServerError } from './wire/server-error.ts';
import { LinkLost } from './wire/socket.ts';

/** Numbers by which the code asks. */
export const serverErrorNumber = {
  accessDenied: 1045,
  tableNotFound: 1146,
  queryInterrupted: 1317,
} as const;

/** What is known when an error turns up. */
export interface ErrorContext {
  readonly host: string;
  readonly user: string;
  readonly database: string | undefined;
  readonly connectTimeoutMs: number;
}

type Translation = (error: ServerError, context: ErrorContext) => SluiceError;

const statementKilled: Translation = (error) => errors.statementKilled({ reason: error.message }, error);
const privilegeMissing: Translation = (error) => errors.privilegeMissing({ reason: error.message }, error);
const columnNotFound: Translation = (error) => errors.columnNotFound({ reason: error.message }, error);
const sqlInvalid: Translation = (error) => errors.sqlInvalid({ reason: error.message }, error);
const readOnly: Translation = (error) => errors.readOnly({ reason: error.message }, error);
const storageFull: Translation = (error) => errors.storageFull({ reason: error.message }, error);
const packetTooLarge: Translation = (error) => errors.packetTooLarge({ reason: error.message }, error);
const tooManyConnections: Translation = (error, { host }) => errors.tooManyConnections({ host }, error);
const serverShutdown: Translation = (error, { host }) => errors.serverShutdown({ host }, error);
const hostBlocked: Translation = (error, { host }) => errors.hostBlocked({ host, reason: error.message }, error);
const accessDenied: Translation = (error, { user, host }) => errors.accessDenied({ user, host }, error);
const tableNotFound: Translation = (error) => errors.tableNotFound({ table: missingTable(error.message) }, error);

const translations: Readonly<Record<number, Translation>> = {
  1021: storageFull,
  1040: tooManyConnections,
  1041: tooManyConnections,
  1044: (error, { user, database }) => errors.databaseDenied({ user, database: database ?? '' }, error),
  1045: accessDenied,
  1698: accessDenied,
  1049: (error, { database }) => errors.databaseNotFound({ database: database ?? '' }, error),
  1053: serverShutdown,
  1054: columnNotFound,
  1064: sqlInvalid,
  1114: storageFull,
  1129: hostBlocked,
  1130: hostBlocked,
  1142: privilegeMissing,
  1143: privilegeMissing,
  1146: tableNotFound,
  1153: packetTooLarge,
  1205: (error) => errors.lockWaitTimeout(undefined, error),
  1213: (error) => errors.deadlock(undefined, error),
  1226: tooManyConnections,
  1203: tooManyConnections,
  1227: privilegeMissing,
  1290: readOnly,
  1317: statementKilled,
  1370: privilegeMissing,
  1792: readOnly,
  1836: readOnly,
  1927: statementKilled,
  1969: statementKilled,
  3024: statementKilled,
};

/** The name in `Table 'db.t' doesn't exist`. */
function missingTable(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? '';
}

/** Any error of the wire as an error of ours. */
export function translateError(error: unknown, context: ErrorContext): SluiceError {
  const { host } = context;
  if (error instanceof SluiceError) return error;
  if (error instanceof ServerError) {
    const translate = translations[error.number];
    const { number, state, message: reason } = error;
    return translate === undefined ? errors.server({ number, state, reason }, error) : translate(error, context);
  }
  if (error instanceof LinkLost) return errors.connectionLost({ host, reason: error.message }, error);
  if (error instanceof ProtocolError) return errors.notMysql({ host, reason: error.message }, error);
  if (error instanceof AuthRefused) return errors.authentication({ host, reason: error.message }, error);
  if (error instanceof TlsUnavailable) return errors.tls({ host, reason: error.message }, error);
  if (error instanceof Error && error.name === 'AbortError') return taskErrors.cancelled(undefined, error);
  throw error;
}

/** Errors while connecting: the network's codes have meanings of their own. */
export function translateConnectError(error: unknown, context: ErrorContext): SluiceError {
  const { host, connectTimeoutMs } = context;
  if (error instanceof LinkLost && error.isTimeout)
    return errors.connectTimeout({ host, afterMs: connectTimeoutMs }, error);
  if (error instanceof LinkLost) return errors.connectionRefused({ host, reason: error.message }, error);
  const given: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  // An aborted connect has a number here: the code of a DOMException.
  const code = typeof given === 'string' ? given : undefined;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return errors.hostUnknown({ host }, error);
  if (code === 'ETIMEDOUT') return errors.connectTimeout({ host, afterMs: connectTimeoutMs }, error);
  if (code?.startsWith('ERR_TLS') || code?.startsWith('ERR_SSL') || certificateCodes.has(code ?? '')) {
    return errors.tls({ host, reason: (error as Error).message }, error);
  }
  if (code !== undefined && error instanceof Error && !(error instanceof SluiceError)) {
    return errors.connectionRefused({ host, reason: connectReasons[code] ?? error.message }, error);
  }
  return translateError(error, context);
}

const connectReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on this port.',
  ECONNRESET: 'the connection was closed at once.',
  EHOSTUNREACH: 'the host cannot be reached.',
  ENETUNREACH: 'the network cannot be reached.',
  ENOENT: 'the socket does not exist.',
};

const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

/** Codes of dirty records by the number of the server's error. */
const dirtyCodes: Readonly<Record<number, string>> = {
  1022: 'DUPLICATE_KEY',
  1048: 'NULL_NOT_ALLOWED',
  1062: 'DUPLICATE_KEY',
  1136: 'MALFORMED',
  1216: 'FOREIGN_KEY',
  1264: 'OUT_OF_RANGE',
  1265: 'MALFORMED',
  1292: 'MALFORMED',
  1364: 'NULL_NOT_ALLOWED',
  1366: 'MALFORMED',
  1367: 'OUT_OF_RANGE',
  1406: 'TOO_LONG',
  1411: 'MALFORMED',
  1416: 'MALFORMED',
  1441: 'OUT_OF_RANGE',
  1452: 'FOREIGN_KEY',
  1526: 'OUT_OF_RANGE',
  1586: 'DUPLICATE_KEY',
  1690: 'OUT_OF_RANGE',
  1761: 'FOREIGN_KEY',
  1762: 'FOREIGN_KEY',
  1859: 'DUPLICATE_KEY',
  3140: 'MALFORMED',
  3141: 'MALFORMED',
  3156: 'MALFORMED',
  3819: 'CHECK',
  4025: 'CHECK',
};

/** The code of a dirty record when the error is about the values of a row; undefined when it is about anything else. */
export function dirtyCodeOf(error: ServerError): string | undefined {
  const known = dirtyCodes[error.number];
  if (known !== undefined) return known;
  // Integrity and data errors by their class; 45000 is what triggers signal.
  if (error.state === '45000') return 'CHECK';
  if (error.state.startsWith('22')) return 'MALFORMED';
  return error.state.startsWith('23') ? 'CONSTRAINT' : undefined;
}

/** Warnings that mean a value was not stored as given. */
export function isValueWarning(number: number): boolean {
  return dirtyCodes[number] !== undefined;
}
