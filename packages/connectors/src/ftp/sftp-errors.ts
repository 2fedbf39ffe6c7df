import { SluiceError } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import { plain } from './network-errors.ts';

/** Status codes of SFTP version 3. */
export const status = { missing: 2, denied: 3, failure: 4, unsupported: 8 } as const;

const problems: Readonly<Record<number, string>> = {
  [status.missing]: 'it does not exist',
  [status.denied]: 'permission denied',
  [status.failure]: 'the server gives no reason',
  [status.unsupported]: 'the server cannot do it',
};

export function isMissing(error: unknown): boolean {
  return statusOf(error) === status.missing;
}

/** Also when the server has not announced what was asked for. */
export function isUnsupported(error: unknown): boolean {
  return statusOf(error) === status.unsupported;
}

/** The one code for everything without a code of its own: a full disk, a folder that exists, a name too long. */
export function isFailure(error: unknown): boolean {
  return statusOf(error) === status.failure;
}

export function readError(path: string, error: unknown): SluiceError {
  return error instanceof SluiceError ? error : fileErrors.unreadable({ path, problem: describe(error) }, error);
}

export function writeError(path: string, error: unknown): SluiceError {
  return error instanceof SluiceError ? error : fileErrors.unwritable({ path, problem: describe(error) }, error);
}

function describe(error: unknown): string {
  const message = error instanceof Error ? plain(error.message) : String(error);
  const code = statusOf(error);
  const isSaying = code === status.failure && message !== '' && message !== 'Failure';
  return isSaying ? `the server says "${message}"` : (problems[code ?? -1] ?? `the server says "${message}"`);
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
