/** What the server and the network say, as errors of ours. */
import { SluiceError, taskErrors } from '@sluice/core';
import { errors } from './errors.ts';

/** Where and for what a session was opened, for messages. */
export interface ErrorContext {
  /** `host:port`. */
  readonly host: string;
  readonly user: string;
  readonly database: string;
  readonly connectTimeoutMs: number;
}

/** Fields of an ErrorResponse, as the driver gives them. */
export interface ServerError extends Error {
  /** SQLSTATE. */
  readonly code: string;
  readonly detail?: string;
  readonly where?: string;
  readonly column?: string;
  readonly constraint?: string;
}

/** True for an error that the server sent, in contrast to one of the network or the driver. */
export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
}

const networkCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
]);

/** An error while connecting. */
export function translateConnectError(error: unknown, context: ErrorContext): SluiceError {
  if (error instanceof SluiceError) return error;
  const { host, user, database, connectTimeoutMs } = context;
  if (isServerError(error)) {
    const reason = sentence(error.message);
    switch (error.code) {
      case '28P01':
        return errors.loginFailed({ host, user }, error);
      case '28000':
        return /role .* does not exist/.test(error.message)
          ? errors.loginFailed({ host, user }, error)
          : errors.loginDenied({ host, reason }, error);
      case '3D000':
        return errors.databaseNotFound({ database }, error);
      case '42501':
        return errors.loginDenied({ host, reason }, error);
      default:
        return translateError(error, context);
    }
  }
  const { code } = error as NodeJS.ErrnoException;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL') return errors.hostUnknown({ host }, error);
  if (message === 'timeout expired') return errors.connectTimeout({ host, afterMs: connectTimeoutMs }, error);
  if (/SASL|password/i.test(message)) return errors.loginFailed({ host, user }, error);
  if (isTlsProblem(code, message)) return errors.tls({ host, reason: sentence(message) }, error);
  return errors.connectionRefused({ host, reason: code === undefined ? sentence(message) : refusalOf(code) }, error);
}

function isTlsProblem(code: string | undefined, message: string): boolean {
  return (
    /SSL|TLS|certificate/i.test(message) || /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|UNABLE_TO|SELF_SIGNED)/.test(code ?? '')
  );
}

function refusalOf(code: string): string {
  return code === 'ECONNREFUSED' ? 'nothing listens on this port' : code;
}

/** SQLSTATEs, or their classes, and the error each becomes. */
const translations: readonly (readonly [
  RegExp,
  (reason: string, error: ServerError, context: ErrorContext) => SluiceError,
])[] = [
  // 22P04: the rows we send are well-formed, so a COPY that is not was cut off.
  [/^57P0[12]$|^08|^22P04$/, (reason, error, { host }) => errors.connectionLost({ host, reason }, error)],
  [/^57P03$/, (reason, error, { host }) => errors.serverNotReady({ host, reason }, error)],
  [/^53300$/, (reason, error, { host }) => errors.tooManyConnections({ host, reason }, error)],
  [/^40/, (reason, error) => errors.conflict({ reason }, error)],
  [/^57014$|^55P03$|^25P0[34]$/, (reason, error) => errors.statementCancelled({ reason }, error)],
  [/^42501$/, (reason, error) => errors.accessDenied({ reason }, error)],
  [/^42P01$/, (reason, error) => errors.tableNotFound({ table: quotedName(error.message) ?? reason }, error)],
  [/^(42703|42883|42704|3F000)$/, (reason, error) => errors.objectNotFound({ reason }, error)],
  [/^25006$/, (reason, error) => errors.readOnly({ reason }, error)],
  [/^(53|54|58)/, (reason, error) => errors.resources({ reason }, error)],
  [/^(22|23|21|44|P0001)/, (reason, error) => errors.dataRefused({ code: error.code, reason }, error)],
  [/^(42|0A|26|34|3D)/, (reason, error) => errors.sqlInvalid({ reason }, error)],
];

