import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from '../command/context.ts';
import { cliErrors } from '../errors.ts';

/** Tokens by the address of their server, in a file of this user alone. */
export function tokenFile(environment: Environment): string {
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'sluice', 'tokens.json');
}

export function storedToken(url: string, environment: Environment): string | undefined {
  return readTokens(tokenFile(environment))[addressOf(url)];
}

/** Keeps a token, or forgets the one that is kept. Answers the file. */
export function storeToken(url: string, token: string | undefined, environment: Environment): string {
  const file = tokenFile(environment);
  const { [addressOf(url)]: _, ...others } = readTokens(file);
  const tokens = token === undefined ? others : { ...others, [addressOf(url)]: token };
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, `${JSON.stringify(tokens, undefined, 2)}\n`, { mode: 0o600 });
    // A file that was there before keeps its own mode when it is written.
    chmodSync(`${file}.new`, 0o600);
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw cliErrors.fileNotWritable({ file, reason: (error as Error).message }, error);
  }
  return file;
}

/** `https://host/` and `https://host` are one server. */
export function addressOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw cliErrors.badServerUrl({ url });
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

function readTokens(file: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}
