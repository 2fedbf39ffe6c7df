/** Creating, starting and restarting one instance of a server. */
import { execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Instance, Installation, ServiceDefinition, ServiceOptions } from './definition.ts';
import { selfSignedCertificate } from './certificate.ts';
import { identify, isAlive, pause, type ProcessIdentity } from './processes.ts';
import { oncePerRun, recordProcess, type ServiceRun } from './run.ts';

const startTimeoutMs = 120_000;

interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/** Creates and starts an instance. `key` names it within the run. */
export async function startInstance(
  definition: ServiceDefinition,
  options: ServiceOptions,
  { run, key }: { run: ServiceRun; key: string },
): Promise<Instance> {
  const installation = definition.find();
  if (typeof installation === 'string') throw new Error(installation);
  const folder = join(run.dataFolder, key);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const tls = options.tls === true ? selfSignedCertificate() : undefined;
  const created: Instance = {
    name: definition.name,
    host: '127.0.0.1',
    port: await freePort(),
    user: definition.user?.() ?? 'sluice',
    password: 'sluice',
    database: definition.name === 'postgresql' ? 'postgres' : 'sluice',
    folder,
    installation: await reachable(installation, run),
    options,
    ...(tls === undefined ? {} : { certificate: tls.certificate }),
    version: '',
  };
  if (tls !== undefined) {
    writeFileSync(join(folder, 'server.crt'), tls.certificate);
    writeFileSync(join(folder, 'server.key'), tls.key);
  }
  takeOver(created, ['.', 'server.crt', 'server.key']);
  await definition.create(created, (program, ...parameters) => runProgram(created, program, parameters));
  await launch(definition, created, { run, key });
  return { ...created, version: await definition.readVersion(created) };
}

/** Starts the server of an existing data directory, and waits until it answers. */
export async function launch(
  definition: ServiceDefinition,
  instance: Instance,
  { run, key }: { run: ServiceRun; key: string },
): Promise<ProcessIdentity> {
  const [program, ...parameters] = definition.command(instance);
  const log = openSync(join(instance.folder, 'log'), 'a');
  const child = spawn(programPath(instance, program), parameters, {
    cwd: instance.folder,
    env: environmentOf(instance),
    ...userIds(instance.installation.user),
    detached: true, // it outlives the worker that started it
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  const server = identify(child.pid as number);
  recordProcess(run, key, { ...server, stopSignal: definition.stopSignal });
  await waitUntilReady(definition, instance, server);
  return server;
}

async function waitUntilReady(
  definition: ServiceDefinition,
  instance: Instance,
  server: ProcessIdentity,
): Promise<void> {
  const end = performance.now() + startTimeoutMs;
  for (;;) {
    try {
      await definition.readVersion(instance);
      return;
    } catch (error) {
      if (!isAlive(server)) throw startFailure(instance, 'ended at once');
      if (performance.now() > end) throw startFailure(instance, `does not answer: ${String(error)}`);
    }
    await pause(50);
  }
}

function startFailure(instance: Instance, what: string): Error {
  const log = readFileSync(join(instance.folder, 'log'), 'utf8').trim().split('\n').slice(-15).join('\n');
  return new Error(`${instance.name} (${instance.installation.label}) ${what}. Its log ends with:\n${log}`);
}

function runProgram(instance: Instance, program: string, parameters: readonly string[]): Promise<void> {
  const options = { cwd: instance.folder, env: environmentOf(instance), ...userIds(instance.installation.user) };
  return new Promise((resolve, reject) => {
    execFile(programPath(instance, program), parameters, options, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`${basename(program)} failed: ${`${stdout}\n${stderr}`.trim() || error.message}`));
    });
  });
}

function programPath(instance: Instance, program: string): string {
  return isAbsolute(program) ? program : join(instance.installation.programs, program);
}

function environmentOf(instance: Instance): Record<string, string> {
  return { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: instance.folder, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

/** Servers that refuse to run as root get the user of their package; undefined when we are not root. */
export function userIds(user: string): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${user}:`));
  if (line === undefined) throw new Error(`There is no system user "${user}" to run the server`);
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

function takeOver(instance: Instance, names: readonly string[]): void {
  const ids = userIds(instance.installation.user);
  for (const name of names) {
    const path = join(instance.folder, name);
    if (statSync(path, { throwIfNoEntry: false }) === undefined) continue;
    if (name.endsWith('.key')) chmodSync(path, 0o600);
    if (ids !== undefined) chownSync(path, ids.uid, ids.gid);
  }
}

/** Programs below a private folder (a clone in /root) are copied to where the server's user may run them. */
async function reachable(installation: Installation, run: ServiceRun): Promise<Installation> {
  const isOurs = process.getuid?.() !== 0 || installation.user === 'root';
  if (isOurs || isOpenToAll(installation.programs)) return installation;
  const home = dirname(installation.programs);
  const copy = await oncePerRun(run, `${basename(home)}-programs`, async () => {
    const to = join(run.dataFolder, 'programs');
    cpSync(home, to, { recursive: true, verbatimSymlinks: true });
    return to;
  });
  return { ...installation, programs: join(copy, basename(installation.programs)) };
}

function isOpenToAll(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || isOpenToAll(parent);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
