import { SluiceError } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'input/output error of the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file system takes no larger file',
};

/** True when the operating system says so. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

export function readError(path: string, error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  return fileErrors.unreadable({ path, problem: describe(error) }, error);
}

export function writeError(path: string, error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  if (codeOf(error) === 'ENOSPC') return fileErrors.diskFull({ path }, error);
  return fileErrors.unwritable({ path, problem: describe(error) }, error);
}

function describe(error: unknown): string {
  const code = codeOf(error);
  return problems[code] ?? (code === '' ? String(error) : `error ${code}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
