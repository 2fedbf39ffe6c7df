/** Answers as the service documents them, for what the emulator does not do. */
import { expect, test } from 'vitest';
import { explainAzure } from './explain.ts';

const now = Date.UTC(2026, 10, 21, 12);
const request = {
  method: 'GET',
  key: 'a.csv',
  query: {},
  headers: {},
  action: 'read "a.csv"',
  signal: new AbortController().signal,
};

function explain(
  status: number,
  code: string,
  {
    message = '',
    detail = '',
    date = now,
    expiry,
  }: { message?: string; detail?: string; date?: number; expiry?: number } = {},
) {
  const more = detail === '' ? '' : `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`;
  const text = `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:1</Message>${more}</Error>`;
  const header = (name: string): string | undefined => (name === 'date' ? new Date(date).toUTCString() : undefined);
  const facts = { root: 'azureblob://in/', host: 'a.blob.core.windows.net', region: '', now: () => now };
  return explainAzure({ status, text, header }, request, expiry === undefined ? facts : { ...facts, expiry });
}

const failed =
  'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly.';

test('one code of the service stands for three causes, which are told apart', () => {
  const wrong = {
    message: failed,
    detail: "The MAC signature found in the HTTP request 'x' is not the same as any computed signature.",
  };
  expect(explain(403, 'AuthenticationFailed', wrong).code).toBe('OBJECT_STORE_BAD_CREDENTIALS');
  const late = 'Signature not valid in the specified time frame: Start [x] - Expiry [y] - Current [z]';
  expect(explain(403, 'AuthenticationFailed', { message: failed, detail: late }).code).toBe(
    'OBJECT_STORE_EXPIRED_CREDENTIALS',
  );
  expect(explain(403, 'AuthenticationFailed', { message: failed, expiry: now - 1 }).code).toBe(
    'OBJECT_STORE_EXPIRED_CREDENTIALS',
  );
  const old = 'The date header in the request is incorrect.';
  expect(explain(403, 'AuthenticationFailed', { message: failed, detail: old }).code).toBe('OBJECT_STORE_CLOCK_SKEW');
  expect(explain(403, 'AuthenticationFailed', { message: failed, date: now - 1_800_000 }).message).toBe(
    'azureblob://in/ refuses requests of this time: the clock of this machine is 1800 s ahead.',
  );
});

test.each([
  [403, 'AuthorizationPermissionMismatch', 'OBJECT_STORE_ACCESS_DENIED'],
  [404, 'ResourceNotFound', 'OBJECT_STORE_ACCESS_DENIED'],
  [404, 'BlobNotFound', 'FILES_UNREADABLE'],
  [409, 'BlobArchived', 'OBJECT_STORE_ARCHIVED'],
  [412, 'ConditionNotMet', 'FILES_CHANGED'],
  [503, 'ServerBusy', 'OBJECT_STORE_UNAVAILABLE'],
  [409, 'SnapshotsPresent', 'OBJECT_STORE_REFUSED'],
])('%i %s is %s', (status, code, expected) => {
  expect(explain(status, code, { message: 'Words.' }).code).toBe(expected);
});

test('what nobody foresaw is told in the words of the service, without numbers of the request', () => {
  expect(explain(409, 'SnapshotsPresent', { message: 'This operation is not permitted.' }).message).toBe(
    'Cannot read "a.csv" in azureblob://in/: 409 SnapshotsPresent, This operation is not permitted.',
  );
});
