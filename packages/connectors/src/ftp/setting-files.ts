import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FtpConnection } from './connection.ts';
import { errors } from './errors.ts';

/** A setting that is PEM text, or the path of a file that holds it. Its value is never part of an error. */
export async function readKeyText(setting: string, value: string | undefined): Promise<string | undefined> {
  if (value === undefined || value.trim() === '') return undefined;
  if (/-----BEGIN|PuTTY-User-Key-File/.test(value)) return value;
  try {
    return await readFile(value.trim().replace(/^~(?=\/)/, homedir()), 'utf8');
  } catch {
    // Without the cause: it would show the value.
    const reason = 'it is no key or certificate as text, and no file of that name can be read';
    throw errors.settingInvalid({ setting, reason });
  }
}

/** The key of the user that this process runs as, instead of a given one. */
export function usesOwnKey({ useKey, privateKey }: FtpConnection): boolean {
  return useKey === true && (privateKey === undefined || privateKey.trim() === '');
}

export function ownKeyFile(): string {
  return join(homedir(), '.ssh', 'id_rsa');
}
