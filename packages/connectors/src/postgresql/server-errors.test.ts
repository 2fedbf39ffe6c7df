import { expect, test } from 'vitest';
import { refusalOfError, translateError } from './server-errors.ts';

function serverError(fields: Record<string, string>): Error {
  return Object.assign(new Error(fields['message']), { severity: 'ERROR', ...fields });
}

test.each([
  ['COPY t, line 3, column c', { line: 3, columnName: 'c' }],
  ['COPY t, line 12', { line: 12 }],
  ['COPY t, line 3, column c: "a, b"', { line: 3, columnName: 'c' }],
  ['PL/pgSQL function f() line 9 at RAISE\nCOPY t, line 3', { line: 3 }],
  ['COPY t, Zeile 3, Spalte c', { line: 3, columnName: 'c' }],
  ['COPY t, 行 3, 列 c', { line: 3, columnName: 'c' }],
  ['SQL statement "SELECT 1"', {}],
  ['COPY other, line 3', {}],
])('finds the row in the context "%s"', (where, place) => {
  const refusal = refusalOfError(serverError({ code: '22P02', message: 'no', where }), 't');
  expect(refusal).toEqual({ code: 'MALFORMED', reason: 'no', ...place });
});

test('an error that is not about a row is no refusal', () => {
  expect(refusalOfError(serverError({ code: '53100', message: 'disk full' }), 't')).toBeUndefined();
  expect(refusalOfError(new Error('socket'), 't')).toBeUndefined();
  expect(refusalOfError(serverError({ code: '22P04', message: 'unexpected EOF in COPY data' }), 't')).toBeUndefined();
});

const context = { host: 'db:5432', user: 'me', database: 'shop', connectTimeoutMs: 1_000 };

test.each([
  ['57P01', 'POSTGRESQL_CONNECTION_LOST', true],
  ['08006', 'POSTGRESQL_CONNECTION_LOST', true],
  ['22P04', 'POSTGRESQL_CONNECTION_LOST', true],
  ['40P01', 'POSTGRESQL_CONFLICT', true],
  ['40001', 'POSTGRESQL_CONFLICT', true],
  ['57014', 'POSTGRESQL_STATEMENT_CANCELLED', true],
  ['53300', 'POSTGRESQL_TOO_MANY_CONNECTIONS', true],
  ['53100', 'POSTGRESQL_RESOURCES', false],
  ['42501', 'POSTGRESQL_ACCESS_DENIED', false],
  ['42601', 'POSTGRESQL_SQL_INVALID', false],
  ['25006', 'POSTGRESQL_READ_ONLY', false],
  ['XX000', 'POSTGRESQL_SERVER', false],
])('SQLSTATE %s becomes %s', (code, expected, retryable) => {
  expect(translateError(serverError({ code, message: 'what happened' }), context)).toMatchObject({
    code: expected,
    retryable,
  });
});

test('a value of a row stays out of the message', () => {
  const error = serverError({ code: '22P02', message: 'invalid input syntax for type integer: "4711 secret"' });
  expect(translateError(error, context).message).not.toContain('secret');
});
