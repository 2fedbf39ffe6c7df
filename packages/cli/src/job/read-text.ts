import { accessSync, constants, readFileSync } from 'node:fs';
import { cliErrors } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
};

/** Reads a text file. Throws `CLI_FILE_NOT_READABLE` with the reason in plain words. */
export function readTextFile(file: string): string {
  return orRefuse(file, () => readFileSync(file, 'utf8'));
}

/** Throws `CLI_FILE_NOT_READABLE` for a file that will be read later and cannot be. */
export function requireReadable(file: string): void {
  orRefuse(file, () => accessSync(file, constants.R_OK));
}

function orRefuse<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw cliErrors.fileNotReadable({ file, reason: reasons[code] ?? message }, error);
  }
}
