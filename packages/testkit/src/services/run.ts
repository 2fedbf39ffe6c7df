/**
 * A service run: everything that one test run (or one bench) started, in one folder, so that it can be stopped even
 * by somebody who was not there. Layout of `.cache/services/<run id>/`:
 * - `owner.json`: the process that the run belongs to, and the folder with the data directories
 * - `<key>.server.json`: one started server; `<key>.lock` while it starts; `<key>.failed` when it could not
 * - `skipped/<name>`: why tests did without this service
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { identify, isAlive, killTree, pause, signal, waitUntilGone, type ProcessIdentity } from './processes.ts';

const root = resolve(import.meta.dirname, '../../../..');
const variable = 'SLUICE_SERVICE_RUN';

interface Owner extends ProcessIdentity {
  readonly dataFolder: string;
}

/** The part of a server's record that is needed to stop it. */
export interface StartedProcess extends ProcessIdentity {
  readonly stopSignal: NodeJS.Signals;
}

export interface ServiceRun {
  /** State files; only for us. */
  readonly folder: string;
  /** Data directories and temporary folders; other users can reach it. */
  readonly dataFolder: string;
}

/** Starts a run that belongs to this process, after cleaning up what killed runs left behind. */
export async function startRun(): Promise<ServiceRun> {
  const parent = runsFolder();
  await sweep(parent);
  const id = `${process.pid}-${randomBytes(3).toString('hex')}`;
  const run = { folder: join(parent, id), dataFolder: join(tmpdir(), `sluice-${id}`) };
  mkdirSync(join(run.folder, 'skipped'), { recursive: true });
  const owner: Owner = { ...identify(process.pid), dataFolder: run.dataFolder };
  writeFileSync(join(run.folder, 'owner.json'), JSON.stringify(owner));
  mkdirSync(run.dataFolder, { mode: 0o755 });
  process.env[variable] = run.folder;
  return run;
}

/** The run this process takes part in; outside of one, a run of its own that ends with the process. */
export async function currentRun(): Promise<ServiceRun> {
  const folder = process.env[variable];
  if (folder !== undefined) return { folder, dataFolder: readOwner(folder).dataFolder };
  const run = await startRun();
  process.once('exit', () => {
    for (const server of serversOf(run.folder)) signal(server, server.stopSignal);
    removeRun(run);
  });
  return run;
}

/** The folder of the run this process takes part in, when there is one. */
export function joinedRun(): ServiceRun | undefined {
  const folder = process.env[variable];
  return folder === undefined ? undefined : { folder, dataFolder: readOwner(folder).dataFolder };
}

/** Stops every server of the run and removes its data. */
export async function stopRun(run: ServiceRun): Promise<void> {
  await Promise.all(serversOf(run.folder).map(stopProcess));
  removeRun(run);
  if (process.env[variable] === run.folder) delete process.env[variable];
}

/** Asks the process to stop without ado, and kills it when it does not. */
export async function stopProcess(server: StartedProcess): Promise<void> {
  signal(server, 'SIGCONT');
  if (!signal(server, server.stopSignal)) return;
  if (!(await waitUntilGone(server, 5_000))) await killTree(server);
}

/** Names of the services that tests did without, with the reason. */
export function skippedServices(run: ServiceRun): ReadonlyMap<string, string> {
  const folder = join(run.folder, 'skipped');
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/**
 * Answers what `create` once answered in this run, in whichever process; the others wait for it. A failure is
 * remembered too: it is not tried a second time.
 */
export async function oncePerRun<T>(run: ServiceRun, key: string, create: () => Promise<T>): Promise<T> {
  const done = join(run.folder, `${key}.done`);
  const failed = join(run.folder, `${key}.failed`);
  const lock = join(run.folder, `${key}.lock`);
  for (;;) {
    const text = readIfPresent(done);
    if (text !== undefined) return JSON.parse(text) as T;
    const reason = readIfPresent(failed);
    if (reason !== undefined) throw new Error(reason);
    if (takeLock(lock)) break;
    await pause(50);
  }
  try {
    const value = await create();
    writeFileSync(`${done}.part`, JSON.stringify(value));
    renameSync(`${done}.part`, done);
    return value;
  } catch (error) {
    writeFileSync(failed, error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Notes a started process, so that the end of the run stops it. Call right after the start. */
export function recordProcess(run: ServiceRun, key: string, started: StartedProcess): void {
  writeFileSync(join(run.folder, `${key}.server.json`), JSON.stringify(started));
}

/** The process of a server that was recorded under `key`. */
export function processOf(run: ServiceRun, key: string): StartedProcess {
  return JSON.parse(readFileSync(join(run.folder, `${key}.server.json`), 'utf8')) as StartedProcess;
}

/** Stops and removes what runs below `parent` left behind whose owner is gone. */
export async function sweep(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    const owner = tryReadOwner(folder);
    if (owner === undefined ? isFresh(folder) : isAlive(owner)) continue;
    await Promise.all(serversOf(folder).map(stopProcess));
    removeRun({ folder, dataFolder: owner?.dataFolder ?? '' });
  }
}

/** Leaves what it may not remove: another user's run. */
function removeRun(run: ServiceRun): void {
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };
  try {
    if (run.dataFolder !== '') rmSync(run.dataFolder, options);
    rmSync(run.folder, options);
  } catch (error) {
    console.warn(`Could not remove ${run.folder}: ${String(error)}`);
  }
}

/** A run that is just starting has no owner yet. */
function isFresh(folder: string): boolean {
  return Date.now() - statSync(folder).mtimeMs < 60_000;
}

function serversOf(folder: string): StartedProcess[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.server.json'));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as StartedProcess);
}

function takeLock(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify(identify(process.pid)), { flag: 'wx' });
    return true;
  } catch {
    const holder = readIfPresent(path);
    if (holder !== undefined && holder !== '' && !isAlive(JSON.parse(holder) as ProcessIdentity)) {
      rmSync(path, { force: true });
    }
    return false;
  }
}

function runsFolder(): string {
  const inside = join(root, '.cache', 'services');
  try {
    mkdirSync(inside, { recursive: true });
    accessSync(inside, constants.W_OK);
    return inside;
  } catch {
    const outside = join(tmpdir(), `sluice-services-${process.getuid?.() ?? 'user'}`);
    mkdirSync(outside, { recursive: true });
    return outside;
  }
}

function readOwner(folder: string): Owner {
  return JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as Owner;
}

function tryReadOwner(folder: string): Owner | undefined {
  try {
    return readOwner(folder);
  } catch {
    return undefined;
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