/** An error of an open session. */
export function translateError(error: unknown, context: ErrorContext): SluiceError {
  if (error instanceof SluiceError) return error;
  if (isServerError(error)) {
    const reason = sentence(isDataCode(error.code) ? withoutValues(error.message) : error.message);
    const found = translations.find(([codes]) => codes.test(error.code));
    return found?.[1](reason, error, context) ?? errors.server({ code: error.code, reason }, error);
  }
  const { code } = error as NodeJS.ErrnoException;
  const message = error instanceof Error ? error.message : String(error);
  const isLost =
    networkCodes.has(code ?? '') || /terminated|ended|closed|not queryable|connection error/i.test(message);
  if (isLost) return errors.connectionLost({ host: context.host, reason: sentence(message) }, error);
  return errors.protocol({ reason: sentence(message) }, error);
}

/** The same, but a cancelled run says so, whatever broke because of it. */
export function translateUnless(signal: AbortSignal, error: unknown, context: ErrorContext): SluiceError {
  return signal.aborted ? taskErrors.cancelled(undefined, error) : translateError(error, context);
}

function sentence(message: string): string {
  return message.replace(/[\s.]+$/, '');
}

function quotedName(message: string): string | undefined {
  return /"(.*)"/.exec(message)?.[1];
}

/** `invalid input syntax for type integer: "abc"` without the value, which belongs to the dirty records alone. */
function withoutValues(message: string): string {
  return message.replace(/: ".*$/s, '').replace(/value "[^"]*"/g, 'a value');
}

/** True when a row is at fault: data exceptions, constraints, check options, and what triggers raise. */
export function isDataCode(code: string): boolean {
  return (/^(22|23|44)/.test(code) && code !== '22P04') || code === 'P0001';
}

/** A row that the server refused. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
  /** Number of the row in its COPY, from 1; absent when the server does not tell. */
  readonly line?: number;
  readonly columnName?: string;
}

const refusalCodes: Readonly<Record<string, string>> = {
  '22001': 'TOO_LONG',
  '22003': 'OUT_OF_RANGE',
  '22007': 'MALFORMED',
  '22008': 'OUT_OF_RANGE',
  '22015': 'OUT_OF_RANGE',
  '22021': 'INVALID_TEXT',
  '22026': 'WRONG_LENGTH',
  '22032': 'MALFORMED',
  '22P02': 'MALFORMED',
  '22P03': 'MALFORMED',
  '22P05': 'INVALID_TEXT',
  '23502': 'NULL_NOT_ALLOWED',
  '23503': 'FOREIGN_KEY',
  '23505': 'DUPLICATE_KEY',
  '23514': 'CHECK',
  '23P01': 'EXCLUSION',
  '44000': 'CHECK',
  P0001: 'TRIGGER',
};

/** What a data error says about a row of a COPY into `table`; undefined for all other errors. */
export function refusalOfError(error: unknown, table: string): Refusal | undefined {
  if (!isServerError(error) || !isDataCode(error.code)) return undefined;
  const place = placeInCopy(error.where ?? '', table);
  const columnName = place?.column ?? error.column;
  return {
    code: refusalCodes[error.code] ?? (error.code.startsWith('23') ? 'CONSTRAINT' : 'INVALID_VALUE'),
    reason: error.detail === undefined ? error.message : `${error.message}: ${error.detail}`,
    ...(place === undefined ? {} : { line: place.line }),
    ...(columnName === undefined ? {} : { columnName }),
  };
}

/** `COPY t, line 3, column c` in the context of an error. The words between are in the language of the server. */
function placeInCopy(where: string, table: string): { readonly line: number; readonly column?: string } | undefined {
  for (const text of where.split('\n')) {
    const at = text.indexOf(`COPY ${table}, `);
    if (at < 0) continue;
    const rest = text.slice(at + table.length + 7);
    const match = /^\D*?(\d+)(?:, \S+ ([^:]+?)(?:: .*)?)?$/.exec(rest);
    if (match === null) continue;
    const column = match[2];
    return { line: Number(match[1]), ...(column === undefined ? {} : { column }) };
  }
  return undefined;
}
