import { accessSync, constants, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { JsonValue } from '@sluice/core';
import { runErrors } from '../errors.ts';

/** Where everything about one run lies. */
export interface RunFolder {
  readonly runId: string;
  readonly path: string;
  readonly dirty: string;
  readonly log: string;
  readonly checkpoint: string;
}

/** `SLUICE_STATE_DIR`, else `$XDG_STATE_HOME/sluice`, else `~/.local/state/sluice`. */
export function defaultStateFolder(environment: Readonly<Record<string, string | undefined>>): string {
  if (environment['SLUICE_STATE_DIR']) return environment['SLUICE_STATE_DIR'];
  return join(environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'sluice');
}

/** A run id that sorts by start: `20261121T035959-0fa3c91d`, where the first three digits after the second are milliseconds. */
export function newRunId(now: number): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '');
  const milliseconds = (now % 1_000).toString(16).padStart(3, '0');
  return `${stamp}-${milliseconds}${randomBytes(3).toString('hex').slice(1)}`;
}

export function runFolder(stateFolder: string, runId: string): RunFolder {
  const path = join(stateFolder, 'runs', runId);
  return {
    runId,
    path,
    dirty: join(path, 'dirty'),
    log: join(path, 'log.ndjson'),
    checkpoint: join(path, 'tasks.ndjson'),
  };
}

/** Makes the folder of a run, readable by its owner only. Throws `RUN_STATE_NOT_WRITABLE`. */
export function createRunFolder(stateFolder: string, runId: string): RunFolder {
  const folder = runFolder(stateFolder, runId);
  try {
    mkdirSync(folder.dirty, { recursive: true, mode: 0o700 });
    accessSync(folder.path, constants.W_OK);
  } catch (error) {
    throw runErrors.stateNotWritable({ folder: stateFolder }, error);
  }
  return folder;
}

/** Opens the folder of an earlier run. Throws `RUN_NOT_FOUND`. */
export function openRunFolder(stateFolder: string, runId: string): RunFolder {
  const folder = runFolder(stateFolder, runId);
  if (!/^[\w.-]+$/.test(runId) || readJson(folder, 'run.json') === undefined) throw runErrors.notFound({ runId });
  return folder;
}

/** Ids of the runs that are kept, newest first. */
export function listRunIds(stateFolder: string): string[] {
  try {
    return readdirSync(join(stateFolder, 'runs')).sort().toReversed();
  } catch {
    return [];
  }
}

/** Writes a JSON file of the run so that a reader sees the old or the new one, never half of it. */
export function writeJson(folder: RunFolder, name: string, value: unknown): void {
  const file = join(folder.path, name);
  writeFileSync(`${file}.tmp`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

export function readJson(folder: RunFolder, name: string): JsonValue | undefined {
  try {
    return JSON.parse(readFileSync(join(folder.path, name), 'utf8')) as JsonValue;
  } catch {
    return undefined;
  }
}
